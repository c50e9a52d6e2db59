"""Editions as files to download."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editions import exports, store
from editions.archive import find_kept
from editions.integrity import has_checksum


@require_safe
def edition_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of an edition."""
    manifest = _manifest(number)
    file = exports.File("sqlite3", "application/vnd.sqlite3", manifest.size, manifest.sha256)
    return _sent(request, manifest.path, number, file)


@require_safe
def other_file(request: HttpRequest, number: int, ending: str) -> HttpResponseBase:
    """Another file of an edition, by the end of its name."""
    manifest = _manifest(number)
    for file in manifest.files or ():
        if file.ending == ending:
            return _sent(request, exports.path_of(manifest.path, file), number, file)
    raise Http404(_("There is no such file of edition {number}.").format(number=number))


def _manifest(number: int) -> store.Manifest:
    manifest = find_kept(number)
    if manifest is None:
        raise Http404(_("There is no edition {number} here.").format(number=number))
    return manifest


def _sent(request: HttpRequest, path: Path, number: int, file: exports.File) -> HttpResponseBase:
    """A file, its checksum as ETag; data that any site may read. 404 if it is missing or damaged."""
    tag = f'"{file.sha256}"'
    gone = Http404(_("There is no such file of edition {number} here.").format(number=number))
    if not has_checksum(path, file.sha256):
        raise gone
    try:
        response: HttpResponseBase = get_conditional_response(request, etag=tag) or FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=f"{settings.EDITION_FILE_NAME.format(number=number)}.{file.ending}",
            content_type=file.media_type,
        )
    except OSError as missing:  # removed a moment ago
        raise gone from missing
    response.headers["ETag"] = tag
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Content-Disposition"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# Scripts of other sites may send a conditional request: its preflight is answered.
for view in (edition_file, other_file):
    setattr(view, "for_programs", True)  # noqa: B010
