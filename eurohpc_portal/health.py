"""`/livez`, `/readyz` and `/version`, for supervisors.

The middleware answers them before anything looks at the host name or the edition: a supervisor calls one
process among many by its address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from editions import store
from editions.middleware import ROUTE, manifest_for
from eurohpc_portal import metrics

Handler = Callable[[HttpRequest], HttpResponseBase]
NO_STORE = {"Cache-Control": "no-store"}
OK = "ok"
CONNECT_TIMEOUT = 2
"""Seconds. A frozen server accepts a connection and then says nothing."""


def first(get_response: Handler) -> Handler:
    """Middleware that answers these addresses."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        view = VIEWS.get(request.path_info)
        if view is None:
            return get_response(request)
        request.META[ROUTE] = "health"
        return view(request)

    return middleware


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as the process serves requests."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers=NO_STORE)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if this role has all that it needs, else 503, with the result of each check."""
    checks = {"edition": store.current_problem() or OK}
    if settings.ROLE == "editor":
        checks |= check_database()
    well = {name: result == OK for name, result in checks.items()}
    metrics.record_readiness(well, current_manifest())
    ready = all(well.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503, headers=NO_STORE)


@require_safe
def version(request: HttpRequest) -> HttpResponse:
    """The code and the edition that this process serves."""
    manifest = current_manifest()
    edition = manifest and {
        "number": manifest.number,
        "sha256": manifest.sha256,
        "published_at": manifest.published_at,
    }
    code = {"version": settings.VERSION, "commit": settings.COMMIT or None, "role": settings.ROLE}
    return JsonResponse({**code, "edition": edition}, headers=NO_STORE)


VIEWS = {"/livez": livez, "/readyz": readyz, "/version": version}


def current_manifest() -> store.Manifest | None:
    """What the current edition says of itself."""
    path = store.current_file()
    return manifest_for(path) if path else None


def check_database() -> dict[str, str]:
    """`ok`, or what is wrong with the editing database and its migrations, on a connection of its own."""
    probe = connection.copy()
    if probe.vendor == "postgresql":
        options = probe.settings_dict["OPTIONS"]
        probe.settings_dict["OPTIONS"] = {**options, "connect_timeout": CONNECT_TIMEOUT}
    try:
        applied = MigrationRecorder(probe).applied_migrations().keys()
    except DatabaseError:
        return {"database": "The editing database cannot be reached."}
    finally:
        probe.close()
    pending = len(code_migrations() - applied)
    return {"database": OK, "migrations": f"{pending} migration(s) are not applied." if pending else OK}


@cache
def code_migrations() -> set[tuple[str, str]]:
    """App and name of each migration."""
    return set(MigrationLoader(None).graph.nodes)
