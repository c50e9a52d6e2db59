"""Nothing that a signed-in editor's browser can be made to send makes the editors' process fail."""

from __future__ import annotations

import os
import random
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import pytest

from tests.conftest import place_of_its_own
from tests.editorial.test_hostile import LOOKUPS
from tests.endurance import repeats
from tests.gunicorn import ROOT, free_port, start, wait
from tests.hostile.requests import PARAMETERS, VALUES
from tests.hostile.routes import staff_paths
from tests.hostile.wire import status
from tests.processes import children, workers

SIGNED_IN = """
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
rights = {"is_active": True, "is_staff": True, "is_superuser": True}
user, _made = get_user_model().objects.update_or_create(username="root", defaults=rights)
session = SessionStore()
session["_auth_user_id"] = str(user.pk)
session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
session["_auth_user_hash"] = user.get_session_auth_hash()
session.save()
print("SESSION", session.session_key)
"""
SESSION_LASTS = 100
"""So many requests are sent before an administrator signs in anew: some delete their own account."""
TOKEN = "a" * 32
NAMES = (
    *(
        "name",
        "slug",
        "country",
        "cut_off",
        "number",
        "q",
        "p",
        "o",
        "e",
        "all",
        "action",
        "_selected_action",
    ),
    *(
        "_save",
        "_addanother",
        "_continue",
        "_to_field",
        "_popup",
        "_changelist_filters",
        "select_across",
        "index",
    ),
    *(
        "citations-TOTAL_FORMS",
        "citations-INITIAL_FORMS",
        "citations-0-source",
        "post",
        "version",
        "revision",
    ),
)


def signed_in(place: dict[str, str]) -> str:
    """A session of an administrator."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", SIGNED_IN]
    said = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **place}, check=True, capture_output=True, text=True
    )
    return said.stdout.split("SESSION ")[1].strip()


def requests(paths: list[str], host: str, place: dict[str, str], seed: int) -> Iterator[bytes]:
    """Pages asked for, and forms sent, with what no form would hold."""
    chance = random.Random(seed)
    for number in count():
        if number % SESSION_LASTS == 0:
            session = signed_in(place)
        names = [
            chance.choice(NAMES + PARAMETERS) + chance.choice(LOOKUPS) for _ in range(chance.randint(0, 5))
        ]
        fields = urlencode([(name, chance.choice(VALUES)) for name in names], errors="replace")
        path = chance.choice(paths)
        method, body, query = "GET", b"", f"?{fields}" if fields else ""
        if chance.random() < 0.35:
            method, query = chance.choice(("POST", "POST", "PUT", "HEAD")), chance.choice(("", query))
            body = fields.encode() if chance.random() < 0.8 else chance.randbytes(60)
        kind = chance.choice(
            ("application/x-www-form-urlencoded",) * 6
            + (
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "text/plain; charset=zzz",
                "application/json",
            )
        )
        head = [
            f"{method} {path}{query} HTTP/1.1",
            f"Host: {host}",
            f"Cookie: sessionid={session}; csrftoken={TOKEN}",
            f"X-CSRFToken: {TOKEN}",
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
            f"Referer: http://{host}/{quote_plus(chance.choice(VALUES)[:40])}",
            "Connection: close",
        ]
        yield "\r\n".join(head).encode() + b"\r\n\r\n" + body


@pytest.mark.endurance
def test_hostile_forms_are_refused_not_broken(database_file: Path, tmp_path: Path, static_root: str) -> None:
    place = place_of_its_own(database_file, tmp_path, static_root)
    seed = int(os.environ.get("SEED", secrets.randbits(32)))
    port = free_port()
    quiet = {"LOG_LEVEL": "CRITICAL", "GUNICORN_CMD_ARGS": "--max-requests 0", "WEB_CONCURRENCY": "2"}
    process = start(port, ROLE="editor", **place, **quiet)
    try:
        wait(f"http://127.0.0.1:{port}", process)
        before, found, broken = workers(process.pid, 2), Counter[int](), []

        def send(request: bytes) -> None:
            answered = status(port, request, patience=60)
            found[answered] += 1
            if answered >= 500:
                broken.append((answered, request))

        wanted = islice(requests(staff_paths(), f"127.0.0.1:{port}", place, seed), repeats(200, 500, 20_000))
        with ThreadPoolExecutor(2) as pool:
            for _ in pool.map(send, wanted):
                pass
        print(f"seed {seed}: {dict(sorted(found.items()))}")
        assert broken == [], f"seed {seed}"
        assert children(process.pid) == before
        assert found[200] > sum(found.values()) / 50, "hardly anything got as far as a page"
    finally:
        process.terminate()
        process.wait(timeout=120)
