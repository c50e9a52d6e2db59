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


@require_safe
def edition_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of an edition on the store."""
    manifest = _manifest(number)
    path = store.file_of(number, manifest.sha256)
    return _sent(
        request,
        path,
        number,
        exports.File("sqlite3", "application/vnd.sqlite3", manifest.size, manifest.sha256),
    )


@require_safe
def other_file(request: HttpRequest, number: int, ending: str) -> HttpResponseBase:
    """Another file of an edition in the store, by the end of its name."""
    manifest = _manifest(number)
    path = store.file_of(number, manifest.sha256)
    for file in manifest.files or ():
        if file.ending == ending:
            return _sent(request, exports.path_of(path, file), number, file)
    raise Http404(_("There is no such file of edition {number}.").format(number=number))


def _manifest(number: int) -> store.Manifest:
    manifest = store.find(number)
    if manifest is None:
        raise Http404(_("There is no edition {number} here.").format(number=number))
    return manifest


def _sent(request: HttpRequest, path: Path, number: int, file: exports.File) -> HttpResponseBase:
    """A file, its checksum as ETag; data that any site may read."""
    tag = f'"{file.sha256}"'
    try:
        response: HttpResponseBase = get_conditional_response(request, etag=tag) or FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=settings.EDITION_FILE_NAME.format(number=number, ending=file.ending),
            content_type=file.media_type,
        )
    except OSError as missing:  # taken out of the store a moment ago
        raise Http404(_("There is no edition {number} here.").format(number=number)) from missing
    response.headers["ETag"] = tag
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Content-Disposition"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# Another site's page that asks whether its copy still holds is told first that it may.
for view in (edition_file, other_file):
    setattr(view, "for_programs", True)  # noqa: B010
