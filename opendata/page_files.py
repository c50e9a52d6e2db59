"""The files beside pages that list no resource: timeline, network, disputes, coverage, changes, search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from directory.cites import Cite
from directory.evidence import References
from directory.models import Source
from directory.query_params import allow_params, choice_param
from editions.current import records
from explore import changes, coverage, disagreements, search, timeline
from explore.chart_pictures import chart_by_id
from explore.network import views as network
from opendata import edition_data
from opendata.formats.text import as_csv, as_json_list
from opendata.formats.xlsx import as_xlsx
from opendata.problem_details import with_problem_details
from opendata.responses import FORMATS, edition_of, send
from opendata.tables import BAR, Cell, Column

Rows = Iterable[list[Cell]]
"""Rows of cells; the first names the columns."""


@dataclass(frozen=True)
class PageTable:
    """A page with files beside it."""

    parameters: tuple[str, ...]
    rows: Callable[[HttpRequest], Rows]


@with_problem_details
def page_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The table of a page as a file, under the same parameters."""
    if form not in ("csv", "xlsx", "json"):
        raise Http404(_("There is no such file of this page."))
    page = PAGES[name]

    @allow_params(*page.parameters)
    def answer(request: HttpRequest) -> Any:
        head, *rows = page.rows(request)
        parts = _format(form, [str(title) for title in head], rows, edition_of(request))
        return send(FORMATS[form], name, parts)

    return answer(request)


@with_problem_details
@allow_params()
def chart_file(request: HttpRequest, id: str) -> HttpResponseBase:
    """The numbers of a chart as CSV."""
    chart = chart_by_id(id)
    names = {"factory": "factories", "antenna": "antennas"}
    head = [chart.head.lower(), *(names[kind] for kind in chart.kinds)]
    rows: Rows = ([row.label, *(bar.count for bar in row.bars)] for row in chart.rows)
    return send(FORMATS["csv"], f"chart-{chart.id}", as_csv([head, *rows]))


def _format(form: str, head: list[str], rows: list[list[Cell]], edition: int | None) -> Iterator[bytes]:
    if form == "csv":
        return as_csv([head, *rows])
    if form == "xlsx":
        return as_xlsx(
            [Column(title, "", (title,)) for title in head], rows, [(_("Edition"), str(edition or ""))]
        )
    stated = ([None if cell == "" else cell for cell in row] for row in rows)
    results = (dict(zip(head, row, strict=True)) for row in stated)
    around = {"count": len(rows), "next": None, "previous": None, "edition": edition}
    return as_json_list(around, "results", results)


def _sources(cite: Cite) -> str:
    return BAR.join(dict.fromkeys(reference.source.slug for reference in cite.references))


def _timeline(request: HttpRequest) -> Rows:
    yield [
        *("id", "kind", "status", "overdue", "title", "date", "precision", "until", "qualifier"),
        *("description", "sites", "sources"),
    ]
    for moment in timeline.read(request.GET).moments:
        item = moment.item
        yield [
            *(moment.id, moment.kind, moment.status, item.overdue, item.title),
            *(item.when.day.isoformat(), item.when.precision, item.end.day.isoformat() if item.end else None),
            *(item.qualifier, item.description, BAR.join(sorted(moment.slugs)), _sources(item.cite)),
        ]


def _disagreements(request: HttpRequest) -> Rows:
    yield [
        *("kind", "record", "fact", "shown", "shown_sources"),
        *("stated_otherwise", "otherwise_source", "otherwise_locator", "note"),
    ]
    kind, source = disagreements.asked(request, records().all(Source))
    for group in disagreements.disputed_kinds(kind, source, References()):
        for record in group.records:
            for fact in record.facts:
                shown = [group.id, record.name, fact.label, fact.value.text, _sources(fact.value.cite)]
                disputes = fact.value.cite.disputes
                yield [
                    *shown,
                    BAR.join(dispute.as_stated for dispute in disputes),
                    BAR.join(dispute.reference.source.slug for dispute in disputes),
                    BAR.join(dispute.reference.locator for dispute in disputes),
                    BAR.join(dispute.note for dispute in disputes),
                ]


def _coverage(request: HttpRequest) -> Rows:
    yield ["kind", "record", "fact", "state"]
    kind = choice_param(request, "kind", coverage.OTHERS)
    for name in [kind] if kind else [*coverage.SITES, *coverage.OTHERS]:
        matrix = coverage.matrix(name)
        for line in matrix.lines:
            for column, state in zip(matrix.columns, line.cells, strict=True):
                yield [name, line.name, column.label, str(state.value)]


def _network(request: HttpRequest) -> Rows:
    return ([cell or None for cell in row] for row in network.export_rows(request))


def _changes(request: HttpRequest) -> Rows:
    dates = ["before_precision", "before_qualifier", "after_precision", "after_qualifier"]
    yield ["edition", "published_at", "record", "key", "kind", "field", "before", "after", *dates]
    for change in edition_data.changes(changes.read_site(request)):
        record = [
            change["edition"],
            change["published_at"],
            change["record"],
            BAR.join(change["key"]),
            change["kind"],
        ]
        for field in change["fields_changed"]:
            said = (field[name] for name in dates)
            yield [*record, field["field"], _text(field["before"]), _text(field["after"]), *said]
        if not change["fields_changed"]:
            yield [*record, *[None] * (3 + len(dates))]


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return BAR.join(str(item) for item in value)
    return None if value is None else str(value)


def _search(request: HttpRequest) -> Rows:
    yield ["kind", "title", "subtitle", "url"]
    words, problem = search.words_of(request)
    if problem:
        raise BadRequest(problem)
    for group in search.results(words)["groups"] if words else []:
        for result in group["results"]:
            yield [group["kind"], result.title, result.subtitle, result.url]


PAGES = {
    "timeline": PageTable(timeline.PARAMETERS, _timeline),
    "network": PageTable(network.PARAMETERS, _network),
    "disagreements": PageTable(disagreements.PARAMETERS, _disagreements),
    "coverage": PageTable(("kind",), _coverage),
    "changes": PageTable(("site",), _changes),
    "search": PageTable(("q",), _search),
}
