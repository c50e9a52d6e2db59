"""Searching as people type: case, accents, hyphens and punctuation do not matter.

Every findable record has one `SearchEntry` with its folded words. `rebuild` derives all entries again
from what each app registers; nothing else writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.db import transaction
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from directory.models import SearchEntry
from editions.current import LoadedEdition, records, using

MAX_QUERY_LENGTH: Final = 100

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_WORD = re.compile(r"[^\W_]+")
_IN_PARTS = re.compile(r"[^\W_][\W_]+[^\W_]")


def fold(text: str) -> str:
    """The words of `text` in lower case without accents or punctuation, one space between them."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join(_WORD.findall("".join(char for char in decomposed if not unicodedata.combining(char))))


def spellings(text: str) -> Iterator[str]:
    """Every folded way to type `text`: “AI:AT” is `ai at` and `aiat`, “Jülich” `julich` and `juelich`."""
    yield fold(text)
    composed = unicodedata.normalize("NFC", text.casefold())
    if (expanded := composed.translate(_UMLAUTS)) != composed:
        yield fold(expanded)
    for part in text.split():
        if part.isascii() and not _IN_PARTS.search(part):
            continue
        words = fold(part).split()
        if len(words) > 1:
            yield "".join(words)


@lru_cache(maxsize=4096)
def _spelled(text: str) -> tuple[str, ...]:
    """The same at once; kept, because sites name the same organisations, sectors and countries."""
    return tuple(spelling for spelling in spellings(text) if spelling)


@dataclass(frozen=True)
class Findable:
    """A record as search sees it: its names rank higher than the other words."""

    slug: str
    title: str
    names: list[str]
    words: list[str] = field(default_factory=list)
    document_words: list[str] | None = None
    """Names and words without what only later sources say; None where that makes no difference."""
    subtitle: str = ""


Provider = Callable[[], Iterable[Findable]]
_providers: dict[str, Provider] = {}


def register(kind: str, provider: Provider) -> None:
    """Make the records of `kind` findable. Called once an app is ready."""
    _providers[kind] = provider


def _joined(texts: Iterable[str]) -> str:
    """Folded texts one after another, each word preceded by a space and each text ended by a bar."""
    seen = dict.fromkeys(spelling for text in texts for spelling in _spelled(text))
    return "".join(f" {spelling} |" for spelling in seen)


@transaction.atomic
def rebuild() -> int:
    """Derive the whole index from the records of the default database; returns the number of entries."""
    SearchEntry.objects.all().delete()
    with using(LoadedEdition()):
        found = [(kind, item) for kind, provider in _providers.items() for item in provider()]
    # Numbered again each time, so that the same records make the same edition.
    entries = [search_entry(number, kind, item) for number, (kind, item) in enumerate(found, start=1)]
    return len(SearchEntry.objects.bulk_create(entries, batch_size=500))


def search_entry(number: int, kind: str, item: Findable, more: Iterable[str] = ()) -> SearchEntry:
    """The folded words of a record, not saved; `more` are words that its own kind does not name."""
    always = [item.title, item.slug]
    words = [*always, *item.names, *item.words, *more]
    return SearchEntry(
        number=number,
        kind=kind,
        slug=item.slug,
        title=item.title,
        subtitle=item.subtitle,
        names=_joined([*always, *item.names]),
        text=_joined(words),
        documents=_joined(words if item.document_words is None else [*always, *item.document_words]),
    )


def terms(query: str) -> list[list[str]]:
    """The query's terms, each as its folded words; a term without a letter or digit is dropped."""
    return [words for part in query.split() if (words := fold(part).split())]


def rank(entry: SearchEntry, query: str) -> tuple[int, str]:
    """A sort key: the whole name first, then its beginning, then a word of it, then the rest."""
    wanted = fold(query)
    compact = wanted.replace(" ", "")
    if f" {wanted} |" in entry.names or f" {compact} |" in entry.names:
        place = 0
    elif fold(entry.title).startswith(wanted):
        place = 1
    elif all(any(f" {form}" in entry.names for form in (" ".join(t), "".join(t))) for t in terms(query)):
        place = 2
    else:
        place = 3
    return place, fold(entry.title)


def did_you_mean(query: str, kinds: Iterable[str] = ()) -> str:
    """The query with its unknown words replaced by the nearest known ones, or "" if nothing is near."""
    kinds = list(kinds)
    entries = [entry for entry in records().all(SearchEntry) if not kinds or entry.kind in kinds]
    known = {word for entry in entries for word in entry.text.split() if word != "|"}
    if not known:
        return ""
    corrected = []
    changed = False
    for words in terms(query):
        for word in words:
            if any(candidate.startswith(word) for candidate in known):
                corrected.append(word)
                continue
            near = nearest(word, known)
            if not near:
                return ""
            corrected.append(near)
            changed = True
    return " ".join(corrected) if changed else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word closest to `word`, or "" if none is close."""
    allowed = 1 if len(word) < 5 else 2
    candidates = process.extract(
        word, sorted(known), scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=5
    )
    if not candidates:
        return ""
    return min(candidates, key=lambda found: (found[1], -fuzz.ratio(word, found[0]), found[0]))[0]
