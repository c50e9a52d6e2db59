"""What is noted about every request, around all else: its number, how long it took, what it was for."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from editions.middleware import ROUTE
from eurohpc_portal.logs import printable, request_id

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""A request's number that a proxy may give."""
_numbers = random.Random()  # noqa: S311  # a number tells requests apart and protects nothing

Tell = Callable[[WSGIEnvironment, str, float], None]
"""Is told of each request: its environment, its status and its seconds."""

logger = logging.getLogger(__name__)


class Observed:
    """Gives each request a number, tells `tell` of it, and logs those that took `slow` seconds.

    What else is logged of good requests is the proxy's matter: it sees those too that never get here.
    """

    def __init__(self, application: WSGIApplication, *, slow: float, tell: Tell | None = None) -> None:
        self._application = application
        self._slow = slow
        self._tell = tell

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun = perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        number = given if WELL_FORMED.fullmatch(given) else f"{_numbers.getrandbits(128):032x}"
        token = request_id.set(number)
        started: list[Any] = ["500", []]

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.append(("X-Request-ID", number))
            started[:] = status, headers
            return start_response(status, headers, exc_info)

        try:
            answer = self._application(environ, start)
            seconds = perf_counter() - begun
            if self._tell:
                self._tell(environ, started[0], seconds)
            if seconds >= self._slow:
                told = described(environ, started, seconds, answer)
                logger.warning("Slow request: %s", printable(told["path"]), extra=told)
            return answer
        finally:
            request_id.reset(token)


def described(
    environ: WSGIEnvironment, started: list[Any], seconds: float, answer: Iterable[bytes]
) -> dict[str, Any]:
    """A request as a record of the log has it."""
    status, headers = started
    length = dict(headers).get("Content-Length")
    return {
        "method": environ["REQUEST_METHOD"],
        "path": environ.get("PATH_INFO", "").encode("latin-1", "replace").decode(errors="replace"),
        "status": int(status[:3]),
        "milliseconds": round(seconds * 1000),
        "bytes": sum(map(len, answer)) if isinstance(answer, list) else length and int(length),
    }


def route(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Notes the name of the route that a request took."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.resolver_match:
            request.META[ROUTE] = request.resolver_match.view_name
        elif request.path.startswith(settings.STATIC_URL):
            request.META[ROUTE] = "static"
        return response

    return middleware
