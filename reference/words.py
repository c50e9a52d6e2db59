"""The words of findable records, for finding all that begin as somebody typed."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable

from reference import textsearch
from reference.index import as_bits

BAR = "|"


class WordIndex:
    """Which places hold which words. `texts` are folded, as a `SearchEntry` has them."""

    def __init__(self, texts: Iterable[tuple[int, str]], size: int) -> None:
        self._size = size
        found: dict[str, list[int]] = {}
        for place, text in texts:
            for word in set(text.split()):
                if word != BAR:
                    found.setdefault(word, []).append(place)
        self.words = sorted(found)
        self._places = [array("I", found[word]) for word in self.words]

    def starting(self, beginning: str) -> int:
        """The places with a word that begins so."""
        first = bisect_left(self.words, beginning)
        last = bisect_left(self.words, beginning + "\U0010ffff")
        return as_bits((place for places in self._places[first:last] for place in places), self._size)

    def find(self, query: str, in_sequence: Callable[[str], int]) -> int:
        """The places where every term of a query is found at the start of a word, under the rules of
        `textsearch.matches`; `in_sequence` finds words that stand side by side.
        """
        found = (1 << self._size) - 1
        for words in textsearch.terms(query):
            places = self.starting("".join(words))
            if len(words) > 1:
                places |= in_sequence(" ".join(words))
            found &= places
        return found | self.starting("".join(textsearch.fold(query).split()))
