"""Any page as an earlier edition had it: `?edition=12`."""

from __future__ import annotations

import re

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from editions import store
from editions.integrity import has_checksum, readable

PARAMETER = "edition"


class EditionGoneError(Http404):
    """The edition was deleted: 410 instead of 404."""


NUMBER = re.compile("[1-9][0-9]{0,8}")


def without_empty(request: HttpRequest) -> str:
    """The address without empty `edition=` parameters; "" if there are none."""
    values = request.GET.getlist(PARAMETER)
    if all(value.strip() for value in values):
        return ""
    query = request.GET.copy()
    query.setlist(PARAMETER, [value for value in values if value.strip()])
    # Quoted, and never the address of another host: "//host" is one.
    path = escape_leading_slashes(iri_to_uri(request.path))
    return f"{path}?{rest}" if (rest := query.urlencode()) else path


def requested_edition(request: HttpRequest) -> store.Manifest | None:
    """The edition that the address names, None if it names none. Takes the parameter out of the request, so
    that no view sees it.

    Raises BadRequest if it is no number, Http404 for an edition that is not kept or cannot be read any more.
    """
    values = request.GET.getlist(PARAMETER)
    if not values:
        return None
    query = request.GET.copy()
    del query[PARAMETER]
    request.GET = query  # type: ignore[assignment]
    request.META["QUERY_STRING"] = query.urlencode()
    if len(values) > 1:
        raise BadRequest(_("“edition” may be given once; here it is given several times."))
    number = values[0]
    # One spelling alone: each would be a page of its own to every cache.
    if not NUMBER.fullmatch(number):
        raise BadRequest(_("“edition” is the number of an edition."))
    manifest = find_kept(int(number))
    if manifest is None or not has_checksum(manifest.path, manifest.sha256):
        raise Http404(_("Edition {number} is not kept here.").format(number=number))
    if not readable(manifest.path):
        message = _("Edition {number} is of an older make than these pages; it can still be downloaded.")
        raise Http404(message.format(number=number))
    return manifest


def find_kept(number: int) -> store.Manifest | None:
    """The manifest of an edition, None if there never was one. Raises EditionGoneError if it was deleted."""
    if manifest := store.find(number):
        return manifest
    newest = next(iter(store.manifests()), None)
    if newest and 0 < number < newest.number:
        message = _(
            "Edition {number} was published here and has been deleted. Later editions are on the data page."
        )
        raise EditionGoneError(message.format(number=number))
    return None


LINK = re.compile(
    rb'(<(?:a|link rel="alternate")(?=\s)(?![^>]*\bdata-current\b)[^>]*?\shref=")'
    rb'(/(?!static/|data/editions/)[^"#]*)'
)
FORM = re.compile(rb"<form\b[^>]*>")


def pin_links(response: HttpResponseBase, manifest: store.Manifest) -> HttpResponseBase:
    """Make the links, forms and redirects of an answer lead to its edition; hide it from search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    kind = response.headers.get("Content-Type", "")
    if isinstance(response, HttpResponse) and kind.startswith("text/html"):
        response.content = _pinned(response.content, manifest.number)
    address = response.headers.get("Location", "")
    if address.startswith("/"):
        response.headers["Location"] = with_edition(address, manifest)
    return response


def _pinned(html: bytes, number: int) -> bytes:
    parameter = f"{PARAMETER}={number}".encode()

    def link(match: re.Match[bytes]) -> bytes:
        start, address = match.groups()
        return start + address + (b"&amp;" if b"?" in address else b"?") + parameter

    field = f'<input type="hidden" name="{PARAMETER}" value="{number}">'.encode()
    return FORM.sub(lambda match: match[0] + field, LINK.sub(link, html))


def with_edition(address: str, manifest: store.Manifest | None) -> str:
    """An address of this site, with the parameter if an edition is given."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={manifest.number}" if manifest else address
