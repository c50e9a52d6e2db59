"""What editors' requests have in common: readable bytes, who is asking, and nothing typed is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger(__name__)

MOST_FIELDS = 3_000
"""Of a form that is kept for somebody who is not signed in: three times the largest of ours."""
SECRET_FIELDS = ("csrfmiddlewaretoken", "password", "token")
"""Parts of field names that are never sent back to the browser."""


def readable(get_response: Handler) -> Handler:
    """Refuses NUL characters: no record holds one, and PostgreSQL refuses even to compare them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        lists = [*request.GET.lists(), *request.POST.lists()]
        values = [value for name, values in lists for value in (name, *values)]
        if any("\x00" in str(text) for text in (request.path, *values)):
            raise BadRequest(_("The request holds something unreadable."))
        return get_response(request)

    return middleware


def whole_number(text: str, most: int) -> int | None:
    """The number from 1 to `most` that a text spells, or None."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    return int(text) if 1 <= int(text) <= most else None


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords: says so, whatever the name and the password."""
    logger.warning("Signing in is locked for an address: too many wrong passwords.")
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    page = {
        "heading": _("Too many attempts"),
        "message": _(
            "Wait {minutes} minutes and try again. Every further attempt restarts the waiting period."
        ).format(minutes=minutes),
    }
    response = render(request, "errors/error.html", page, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before the last sign-in, or from elsewhere. What was typed into ours is kept."""
    if kept := keep_typed(request):
        return kept
    page = {
        "heading": _("This form is out of date"),
        "message": _("Go back, reload the page and send it again."),
    }
    return render(request, "errors/error.html", page, status=403)


def keep_typed(request: HttpRequest) -> HttpResponse | None:
    """A page that holds what a form of ours sent, to be sent again; None if there is nothing to keep.

    Only for the forms of records, and only if our own pages sent them, which the browser tells by the
    Origin header: else anybody could hand an editor a form that waits to be sent.
    """
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    of_a_record = request.path.endswith(("/add/", "/change/"))
    if request.method != "POST" or origin != request.get_host() or not of_a_record:
        return None
    if not request.user.is_authenticated and len(request.POST) > MOST_FIELDS:
        return None
    return _kept(request, 403)


def busy(request: HttpRequest) -> HttpResponse:
    """Somebody else has been writing for too long: nothing was saved, and what was typed is kept."""
    return _kept(request, 503)


def _kept(request: HttpRequest, status: int) -> HttpResponse:
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(part in name for part in SECRET_FIELDS)
    ]
    page = {"typed": typed, "signed_in": request.user.is_authenticated, "busy": status == 503}
    return render(request, "admin/kept.html", page, status=status)
