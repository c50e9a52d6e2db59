"""The words of findable records, for finding all that begin as somebody typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from reference import textsearch
from reference.index import Family, Places

BAR = "|"


class WordIndex:
    """Which places hold which words. `texts` are folded, as a `SearchEntry` has them."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        self._family = Family(
            (place, word) for place, text in texts for word in set(text.split()) if word != BAR
        )
        self.words = sorted(self._family)

    def starting(self, beginning: str) -> Places:
        """The places with a word that begins so."""
        first = bisect_left(self.words, beginning)
        last = bisect_left(self.words, beginning + "\U0010ffff")
        return self._family.any_of(self.words[first:last])

    def find(self, query: str, in_sequence: Callable[[str], Places]) -> Places:
        """The places where every term of a query is found at the start of a word, under the rules of
        `textsearch.matches`; `in_sequence` finds words that stand side by side.
        """
        found = []
        for words in textsearch.terms(query):
            places = self.starting("".join(words))
            found.append(places | in_sequence(" ".join(words)) if len(words) > 1 else places)
        whole = self.starting("".join(textsearch.fold(query).split()))
        return found[0].intersection(*found[1:]) | whole if found else whole
