"""Whether the process lives, whether it is ready, and what it is: for supervisors, not for visitors.

They are answered before anything asks for a host name or an edition: whoever checks one process among many
calls it by its number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from editions import readiness, shelf
from editions.middleware import card_for

Handler = Callable[[HttpRequest], HttpResponseBase]
NEVER_KEPT = {"Cache-Control": "no-store"}


def first(get_response: Handler) -> Handler:
    """Answers these addresses, and hands on every other."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        view = VIEWS.get(request.path_info)
        return view(request) if view else get_response(request)

    return middleware


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as the process serves requests. No dependency is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers=NEVER_KEPT)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if all that this role needs is there, else 503; each check by its name, `ok` or what is wrong."""
    checks = {"edition": readiness.edition()}
    if settings.ROLE == "editor":
        checks |= readiness.database()
    ready = all(found == readiness.OK for found in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503, headers=NEVER_KEPT)


@require_safe
def version(request: HttpRequest) -> HttpResponse:
    """The code and the edition that this process serves."""
    path = shelf.current_file()
    card = card_for(path) if path else None
    edition = card and {"number": card.number, "sha256": card.sha256, "published_at": card.published_at}
    told = {"version": code(), "commit": settings.COMMIT or None, "role": settings.ROLE, "edition": edition}
    return JsonResponse(told, headers=NEVER_KEPT)


@cache
def code() -> str:
    """The version of the code."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


VIEWS = {"/livez": livez, "/readyz": readyz, "/version": version}
