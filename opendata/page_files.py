"""The files beside pages that list no resource: their tables as CSV, XLSX and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from directory.query_params import allow_params
from explore.chart_pictures import chart_by_id
from opendata.formats.text import as_csv, as_json_list
from opendata.formats.xlsx import as_xlsx
from opendata.page_tables import EDITION, PAGES, PageTable
from opendata.problem_details import with_problem_details
from opendata.responses import FORMATS, about_file, edition_of, send, with_header
from opendata.tables import Row, flat


@with_problem_details
def page_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The table of a page as a file, under the same parameters."""
    if form not in ("csv", "xlsx", "json"):
        raise Http404(_("There is no such file of this page."))
    page = PAGES[name]

    @allow_params(*page.parameters)
    def answer(request: HttpRequest) -> Any:
        edition = edition_of(request)
        last = [edition] if EDITION in page.columns else []
        rows = [[*row, *last] for row in page.rows(request)]
        parts = _format(form, page, rows, request.GET.urlencode(), edition)
        return send(FORMATS[form], name, parts, edition)

    return answer(request)


@with_problem_details
@allow_params()
def chart_file(request: HttpRequest, id: str) -> HttpResponseBase:
    """The numbers of a chart as CSV."""
    chart = chart_by_id(id)
    names = {"factory": "factories", "antenna": "antennas"}
    head = [chart.head.lower(), *(names[kind] for kind in chart.kinds)]
    rows: Iterator[Row] = ([row.label, *(bar.count for bar in row.bars)] for row in chart.rows)
    return send(FORMATS["csv"], f"chart-{chart.id}", as_csv([head, *rows]), edition_of(request))


def _format(
    form: str, table: PageTable, rows: Sequence[Row], query: str, edition: int | None
) -> Iterator[bytes]:
    if form == "csv":
        return as_csv(with_header(table.columns, map(flat, rows)))
    if form == "xlsx":
        about = about_file(f"{table.heading}, {len(rows)}", query, edition)
        return as_xlsx(table.columns, map(flat, rows), about)
    names = [column.name for column in table.columns]
    stated = ([None if cell == "" else cell for cell in row] for row in rows)
    results = (dict(zip(names, row, strict=True)) for row in stated)
    around = {"count": len(rows), "next": None, "previous": None, "edition": edition}
    return as_json_list(around, "results", results)
