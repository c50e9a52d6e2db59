"""What editors' requests have in common: readable bytes, who is asking, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponseBase]

SECRET_FIELDS = ("csrfmiddlewaretoken", "password", "token")
"""Parts of field names that are never sent back to the browser."""


def readable(get_response: Handler) -> Handler:
    """Refuses NUL characters in addresses: no record holds one, and PostgreSQL refuses to compare them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        values = [value for name, values in request.GET.lists() for value in (name, *values)]
        if any("\x00" in text for text in (request.path, *values)):
            raise BadRequest(_("The address holds something unreadable."))
        return get_response(request)

    return middleware


def client_address(request: HttpRequest) -> str:
    """The address that asks, as the outermost proxy of our own saw it.

    What a visitor writes into X-Forwarded-For himself stands further left, and is not believed.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if 0 < settings.PROXIES <= len(hops):
        return hops[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords: says so, whatever the name and the password."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    page = {
        "heading": _("Too many attempts"),
        "message": _(
            "Wait {minutes} minutes and try again. Each further attempt begins the wait anew."
        ).format(minutes=minutes),
    }
    return render(request, "errors/error.html", page, status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before the last sign-in, or from elsewhere. What was typed into ours is kept."""
    if kept := keep_typed(request):
        return kept
    page = {
        "heading": _("This form is out of date"),
        "message": _("Go back, load the page anew and send it again."),
    }
    return render(request, "errors/error.html", page, status=403)


def keep_typed(request: HttpRequest) -> HttpResponse | None:
    """A page that holds what a form of ours sent, to be sent again once signed in; None if it is not ours.

    Only for forms that our own pages sent, which the browser tells by the Origin header: else anybody
    could hand an editor a form that waits to be sent.
    """
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    accounts = (reverse("admin:login"), reverse("admin:password_change"))
    if request.method != "POST" or origin != request.get_host() or request.path in accounts:
        return None
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(part in name for part in SECRET_FIELDS)
    ]
    page = {"typed": typed, "signed_in": request.user.is_authenticated}
    return render(request, "admin/kept.html", page, status=403)
