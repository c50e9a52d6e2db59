"""Each request reads one edition from start to end, and says which."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from editions import archive, store
from editions.clock import as_of
from editions.current import load, using
from editions.store import Manifest

Handler = Callable[[HttpRequest], HttpResponseBase]

CHOSEN = "editions.chosen"
"""Where a server in front of Django says which edition's file a request is to read."""
ROUTE, KEPT = "directory.route", "directory.kept"
"""Where is noted which route a request took, and whether its answer was kept: `hit` or `miss`."""


# Read once, for it never changes. A failure is not cached: the file may be repaired.
_manifest_of = lru_cache(maxsize=8)(store.read_manifest)


def manifest_for(path: Path) -> Manifest | None:
    """The manifest of an edition's file; None if it is missing or broken."""
    try:
        return _manifest_of(path)
    except (OSError, ValueError):
        return None


def current_edition(get_response: Handler) -> Handler:
    """Middleware: each request reads the edition that is current when it begins, to its end.

    With `?edition=12` it reads that edition instead, as of the day of its publication.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Looked up once, so that a request cannot name one edition and read another.
        path = request.META[CHOSEN] if CHOSEN in request.META else store.current_file()
        request.edition = manifest_for(path) if path else None  # type: ignore[attr-defined]
        if address := archive.without_empty(request):
            return HttpResponseRedirect(address)
        manifest = archive.requested_edition(request)
        if manifest is None:
            with using(load(path) if path else None):
                return get_response(request)
        request.edition = request.archived = manifest  # type: ignore[attr-defined]
        loaded = load(manifest.path)
        with using(loaded), as_of(manifest.day.date()), store.viewed_as(manifest):
            return archive.pin_links(get_response(request), manifest)

    return middleware
