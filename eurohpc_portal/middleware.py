"""What every public request and response have in common."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from opendata.problem_details import is_for_programs, method_not_allowed, preflight

Handler = Callable[[HttpRequest], HttpResponseBase]

CACHE = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
SECONDS_AWAY = "5"
"""When to ask again who gets no answer now."""


def reading_only(get_response: Handler) -> Handler:
    """Every method but GET and HEAD is refused before anything else looks at the request.

    For programs the refusal is a problem like any other, and OPTIONS says what is allowed to whom.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return get_response(request)
        if not is_for_programs(request.path_info):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return preflight() if request.method == "OPTIONS" else method_not_allowed(request.method or "")

    return middleware


def _with_common_headers(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.setdefault("Retry-After", SECONDS_AWAY)
    return response


def public_headers(get_response: Handler) -> Handler:
    """Caching for good answers, and the headers that keep a page on its own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        good = response.status_code in (200, 304)
        response.headers.setdefault("Cache-Control", CACHE if good else "no-store")
        return _with_common_headers(response)

    return middleware


def editors_headers(get_response: Handler) -> Handler:
    """Nothing the editors' process sends is kept by anybody, or listed by a search engine."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return _with_common_headers(response)

    return middleware
