"""Any page as a kept edition had it: `?edition=12`."""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from editions import store
from editions.build import columns_of
from editions.diff import published_models

PARAMETER = "edition"


def without_empty(request: HttpRequest) -> str:
    """The address without an `edition=` that names none, as with any empty value; "" if there is none."""
    values = request.GET.getlist(PARAMETER)
    if all(value.strip() for value in values):
        return ""
    query = request.GET.copy()
    query.setlist(PARAMETER, [value for value in values if value.strip()])
    # Quoted, and never the address of another host: "//host" is one.
    path = escape_leading_slashes(iri_to_uri(request.path))
    return f"{path}?{query.urlencode()}" if query else path


def asked(request: HttpRequest) -> store.Card | None:
    """The edition that the address names, None if it names none. The parameter is then taken out of the
    request: what answers it sees the address as it would be without.

    Raises BadRequest for what is no number, Http404 for an edition that is not kept or not readable any more.
    """
    values = [value.strip() for value in request.GET.getlist(PARAMETER)]
    if not values:
        return None
    query = request.GET.copy()
    del query[PARAMETER]
    request.GET = query  # type: ignore[assignment]
    request.META["QUERY_STRING"] = query.urlencode()
    if len(values) > 1:
        raise BadRequest(_("“edition” may be given once; here it is given several times."))
    number = values[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadRequest(_("“edition” is the number of an edition."))
    gone = Http404(_("Edition {number} is not kept here.").format(number=number))
    try:
        card = store.find(int(number))
        fits = card is not None and readable(store.file_of(card.number, card.sha256))
    except (OSError, sqlite3.Error) as missing:  # taken off the shelf a moment ago
        raise gone from missing
    if card is None:
        raise gone
    if not fits:
        message = _("Edition {number} is of an older make than these pages; it can still be downloaded.")
        raise Http404(message.format(number=number))
    return card


def readable(path: Path) -> bool:
    """Whether an edition has every table and column that pages ask for: an update may have added some."""
    return _readable(path, store.identity(path))


@lru_cache(maxsize=256)
def _readable(path: Path, identity: tuple[int, int] | None) -> bool:
    return all(
        {field.column for field in model._meta.concrete_fields} <= columns_of(path, model._meta.db_table)
        for model in published_models()
    )


LINK = re.compile(
    rb'(<(?:a|link rel="alternate")(?=\s)(?![^>]*\bdata-current\b)[^>]*?\shref=")'
    rb'(/(?!static/|data/editions/)[^"#]*)'
)
FORM = re.compile(rb"<form\b[^>]*>")


def stay(response: HttpResponse, number: int) -> None:
    """Make the links and forms of a page lead to pages of the same edition."""
    named = f"{PARAMETER}={number}".encode()

    def link(found: re.Match[bytes]) -> bytes:
        address = found[2]
        return found[1] + address + (b"&amp;" if b"?" in address else b"?") + named

    field = f'<input type="hidden" name="{PARAMETER}" value="{number}">'.encode()
    content = LINK.sub(link, response.content)
    response.content = FORM.sub(lambda found: found[0] + field, content)


def finished(request: HttpRequest, response: HttpResponseBase, card: store.Card) -> HttpResponseBase:
    """An answer of a kept edition: its links stay there, and search engines leave it out."""
    response.headers["X-Robots-Tag"] = "noindex"
    kind = response.headers.get("Content-Type", "")
    if isinstance(response, HttpResponse) and kind.startswith("text/html"):
        stay(response, card.number)
    address = response.headers.get("Location", "")
    if address.startswith("/"):
        response.headers["Location"] = named(address, card)
    return response


def named(address: str, card: store.Card | None) -> str:
    """An address of this site as one of an edition; as it is without one."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={card.number}" if card else address
