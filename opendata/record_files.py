"""The files beside the pages: the same records, at the address of the page with an ending."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from directory.query_params import country_code, get_or_404
from opendata.formats.text import as_csv, as_json
from opendata.jsonld import linked
from opendata.problem_details import with_problem_details
from opendata.queries import check, record_form, select
from opendata.resources import RESOURCES, Resource
from opendata.responses import FORMATS, Format, edition_of, format_list, send, with_header
from opendata.tables import columns, row

OF_LISTS = ("csv", "xlsx", "json", "geojson")
OF_RECORDS = ("csv", "json", "jsonld")


def formats_of_list(resource: Resource) -> list[Format]:
    """The formats of a list. Only sites have a place on a map."""
    return [FORMATS[name] for name in OF_LISTS if name != "geojson" or resource.filters]


@with_problem_details
def list_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A list as a file: all records under its filters, or the page of them that is asked for."""
    resource = RESOURCES[name]
    if FORMATS[form] not in formats_of_list(resource):
        raise Http404(_("There is no such file of this list."))
    selection = select(resource, request)
    edition = edition_of(request)
    return send(FORMATS[form], name, format_list(selection, form, edition), edition)


@with_problem_details
def record_file(request: HttpRequest, name: str, key: str, form: str) -> HttpResponseBase:
    """One record as a file: JSON with every citation, CSV as a row of the list's columns."""
    resource = RESOURCES[name]
    if form not in OF_RECORDS or not resource.page:
        raise Http404(_("There is no such file of this record."))
    if resource.key == "code":
        canonical = country_code(key)
        if key != canonical.lower():
            return redirect("record-file", name=name, key=canonical.lower(), form=form, permanent=True)
        key = canonical
    parameters = record_form(resource)(request.GET)
    check(parameters, request.path)
    record = get_or_404(resource.model, **{resource.key: key})
    serializer = resource.serializer if form == "csv" else resource.detail
    edition = edition_of(request)
    context = {"edition": edition, "documents_only": parameters.documents_only}
    data = serializer(record, context=context).data
    if form == "csv":
        cells = columns(resource.serializer)
        return send(FORMATS[form], key, as_csv(with_header(cells, [row(cells, data)])), edition)
    content = linked(resource, data) if form == "jsonld" else data
    return send(FORMATS[form], key, [f"{as_json(content)}\n".encode()], edition)
