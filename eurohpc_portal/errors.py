"""Error pages that say what happened and what to do next."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from opendata.problems import for_programs, problem


def _page(request: HttpRequest, status: int, heading: str, message: str) -> HttpResponse:
    return render(request, "errors/error.html", {"heading": heading, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the message of a BadRequest is ours; any other reason stays unsaid."""
    message = (
        str(exception) if isinstance(exception, BadRequest) else _("The address holds something unreadable.")
    )
    if for_programs(request.path_info):
        return problem(400, message)
    return _page(request, 400, _("This address cannot be answered"), message)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403, _("This page is not open to you"), _("Nothing public needs a permission."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: says what was looked for where a view knows it."""
    known = isinstance(exception, Http404) and bool(exception.args) and isinstance(exception.args[0], str)
    message = str(exception) if known else _("There is no page at this address.")
    if for_programs(request.path_info):
        return problem(404, message)
    return _page(request, 404, _("Nothing here"), message)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that asks nothing of the database or the context."""
    return HttpResponse(loader.get_template("errors/500.html").render(), status=500)
