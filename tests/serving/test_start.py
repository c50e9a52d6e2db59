"""A configuration that cannot work stops the start with a sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eurohpc_portal.keys import kept_key
from tests.gunicorn import ROOT


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"HTTPS": "1"}, "set SECRET_KEY"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"PUBLISH": "sometimes"}, "PUBLISH"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS"),
        ({"SECOND_FACTOR": "maybe"}, "SECOND_FACTOR"),
    ],
)
def test_a_mistake_is_named(environment: dict[str, str], sentence: str) -> None:
    result = start(**environment)
    assert result.returncode != 0
    assert sentence in result.stderr.splitlines()[-1]


def test_nothing_set_is_enough_on_ones_own_machine() -> None:
    environment = dict.fromkeys(("SECRET_KEY",), "")
    assert start(**environment).returncode == 0


def test_production_is_strict_with_editors_by_default() -> None:
    code = (
        "import json\nfrom django.conf import settings as s\n"
        "print(json.dumps({name: getattr(s, name) for name in ("
        "'SECOND_FACTOR', 'PUBLISH', 'ENVIRONMENT', 'PROXIES', 'SESSION_COOKIE_NAME', 'SESSION_COOKIE_SECURE', "
        "'SESSION_COOKIE_HTTPONLY', 'SESSION_COOKIE_SAMESITE', 'CSRF_COOKIE_NAME', 'CSRF_COOKIE_SECURE')}))"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings", "HTTPS": "1", "SECRET_KEY": "x" * 60}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == {
        "SECOND_FACTOR": "required",
        "PUBLISH": "manual",
        "ENVIRONMENT": "production",
        "PROXIES": 1,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
    }


def test_a_key_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret-key"
    made = {kept_key(path) for _ in range(3)}
    assert len(made) == 1
    assert len(made.pop()) >= 50
    assert path.stat().st_mode & 0o077 == 0
    assert [item.name for item in path.parent.iterdir()] == ["secret-key"]
