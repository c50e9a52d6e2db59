"""The page of a site list. It is drawn once an edition for every shape it can have; then only its values are
filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.safestring import SafeString

from reference import listing
from reference.cards import CardReader
from reference.checkboxes import checkboxes
from reference.drawn_cards import CARD, drawn
from reference.filters.filterset import SiteFilter
from reference.listing import Chip, Listing, PageLink
from reference.stencil import Stencil, hole


@dataclass(frozen=True)
class Look:
    """How the sites of a kind are drawn."""

    page: str
    """The template of the list."""
    row: str
    """The template of a site in the list drawn as a table."""
    cards: type[CardReader]


def respond(request: HttpRequest, filters: SiteFilter, path: str, look: Look) -> HttpResponse:
    """The list at `path` under `filters`: 400 with the form if they had a problem, and a redirection where
    the address carries empty values.
    """
    page = listing.build(filters, path)
    if filters.has_empty_values and not page.problems:
        return redirect(page.canonical)
    drawn = {"facets": checkboxes(page.facets, filters.memory), "cards": _cards(page, look)}
    # What is wrong, why nothing is left, a map and the banner of a kept edition are drawn as they are.
    if page.problems or not page.count or page.map or getattr(request, "kept", None):
        return render(request, look.page, {"listing": page, **drawn}, status=page.status)
    values = _values(page)
    shape = (look.page, page.view, page.sort, page.documents_only, *values)
    stencil, *head = filters.memory.piece(shape, lambda: _stencils(request, page, look, values), _size)
    # Who cites the page asks the request for its title and path, as after any other page.
    request.page_head = tuple(text.filled(values, str) for text in head)  # type: ignore[attr-defined]
    return HttpResponse(stencil.filled({**values, **drawn}))


def _cards(page: Listing, look: Look) -> SafeString:
    """The sites of the page as cards or rows. Each is read and drawn once an edition."""
    if page.map:
        return SafeString("")
    template = look.row if page.view == "table" else CARD
    only, memory = page.documents_only, page.filters.memory
    names = {key: (template, page.filters.kind, key, only) for key in page.keys}

    def draw(keys: list[int]) -> Iterator[SafeString]:
        return (drawn(card, template, memory) for card in _reader(look, only).read(keys, memory))

    return SafeString("".join(memory.several(names, draw)))


@cache
def _reader(look: Look, only: bool) -> CardReader:
    return look.cards(documents_only=only)


def _values(page: Listing) -> dict[str, str]:
    """What differs between lists of one shape, by the names of the holes; what is empty is left out."""
    values = {
        "count": localize(page.count),
        "page_number": localize(page.page_number),
        "page_size": page.page_size,
        "sentence": page.sentence,
        "words": page.words,
        "preferred": page.preferred,
        "files": page.of_files.partition("?")[2],
        "kept": page.kept,
        "previous": page.previous_url,
        "next": page.next_url,
    }
    for place, (_label, url, _current) in enumerate(page.views):
        values[f"view_{place}"] = url
    for place, chip in enumerate(page.chips):
        values[f"chip_legend_{place}"] = chip.legend
        values[f"chip_label_{place}"] = chip.label
        values[f"chip_url_{place}"] = chip.url
    for place, link in enumerate(page.pages if page.last_page > 1 else ()):
        if link:
            state = "current" if link.current else "other"
            values[f"{state}_number_{place}"] = localize(link.number)
            values[f"{state}_url_{place}"] = link.url
    return {name: value for name, value in values.items() if value}


def _stencils(request: HttpRequest, page: Listing, look: Look, values: Collection[str]) -> list[Stencil]:
    """The page with holes for these values, its title and its path."""
    context = {"listing": _holed(page, values), "facets": hole("facets"), "cards": hole("cards")}
    drawn = render_to_string(look.page, context, request)
    return [Stencil(text) for text in (drawn, *request.page_head)]  # type: ignore[attr-defined]


def _holed(page: Listing, values: Collection[str]) -> Any:
    """A listing of the same shape as this one whose values are holes."""

    def holed(name: str) -> str:
        return hole(name) if name in values else ""

    return SimpleNamespace(
        problems=[],
        path=page.path,
        view=page.view,
        sort=page.sort,
        sorts=page.sorts,
        documents_only=page.documents_only,
        total=page.total,
        last_page=page.last_page,
        count=holed("count"),
        page_number=holed("page_number"),
        page_size=holed("page_size"),
        sentence=holed("sentence"),
        words=holed("words"),
        preferred=holed("preferred"),
        of_files=f"{page.path}?{holed('files')}" if holed("files") else page.path,
        kept=holed("kept"),
        previous_url=holed("previous"),
        next_url=holed("next"),
        views=[
            (label, holed(f"view_{place}"), current)
            for place, (label, _url, current) in enumerate(page.views)
        ],
        chips=[
            Chip(holed(f"chip_legend_{place}"), holed(f"chip_label_{place}"), holed(f"chip_url_{place}"))
            for place in range(len(page.chips))
        ],
        pages=[link and _holed_link(link, place, holed) for place, link in enumerate(page.pages)],
    )


def _holed_link(link: PageLink, place: int, holed: Callable[[str], str]) -> dict[str, Any]:
    state = "current" if link.current else "other"
    return {
        "number": holed(f"{state}_number_{place}"),
        "url": holed(f"{state}_url_{place}"),
        "current": link.current,
    }


def _size(stencils: list[Stencil]) -> int:
    return sum(stencil.size for stencil in stencils)
