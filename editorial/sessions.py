"""Sessions end: after a while without a request, and after a day's work in any case."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from editorial.middleware import keep_typed

WRITE_EVERY = 20
"""Seconds between two notes of when somebody was last seen: not every request writes."""


def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """At signing in: a session begins now, even in a browser that was signed in before."""
    request.session["began"] = request.session["seen"] = int(time.time())


def limited(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: ends sessions that are idle or old; what a late form holds is kept."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and _over(request):
            logout(request)
        site: Any = admin.site
        may_go_on = site.has_permission(request) and not site.lacks_second_factor(request)
        if not may_go_on and (kept := keep_typed(request)):
            return kept
        return get_response(request)

    return middleware


def _over(request: HttpRequest) -> bool:
    now = int(time.time())
    session = request.session
    began, seen = session.setdefault("began", now), session.setdefault("seen", now)
    if now - began > settings.SESSION_HOURS * 3600 or now - seen > settings.SESSION_IDLE_MINUTES * 60:
        return True
    if now - seen >= WRITE_EVERY:
        session["seen"] = now
    return False
