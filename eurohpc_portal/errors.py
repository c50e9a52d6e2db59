"""Error pages that say what happened and what to do next."""

from __future__ import annotations

import sys

from django.core.exceptions import BadRequest
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from editions.archive import EditionGoneError
from editions.current import NoEditionError
from editions.integrity import BadEditionError
from opendata.problem_details import is_for_programs, problem


def _page(request: HttpRequest, status: int, heading: str, message: str) -> HttpResponse:
    return render(request, "errors/error.html", {"heading": heading, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the message of a BadRequest is ours; any other reason stays unsaid."""
    message = (
        str(exception)
        if isinstance(exception, BadRequest)
        else _("The address contains characters we cannot read.")
    )
    if is_for_programs(request.path_info):
        return problem(400, message)
    return _page(request, 400, _("We can’t read this link"), message)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(
        request,
        403,
        _("This page is not open to you"),
        _("You need permission to open this page. All public pages are open to everyone."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, or 410 for an edition that was deleted: says what was looked for where a view knows it."""
    known = isinstance(exception, Http404) and bool(exception.args) and isinstance(exception.args[0], str)
    message = str(exception) if known else _("There is no page at this address.")
    status, heading = 404, _("Nothing here")
    if isinstance(exception, EditionGoneError):
        status, heading = 410, _("No longer here")
    if is_for_programs(request.path_info):
        return problem(status, message)
    return _page(request, status, heading, message)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429. Plain, because a page of the site would cost what is to be saved."""
    message = _("Too many pages from your address at once. Wait a few seconds and try again.")
    if is_for_programs(request.path_info):
        response: HttpResponse = problem(429, message)
    else:
        response = HttpResponse(f"{message}\n", status=429, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = "5"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where a database cannot be read now: another node may, or this one in a moment. It asks
    nothing of the database or the context.
    """
    away = unreadable(sys.exception())
    status = 503 if away else 500
    if is_for_programs(request.path_info):
        message = _("The record cannot be read at this moment.") if away else _("Something broke here.")
        return problem(status, message)
    page = loader.get_template("errors/500.html").render({"away": away})
    return HttpResponse(page, status=status)


def unreadable(error: BaseException | None) -> bool:
    """Whether there is no database to read, none that answers, or a damaged one."""
    # SQLite's "malformed" and "not a database" come as the plain class, what is wrong with a query as others.
    return (
        isinstance(error, (NoEditionError, BadEditionError, OperationalError)) or type(error) is DatabaseError
    )
