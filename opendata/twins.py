"""The files beside the pages: the same records, at the address of the page with an ending."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from opendata.answers import FORMATS, Format, edition_of, send, with_head, written
from opendata.asking import select, single
from opendata.formats.text import as_csv, as_json
from opendata.linked import linked
from opendata.nouns import NOUNS, Noun
from opendata.problems import explained
from opendata.tables import columns, row
from reference.filters.parameters import country_code

OF_LISTS = ("csv", "xlsx", "json", "geojson")
OF_RECORDS = ("csv", "json", "jsonld")


def formats_of_list(noun: Noun) -> list[Format]:
    """What a list may be taken away as: only sites have a place on a map."""
    return [FORMATS[name] for name in OF_LISTS if name != "geojson" or noun.filters]


@explained
def list_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A list as a file: all records under its filters, or the page of them that is asked for."""
    noun = NOUNS[name]
    if FORMATS[form] not in formats_of_list(noun):
        raise Http404(_("There is no such file of this list."))
    selection = select(noun, request.GET, paged=False)
    if selection.filters.has_empty_values:
        return redirect(selection.filters.address(request.path))
    return send(FORMATS[form], name, written(selection, form, edition_of(request)))


@explained
def record_file(request: HttpRequest, name: str, key: str, form: str) -> HttpResponseBase:
    """One record as a file: JSON with every citation, CSV as a row of the list's columns."""
    noun = NOUNS[name]
    if form not in OF_RECORDS or not noun.page:
        raise Http404(_("There is no such file of this record."))
    if noun.key == "code":
        canonical = country_code(key)
        if key != canonical.lower():
            return redirect("record-file", name=name, key=canonical.lower(), form=form, permanent=True)
        key = canonical
    asked = single(noun, key, request.GET)
    if asked.filters.has_empty_values:
        return redirect(request.path)
    if form == "csv":
        cells = columns(noun.shape)
        data = asked.data(edition_of(request), in_detail=False)
        parts = as_csv(with_head(cells, [row(cells, data)]))
    elif form == "json":
        parts = iter([f"{as_json(asked.data(edition_of(request)))}\n".encode()])
    else:
        parts = iter([f"{as_json(linked(noun, asked.data(edition_of(request))))}\n".encode()])
    return send(FORMATS[form], key, parts)
