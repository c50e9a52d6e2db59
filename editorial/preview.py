"""Every public page as it would be if everything were published now.

The preview reads a draft edition, built by the same code as a published one: same search, same order,
same pages. It is built when the first page is asked for after a change, kept for this process, marked
on every page, and never cached by anybody.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.current import load, using
from editions.locks import WriteLockTimeoutError
from editions.publishing import draft
from editions.store import Manifest
from editorial.models import Revision
from editorial.publishing import unpublished_revisions

OPEN = ("/admin/", settings.STATIC_URL)
"""Addresses that are no preview."""

_lock = threading.Lock()
_drafts: dict[Any, Path] = {}
"""The draft of each state of the log, the last used one last."""


def preview(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Shows public pages to editors from a draft edition, and nothing to anybody else."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN):
            return get_response(request)
        site: Any = admin.site
        if not site.has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if site.lacks_second_factor(request):
            return redirect("admin:second-factor")
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            path = current_draft()
        except WriteLockTimeoutError:
            page = {"heading": _("Somebody is writing"), "message": _("Try again in a moment.")}
            return render(request, "errors/error.html", page, status=503)
        request.preview = {  # type: ignore[attr-defined]
            "unpublished": unpublished_revisions().count(),
            "public": settings.PUBLIC_URL and settings.PUBLIC_URL + request.get_full_path(),
        }
        request.edition = Manifest(0, timezone.now().isoformat(), "", 0, "", [])  # type: ignore[attr-defined]
        with using(load(path)):
            return get_response(request)

    return middleware


def current_draft() -> Path:
    """The draft edition of what is saved now; built if there is none of it yet."""
    with _lock:
        last = Revision.objects.order_by("-pk").values_list("pk", "at").first()
        path = _drafts.pop(last, None)
        if path is None or not path.exists():
            folder = Path(tempfile.mkdtemp(prefix="draft-edition-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            path = folder / "draft.sqlite3"
            draft(path)
        _drafts[last] = path
        # The one used before stays: another thread may have chosen it and not opened it yet.
        for old in list(_drafts)[:-2]:
            shutil.rmtree(_drafts.pop(old).parent, ignore_errors=True)
        return path
