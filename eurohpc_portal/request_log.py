"""WSGI middleware around everything else: numbers each request, counts it and logs it if it was slow."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from editions.middleware import ROUTE
from eurohpc_portal.logs import current_request

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""An X-Request-ID of the proxy that is taken over."""

Record = Callable[[WSGIEnvironment, str, float], None]
"""Called for each request with its environment, its status and its seconds."""

logger = logging.getLogger(__name__)


class RequestLog:
    """Sets `X-Request-ID`, calls `record`, and logs requests that took `slow` seconds or more."""

    def __init__(self, application: WSGIApplication, slow: float, record: Record) -> None:
        self._application = application
        self._slow = slow
        self._record = record

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun = perf_counter()
        request_id = environ.get("HTTP_X_REQUEST_ID", "")
        if not WELL_FORMED.fullmatch(request_id):
            request_id = secrets.token_hex(16)
        path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode(errors="replace")
        method = environ["REQUEST_METHOD"]
        token = current_request.set({"request_id": request_id, "method": method, "path": path})
        sent_status = "500"

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal sent_status
            sent_status = status
            return start_response(status, [*headers, ("X-Request-ID", request_id)], exc_info)

        try:
            answer = self._application(environ, start)
            seconds = perf_counter() - begun
            self._record(environ, sent_status, seconds)
            if seconds >= self._slow:
                milliseconds = round(seconds * 1000)
                logger.warning(
                    "Slow request: %s took %d ms",
                    path.encode("unicode_escape").decode(),  # no line ends, as Django logs paths
                    milliseconds,
                    extra={"status": int(sent_status[:3]), "milliseconds": milliseconds},
                )
            return answer
        finally:
            current_request.reset(token)


def note_route(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django middleware that notes the name of the request's route."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.resolver_match:
            request.META[ROUTE] = request.resolver_match.view_name
        elif request.path.startswith(settings.STATIC_URL):
            request.META[ROUTE] = "static"
        return response

    return middleware
