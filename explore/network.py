"""Which Antenna leads to which AI Factory: a drawing, the same links as a table, and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from explore.network_drawing import picture
from explore.network_record import Edge, Network, Node, recorded
from reference import textsearch
from reference.filters.fields import Choice, Choices, ChoicesError, ValueField, ValuesField
from reference.requests import accepts

PARAMETERS = ("sort", "show", "site")
SORTS = ("antenna", "factory", "kind")
SHOWN = ("systems", "countries")


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    sort: str = SORTS[0]
    show: tuple[str, ...] = ()
    site: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """What is shown besides the links: of one site everything."""
        return SHOWN if self.site else self.show

    def url(self, **changes: str | tuple[str, ...]) -> str:
        """The address of the page with changes; what is usual is left out."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        query: list[tuple[str, str]] = [("sort", asked.sort)] if asked.sort != SORTS[0] else []
        query += [("show", part) for part in SHOWN if part in asked.show]
        query += [("site", asked.site)] if asked.site else []
        path = reverse("network")
        return f"{path}?{urlencode(query)}" if query else path


@dataclass(frozen=True)
class Head:
    """A column's heading; with an address it sorts. `order` is what `aria-sort` says."""

    label: str
    url: str = ""
    order: str = ""


@dataclass(frozen=True)
class Table:
    """The edges of one part, in order."""

    part: str
    heading: str
    heads: list[Head]
    edges: list[Edge]


@require_safe
@accepts(*PARAMETERS)
def network(request: HttpRequest) -> HttpResponse:
    """The drawing and the tables, of all sites or around one."""
    asked, found, centre = _found(request)
    tables = [_table(part, asked, found) for part in ("links", *asked.parts) if found.part(part)]
    for table in tables:
        found.references.show(edge.cite for edge in table.edges)
    context: dict[str, Any] = {
        "shown": [table.part for table in tables],
        "centre": centre,
        "picture": picture(found),
        "tables": tables,
        "references": found.references,
        "crumbs": [(_("Network"), reverse("network"))] if centre else [],
        "canonical": asked.url(),
        "more": [(label, url, part in asked.show) for part, label, url in _toggles(asked) if not centre],
        "sites": [] if centre else [(label, found.of_kind(kind)) for kind, label in _kinds()],
    }
    if not centre:
        context |= _answers(found)
    return render(request, "explore/network.html", context)


def edges_as_rows(request: HttpRequest) -> Iterator[list[str]]:
    """The edges of the page of the same parameters, in the same order; the first row names the columns."""
    asked, found, _centre = _found(request)
    return _rows(asked, found)


def _found(request: HttpRequest) -> tuple[Asked, Network, Node | None]:
    """What is asked for, and what the record says of it; a 400 where the question makes no sense."""
    orders = [*SORTS, *(f"-{name}" for name in SORTS)]
    asked = Asked(
        sort=_value(request, "sort", ValueField(), orders) or SORTS[0],
        show=tuple(_value(request, "show", ValuesField(), SHOWN)),
        site=next((value for value in request.GET.getlist("site") if value.strip()), ""),
    )
    if asked.site and asked.show:
        raise BadRequest(_("“site” shows all there is around one site: leave “show” out."))
    found = recorded(asked.parts)
    if not asked.site:
        return asked, found, None
    slug = _value(request, "site", ValueField(), [node.slug for node in found.nodes])
    centre = found.site(slug)
    return asked, found.around(centre) if centre else found, centre


def _value(request: HttpRequest, name: str, field: ValuesField, allowed: Sequence[str]) -> Any:
    """The value or values of a parameter, all of them known ones; anything else is a 400."""
    choices = Choices(Choice(value, value) for value in dict.fromkeys(allowed))
    try:
        return field.clean(request.GET.getlist(name), choices)
    except ChoicesError as error:
        problem = _("“{name}”: {problem}").format(name=name, problem=error.message)
        known = _("Allowed: {values}.").format(values=error.allowed) if error.allowed else ""
        raise BadRequest(f"{problem} {known}".strip()) from error


def _kinds() -> list[tuple[str, str]]:
    return [("antenna", _("AI Factory Antennas")), ("factory", _("AI Factories"))]


def _toggles(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """What can be shown besides, and the address with it or without it."""
    labels = {"systems": _("systems"), "countries": _("consortium countries")}
    for part in SHOWN:
        show = set(asked.show) ^ {part}
        yield part, labels[part], asked.url(show=tuple(show))


def _table(part: str, asked: Asked, found: Network) -> Table:
    headings = {
        "links": _("Links between Antennas and AI Factories"),
        "systems": _("Systems"),
        "countries": _("Countries that take part in a consortium"),
    }
    columns = {
        "links": [(_("Antenna"), "antenna"), (_("Link"), "kind"), (_("AI Factory"), "factory")],
        "systems": [(_("Site"), ""), (_("Relation"), "kind"), (_("System"), "")],
        "countries": [(_("AI Factory"), "factory"), (_("Relation"), ""), (_("Country"), "")],
    }
    heads = [_head(label, key, asked) for label, key in columns[part]]
    return Table(
        part, headings[part], [*heads, Head(_("References"))], in_order(found.part(part), asked.sort)
    )


def _head(label: str, key: str, asked: Asked) -> Head:
    if not key:
        return Head(label)
    order = {key: "ascending", f"-{key}": "descending"}.get(asked.sort, "")
    sort = f"-{key}" if order == "ascending" else key
    return Head(label, asked.url(sort=sort), order)


def in_order(edges: Sequence[Edge], sort: str) -> list[Edge]:
    """The edges by a column; ties by the others; an edge without that column's value comes last."""

    def name(kind: str) -> Callable[[Edge], str]:
        return lambda edge: textsearch.fold(node.name) if (node := edge.end(kind)) else ""

    column = sort.removeprefix("-")
    words = name(column) if column != "kind" else lambda edge: capfirst(edge.label)
    ties = [name(kind) for kind in ("antenna", "factory", "system", "country")]
    found = sorted(edges, key=lambda edge: (*(tie(edge) for tie in ties), edge.kind))
    found.sort(key=words, reverse=sort.startswith("-"))
    return sorted(found, key=lambda edge: not words(edge))


def _answers(found: Network) -> dict[str, Any]:
    """What the drawing lets one see, in words: the most, the several, the none."""
    links = found.part("links")
    formal = [edge for edge in links if edge.kind == "linked"]
    counts = {node: sum(edge.other == node for edge in formal) for node in found.of_kind("factory")}
    most = max(counts.values(), default=0)
    doors = {node: [edge for edge in links if edge.site == node] for node in found.of_kind("antenna")}
    touched = {edge.other for edge in links}
    return {
        "formal": len(formal),
        "collaborations": len(links) - len(formal),
        "factory_count": len(counts),
        "most": most,
        "most_linked": [node for node, count in counts.items() if most and count == most],
        "several": [(node, len(edges)) for node, edges in doors.items() if len(edges) > 1],
        "without": [node for node in counts if node not in touched],
        "unlinked": [node for node, edges in doors.items() if not edges],
    }


def _rows(asked: Asked, found: Network) -> Iterator[list[str]]:
    """The edges as rows of text. The first eight columns are always the same; more follow on demand."""
    wanted = [kind for part, kind in (("systems", "system"), ("countries", "country")) if part in asked.parts]
    yield [
        *("antenna", "antenna_name", "antenna_country", "kind"),
        *("factory", "factory_name", "factory_country", "sources"),
        *(column for kind in wanted for column in (kind, f"{kind}_name")),
    ]
    for part in ("links", *asked.parts):
        for edge in in_order(found.part(part), asked.sort):
            more = [text for kind in wanted for text in _cells(edge.end(kind))[:2]]
            sources = " ".join(dict.fromkeys(ref.source.slug for ref in edge.cite.references))
            yield [*_cells(edge.end("antenna")), edge.kind, *_cells(edge.end("factory")), sources, *more]


def _cells(node: Node | None) -> list[str]:
    return [node.slug, node.name, node.country_code] if node else ["", "", ""]
