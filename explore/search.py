"""One search over everything in the directory, with the passages that say why something was found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import text_search
from directory.facet_index import positions
from directory.models import SearchEntry
from directory.query_params import WordsField, allow_params
from directory.word_index import WordIndex
from editions.current import edition_cache
from explore.search_entries import Entry, Passage, entries, visitors_words

SHOWN_A_KIND = 50
AT_ONCE = 8
"""Results of a kind that the page shows at once; the others are in a fold."""
PASSAGES = 2
"""Passages that say why, at most."""
_PIECES = re.compile(r"([^\W_]+)")

Marked = list[tuple[str, bool]]
"""A text in pieces, each with whether it was searched for."""


@dataclass(frozen=True)
class Result:
    """Something found, and why."""

    title: str
    subtitle: str
    url: str
    text: Marked = field(default_factory=list)
    status: str = ""
    why: list[tuple[str, Marked]] = field(default_factory=list)
    """The passages with the words, each with what it is."""


def _kinds() -> dict[str, str]:
    """The headings, in their order: sites before machines."""
    return {
        "factory": _("AI Factories"),
        "antenna": _("AI Factory Antennas"),
        "country": _("Countries"),
        "sector": _("Sectors"),
        "service": _("Services"),
        "access-route": _("Access routes"),
        "page": _("Pages"),
        "supercomputer": _("Supercomputers and other systems"),
        "organisation": _("Organisations"),
        "term": _("Glossary"),
        "figure": _("Figures"),
        "milestone": _("Milestones"),
    }


@dataclass(frozen=True)
class Index:
    """Everything that can be found, position by position, and the words of it."""

    entries: list[Entry]
    rows: list[SearchEntry]
    words: WordIndex

    @classmethod
    def build(cls) -> Index:
        found = list(entries())
        rows = [entry.row(number) for number, entry in enumerate(found, start=1)]
        return cls(found, rows, WordIndex((position, row.text) for position, row in enumerate(rows)))


def _index() -> Index:
    return edition_cache().get_or_set(Index, Index.build)


@require_safe
@allow_params("q")
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind, best first; where nothing is found, what may help."""
    context: dict[str, Any] = {"words": "", "problem": "", "groups": [], "count": 0, "also": []}
    words, problem = words_of(request)
    if problem:
        context |= {"words": request.GET.get("q", "")[: text_search.MAX_QUERY_LENGTH], "problem": problem}
        return render(request, "explore/search.html", context, status=400)
    if words:
        context |= results(words)
    return render(request, "explore/search.html", context)


def words_of(request: HttpRequest) -> tuple[str, str]:
    """The words asked for, and what is wrong with them, "" if nothing is."""
    try:
        return WordsField().clean(request.GET.getlist("q")), ""
    except ValidationError as error:
        return "", error.messages[0]


def variants(words: str) -> list[str]:
    """The words with a synonym in place of one of them: “transport” for “automotive”."""
    folded = text_search.fold(words).split()
    synonyms = visitors_words()["synonyms"]
    return [
        " ".join([*folded[:place], other, *folded[place + 1 :]])
        for place, word in enumerate(folded)
        for other in synonyms.get(word, [])
    ]


def results(words: str) -> dict[str, Any]:
    """What was found, in groups by kind, and what else may help."""
    index = _index()
    best: dict[int, tuple[tuple[int, int, str], str]] = {}
    for order, query in enumerate([words, *variants(words)]):
        for position in positions(index.words.find(query)):
            place = (bool(order), *text_search.rank(index.rows[position], query))
            best.setdefault(position, (place, query))
    by_kind: dict[str, list[int]] = defaultdict(list)
    for position in sorted(best, key=lambda position: best[position][0]):
        by_kind[index.entries[position].kind].append(position)
    groups = [
        {
            "kind": kind,
            "heading": heading,
            "count": len(by_kind[kind]),
            "results": [_result(index.entries[at], best[at][1]) for at in by_kind[kind][:SHOWN_A_KIND]],
        }
        for kind, heading in sorted(_kinds().items(), key=lambda item: not _exact(item[0], by_kind, best))
        if by_kind[kind]
    ]
    context: dict[str, Any] = {
        "words": words,
        "groups": groups,
        "count": len(best),
        "at_once": AT_ONCE,
        "also": [other for other in variants(words) if index.words.find(other)],
    }
    return context if groups else context | _help(words)


def _exact(kind: str, by_kind: dict[str, list[int]], best: dict[int, Any]) -> bool:
    """Whether the words are the whole name of one of these. Sites stand before machines all the same."""
    return kind not in ("supercomputer", "figure", "milestone") and any(
        best[at][0][:2] == (False, 0) for at in by_kind[kind][:1]
    )


def _help(words: str) -> dict[str, Any]:
    """Where nothing is found: a near miss, or what each word finds by itself."""
    if near := text_search.did_you_mean(words):
        return {"suggestion": near, "suggestion_url": _address(near)}
    single = [part for part in dict.fromkeys(words.split()) if text_search.fold(part)]
    found = [(part, _address(part), _index().words.find(part).bit_count()) for part in single]
    return {"alone": [each for each in found if each[2]] if len(single) > 1 else []}


def _address(words: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': words})}"


def _result(entry: Entry, query: str) -> Result:
    found = entry.found
    wanted = [word for term in text_search.terms(query) for word in term]
    passages = [(str(each.label), marked(text, wanted)) for each, text in _matching(entry.passages, wanted)]
    text = marked(entry.text, wanted)
    title = text_search.fold(found.title).split()
    # What the name says by itself needs no passage beside it.
    named = all(any(word.startswith(each) for word in title) for each in wanted)
    why = [] if named else passages[:PASSAGES]
    return Result(found.title, found.subtitle, entry.url, text, entry.status, why)


def _matching(passages: list[Passage], wanted: list[str]) -> Iterator[tuple[Passage, str]]:
    """The passages with one of the words: the text that has it, after the name where that is another."""
    for passage in passages:
        for text in passage.texts:
            if any(is_match for _piece, is_match in marked(text, wanted)):
                name = passage.texts[0]
                yield passage, _sentence(text, wanted) if text == name else f"{name} ({text})"
                break


def _sentence(text: str, wanted: list[str]) -> str:
    """The sentence with one of the words."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    matching = (each for each in sentences if any(is_match for _piece, is_match in marked(each, wanted)))
    return next(matching, text)


def marked(text: str, wanted: list[str]) -> Marked:
    """The text in pieces: words that begin with one of the wanted ones are marked."""
    pieces = [
        (piece, any(text_search.fold(piece).startswith(word) for word in wanted))
        if position % 2
        else (piece, False)
        for position, piece in enumerate(_PIECES.split(text))
    ]
    return [piece for piece in pieces if piece[0]]
