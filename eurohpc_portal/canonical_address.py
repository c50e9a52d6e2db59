"""One spelling of each public address: any other is redirected before a page is computed or cached."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

Handler = Callable[[HttpRequest], HttpResponseBase]


def canonical_query(query: str) -> str:
    """A query with the escapes of a form (but of "/"), and without empty parts and tracking parameters."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if not pair[0].startswith(settings.TRACKING_PARAMETERS)]
    return urlencode(kept, safe="/")


def canonical_address(get_response: Handler) -> Handler:
    """Redirects to the canonical spelling of path and query. Files have no query."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        path, query = escape_uri_path(request.path), request.META.get("QUERY_STRING", "")
        text = query.encode("latin-1").decode(errors="replace")
        canonical = "" if request.path.startswith(settings.STATIC_URL) else canonical_query(text)
        # gunicorn says how the path was spelled.
        raw_path, mark, _query = request.META.get("RAW_URI", "").partition("?")
        if query == canonical and not (mark and not query) and (raw_path == path or raw_path[:1] != "/"):
            return get_response(request)
        # "//host" would be the address of another host.
        return HttpResponseRedirect(escape_leading_slashes(path) + (f"?{canonical}" if canonical else ""))

    return middleware
