"""Editions as files to download."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editions import shelf


@require_safe
def edition_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of an edition on the shelf, its checksum as ETag; data that any site may read."""
    try:
        card = shelf.find(number)
        if card is None:
            raise FileNotFoundError(number)
        tag = f'"{card.sha256}"'
        response: HttpResponseBase = get_conditional_response(request, etag=tag) or FileResponse(
            shelf.file_of(number, card.sha256).open("rb"),
            as_attachment=True,
            filename=settings.EDITION_FILE_NAME.format(number=number),
            content_type="application/vnd.sqlite3",
        )
    except OSError as missing:  # never there, or taken off the shelf a moment ago
        raise Http404(_("There is no edition {number} here.").format(number=number)) from missing
    response.headers["ETag"] = tag
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
