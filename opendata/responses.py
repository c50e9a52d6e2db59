"""Records as files: what each format is called, and how an answer is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from opendata.formats.geojson import as_geojson
from opendata.formats.text import as_csv, as_json_list
from opendata.formats.xlsx import as_xlsx
from opendata.queries import Selection
from opendata.tables import columns, row


@dataclass(frozen=True)
class Format:
    """A way to write records."""

    name: str
    """The end of the address."""
    label: str
    media_type: str
    download: bool = True


FORMATS = {
    form.name: form
    for form in (
        Format("csv", "CSV", "text/csv; charset=utf-8"),
        Format("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format("json", "JSON", "application/json", download=False),
        Format("geojson", "GeoJSON", "application/geo+json"),
        Format("jsonld", "JSON-LD", "application/ld+json", download=False),
    )
}


def edition_of(request: HttpRequest) -> int | None:
    """The number of the edition that the request reads; None for a draft."""
    edition = getattr(request, "edition", None)
    return edition.number if edition else None


def format_list(selection: Selection, form: str, edition: int | None) -> Iterator[bytes]:
    """A list in a format."""
    if form == "json":
        head = {"count": selection.count, "next": None, "previous": None, "edition": edition}
        return as_json_list(head, "results", selection.rows(edition))
    cells = columns(selection.resource.serializer)
    records = selection.rows(edition)
    if form == "geojson":
        return as_geojson(cells, records)
    rows = (row(cells, record) for record in records)
    if form == "csv":
        return as_csv(with_header(cells, rows))
    described = f"{selection.resource.heading}, {selection.count}"
    return as_xlsx(cells, rows, about_file(described, selection.form.query(), edition))


def with_header(cells: list[Any], rows: Iterable[Any]) -> Iterator[Any]:
    """The rows of a table after the names of its columns."""
    yield [column.name for column in cells]
    yield from rows


def about_file(records: str, query: str, edition: int | None) -> list[tuple[str, str]]:
    """What a file says of itself."""
    return [
        (_("Directory"), settings.SITE_NAME),
        (_("Address"), settings.PUBLIC_URL or _("not stated")),
        (_("Records"), records),
        (_("Filters"), query or _("none")),
        (_("Edition"), str(edition or _("draft"))),
        (_("Licence"), "{name}, {url}".format(**settings.DATA_LICENCE)),
    ]


def send(form: Format, name: str, parts: Iterable[bytes], edition: int | None) -> HttpResponse:
    """A file as an answer; its name is that of its edition and its own."""
    start = settings.EDITION_FILE_NAME.format(number=edition or "draft")
    headers = {"Content-Disposition": f'attachment; filename="{start}-{name}.{form.name}"'}
    if not form.download:
        headers = {}
    return HttpResponse(b"".join(parts), content_type=form.media_type, headers=headers)
