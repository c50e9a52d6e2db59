"""Errors for programs: problem details after RFC 9457, with the same words as on the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from directory.query_params import Problem, shortened
from opendata.queries import EmptyValueError, InvalidQueryError

MEDIA_TYPE = "application/problem+json"
METHODS = ("GET", "HEAD", "OPTIONS")
View = Callable[..., HttpResponseBase]


def problem(status: int, detail: str, errors: Sequence[Problem] = ()) -> JsonResponse:
    """A problem; each error names its parameter, what was wrong and what is allowed."""
    titles = {
        400: _("We can’t read this link"),
        404: _("Nothing here"),
        410: _("No longer here"),
        405: _("Method not allowed"),
        429: _("Too many requests at once"),
        500: _("Something broke here"),
        503: _("Temporarily unavailable"),
    }
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": titles[status],
        "status": status,
        "detail": detail,
    }
    if errors:
        content["errors"] = [
            {
                "parameter": error.parameter,
                "message": error.message,
                "allowed": list(error.values) or ([error.allowed] if error.allowed else None),
                "suggestion": error.suggestion or None,
            }
            for error in errors
        ]
    response = JsonResponse(
        content, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    return allow_cors(response)


def allow_cors[Response: HttpResponseBase](response: Response) -> Response:
    """The response as any site may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Content-Disposition"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    # Read by any program, listed by no search engine: the page that says the same is what people look for.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def is_for_programs(path: str) -> bool:
    """Whether an address is for programs: below the API, or that of a file of records."""
    if path.startswith("/api/v1/"):
        return True
    try:
        return getattr(resolve(path).func, "for_programs", False)
    except Resolver404:
        return False


def preflight() -> HttpResponse:
    """What a browser asks before it lets a page of another site read: reading is allowed to all."""
    response = allow_cors(HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)}))
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def method_not_allowed(method: str) -> JsonResponse:
    """405 for any other method."""
    message = _("{method} is not allowed here: use {allowed}.")
    response = problem(405, message.format(method=shortened(method), allowed=", ".join(METHODS)))
    response.headers["Allow"] = ", ".join(METHODS)
    return response


def error_response(error: Exception, context: Any = None) -> HttpResponseBase | None:
    """What a program gets where a view raised: problem details, or a redirect to the canonical address.

    None for a fault of ours. Django REST framework uses it as its exception handler, and gives a context.
    """
    if isinstance(error, EmptyValueError):
        return redirect(error.address)
    if isinstance(error, InvalidQueryError):
        return problem(400, str(error), error.problems)
    if isinstance(error, BadRequest):
        return problem(400, str(error))
    return problem(404, str(error)) if isinstance(error, Http404) else None


def with_problem_details(view: View) -> View:
    """A view whose answers any site may read, and whose errors are problem details."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return allow_cors(view(request, *args, **kwargs))
        except Exception as error:
            if (answer := error_response(error)) is None:
                raise
            return allow_cors(answer)

    wrapped.for_programs = True  # type: ignore[attr-defined]
    return wrapped
