"""One search over every kind of record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
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
from editions.current import edition_cache, records

SHOWN_A_KIND = 50


@dataclass(frozen=True)
class Result:
    """A record found."""

    title: str
    subtitle: str
    url: str


def _kinds() -> dict[str, tuple[str, str]]:
    """Kind: its heading, and the name of the address of one record."""
    return {
        "factory": (_("AI Factories"), "factories:detail"),
        "antenna": (_("AI Factory Antennas"), "antennas:detail"),
        "access-route": (_("Access routes"), "access"),
        "supercomputer": (_("Supercomputers and other systems"), "supercomputer"),
        "organisation": (_("Organisations"), "organisation"),
        "country": (_("Countries"), "country"),
        "sector": (_("Sectors"), "sector"),
    }


@require_safe
@allow_params("q")
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind, best first; a near miss offers the words it may have been."""
    context: dict[str, Any] = {"words": "", "problem": "", "suggestion": "", "groups": [], "count": 0}
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


def _address(name: str, slug: str) -> str:
    """The page of a record; an access route is a part of the page of all of them."""
    return f"{reverse(name)}#{slug}" if name == "access" else reverse(name, args=[slug])


def _index(entries: list[SearchEntry]) -> WordIndex:
    return WordIndex((position, entry.text) for position, entry in enumerate(entries))


def results(words: str) -> dict[str, Any]:
    found: dict[str, list[SearchEntry]] = defaultdict(list)
    entries = records().all(SearchEntry)
    index = edition_cache().get_or_set((WordIndex, "everything"), lambda: _index(entries))
    for position in positions(index.find(words)):
        found[entries[position].kind].append(entries[position])
    groups = []
    for kind, (heading, name) in _kinds().items():
        entries = sorted(found[kind], key=lambda entry: text_search.rank(entry, words))
        if entries:
            best = text_search.rank(entries[0], words)[0]
            found_here = [Result(e.title, e.subtitle, _address(name, e.slug)) for e in entries[:SHOWN_A_KIND]]
            groups.append(
                (best, {"kind": kind, "heading": heading, "count": len(entries), "results": found_here})
            )
    groups.sort(key=lambda group: group[0])
    context: dict[str, Any] = {
        "words": words,
        "groups": [group for _best, group in groups],
        "count": sum(group["count"] for _best, group in groups),
    }
    if not groups and (near := text_search.did_you_mean(words)):
        context["suggestion"] = near
        context["suggestion_url"] = f"{reverse('search')}?{urlencode({'q': near})}"
    return context
