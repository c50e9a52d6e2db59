"""Which Antenna leads to which AI Factory: a drawing, the same links as a table, and as CSV."""

from __future__ import annotations

from collections import Counter
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

from directory import text_search
from directory.query_params import ChoicesField, allow_params, choice_param, read_param
from explore.network.data import Edge, Network, Node, load_network
from explore.network.svg import draw

PARAMETERS = ("sort", "show", "site")
SORTS = ("antenna", "factory", "kind")
SHOWN = ("systems", "countries")


@dataclass(frozen=True)
class Query:
    """The parameters of the page."""

    sort: str = SORTS[0]
    show: tuple[str, ...] = ()
    site: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the network that are shown: around one site all of them."""
        return ("links", *(SHOWN if self.site else self.show))

    def url(self, **changes: str | tuple[str, ...]) -> str:
        """The address of the page with changes, without default values."""
        query = replace(self, **changes)  # type: ignore[arg-type]
        pairs = [("sort", query.sort)] if query.sort != SORTS[0] else []
        pairs += [("show", part) for part in SHOWN if part in query.show]
        pairs += [("site", query.site)] if query.site else []
        return f"{reverse('network')}?{urlencode(pairs)}" if pairs else reverse("network")


@require_safe
@allow_params(*PARAMETERS)
def network_page(request: HttpRequest) -> HttpResponse:
    """The drawing and the tables, of all sites or around one."""
    query, network, centre = _read(request)
    tables = [_table(part, query, network) for part in query.parts if network.part(part)]
    for table in tables:
        network.references.show(edge.cite for edge in table["edges"])
    context: dict[str, Any] = {
        "shown": [table["part"] for table in tables],
        "centre": centre,
        "picture": draw(network),
        "tables": tables,
        "references": network.references,
        "canonical": query.url(),
        "crumbs": [(_("Network"), reverse("network"))] if centre else [],
        "more": [] if centre else _toggles(query),
    }
    if not centre:
        context |= {"sites": _site_choices(network), **_answers(network)}
    return render(request, "explore/network.html", context)


def export_rows(request: HttpRequest) -> Iterator[list[str]]:
    """The edges of the page of the same parameters, in the same order; the first row names the columns.

    The first eight columns are always the same.
    """
    query, network, _centre = _read(request)
    more = [kind for part, kind in (("systems", "system"), ("countries", "country")) if part in query.parts]
    yield [
        *("antenna", "antenna_name", "antenna_country", "kind"),
        *("factory", "factory_name", "factory_country", "sources"),
        *(column for kind in more for column in (kind, f"{kind}_name")),
    ]
    for part in query.parts:
        for edge in sort_edges(network.part(part), query.sort):
            sources = " ".join(dict.fromkeys(reference.source.slug for reference in edge.cite.references))
            ends = [text for kind in more for text in _cells(edge.end(kind))[:2]]
            yield [*_cells(edge.end("antenna")), edge.kind, *_cells(edge.end("factory")), sources, *ends]


def _cells(node: Node | None) -> list[str]:
    return [node.slug, node.name, node.country_code] if node else ["", "", ""]


def _read(request: HttpRequest) -> tuple[Query, Network, Node | None]:
    """The parameters, the network that they select, and the site at its centre. Raises BadRequest."""
    query = Query(
        sort=choice_param(request, "sort", [*SORTS, *(f"-{sort}" for sort in SORTS)]) or SORTS[0],
        show=tuple(read_param(request.GET, "show", ChoicesField(choices={part: part for part in SHOWN}))),
        site=request.GET.get("site", ""),
    )
    if query.site and query.show:
        raise BadRequest(_("“site” shows all there is around one site: leave “show” out."))
    network = load_network(query.parts)
    sites = {node.slug: node for node in network.nodes}
    centre = sites.get(choice_param(request, "site", sites))
    return query, network.around(centre) if centre else network, centre


def _toggles(query: Query) -> list[tuple[str, str, bool]]:
    """What else can be shown, the address with or without it, and whether it is shown now."""
    labels = {"systems": _("systems"), "countries": _("partner countries")}
    return [
        (labels[part], query.url(show=tuple({part} ^ set(query.show))), part in query.show) for part in SHOWN
    ]


def _site_choices(network: Network) -> list[tuple[str, list[Node]]]:
    headings = {"antenna": _("AI Factory Antennas"), "factory": _("AI Factories")}
    return [(heading, network.of_kind(kind)) for kind, heading in headings.items()]


def _table(part: str, query: Query, network: Network) -> dict[str, Any]:
    headings = {
        "links": _("Links between Antennas and AI Factories"),
        "systems": _("Systems"),
        "countries": _("Partner countries"),
    }
    columns = {
        "links": [(_("Antenna"), "antenna"), (_("Link"), "kind"), (_("AI Factory"), "factory")],
        "systems": [(_("Site"), ""), (_("Relation"), "kind"), (_("System"), "")],
        "countries": [(_("AI Factory"), "factory"), (_("Relation"), ""), (_("Country"), "")],
    }
    return {
        "part": part,
        "heading": headings[part],
        "heads": [_head(label, column, query) for label, column in (*columns[part], (_("References"), ""))],
        "edges": sort_edges(network.part(part), query.sort),
    }


def _head(label: str, column: str, query: Query) -> dict[str, str]:
    """A column's heading; `url` sorts by it, `order` is its `aria-sort`."""
    if not column:
        return {"label": label, "url": "", "order": ""}
    order = {column: "ascending", f"-{column}": "descending"}.get(query.sort, "")
    sort = f"-{column}" if order == "ascending" else column
    return {"label": label, "url": query.url(sort=sort), "order": order}


def sort_edges(edges: Sequence[Edge], sort: str) -> list[Edge]:
    """The edges by a column, ties by the others; an edge without that column's value comes last."""

    def name(kind: str) -> Callable[[Edge], str]:
        return lambda edge: text_search.fold(node.name) if (node := edge.end(kind)) else ""

    column = sort.removeprefix("-")
    value = name(column) if column != "kind" else lambda edge: capfirst(edge.label)
    ties = [name(kind) for kind in ("antenna", "factory", "system", "country")]
    by_name = sorted(edges, key=lambda edge: (*(tie(edge) for tie in ties), edge.kind))
    by_value = sorted(by_name, key=value, reverse=sort.startswith("-"))
    return sorted(by_value, key=lambda edge: not value(edge))


def _answers(network: Network) -> dict[str, Any]:
    """What a reader looks for in the drawing, in words: most links, several, none."""
    links = network.part("links")
    formal = Counter(edge.other for edge in links if edge.kind == "linked")
    linked = Counter(node for edge in links for node in edge.ends)
    factories, antennas = network.of_kind("factory"), network.of_kind("antenna")
    most = max(formal.values(), default=0)
    return {
        "formal": formal.total(),
        "collaborations": len(links) - formal.total(),
        "factory_count": len(factories),
        "most": most,
        "most_linked": [node for node in factories if most and formal[node] == most],
        "several": [(node, linked[node]) for node in antennas if linked[node] > 1],
        "without": [node for node in factories if not linked[node]],
        "unlinked": [node for node in antennas if not linked[node]],
    }
