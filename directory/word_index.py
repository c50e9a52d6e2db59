"""The words of findable records, for finding all that begin as somebody typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from directory import text_search
from directory.facet_index import Bitmap, FacetIndex, bitmap

BAR = "|"
"""What ends each text of a `SearchEntry`."""


class WordIndex:
    """Which positions hold which words. `texts` are folded, as a `SearchEntry` has them."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        self._texts = list(texts)
        self._index = FacetIndex(
            (position, word) for position, text in self._texts for word in set(text.split()) if word != BAR
        )
        self._words = sorted(self._index)

    def starting(self, beginning: str) -> Bitmap:
        """The positions with a word that begins so."""
        first = bisect_left(self._words, beginning)
        last = bisect_left(self._words, beginning + "\U0010ffff")
        return self._index.any_of(self._words[first:last])

    def find(self, query: str) -> Bitmap:
        """The positions where every term of a query is found at the start of a word.

        What is one word in a name may be typed as several (“lit ai” for LitAI) and the other way round.
        """
        whole = self.starting("".join(text_search.fold(query).split()))
        matching = None
        for words in text_search.terms(query):
            found = self.starting("".join(words))
            if len(words) > 1:
                phrase = f" {' '.join(words)}"
                found |= bitmap(position for position, text in self._texts if phrase in text)
            matching = found if matching is None else matching & found
        return whole if matching is None else matching | whole
