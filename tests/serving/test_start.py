"""A configuration that cannot work stops the start with a sentence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eurohpc_portal import configuration
from eurohpc_portal.keys import kept_key
from tests.gunicorn import ROOT

GUNICORN = ("-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", "127.0.0.1:0", "eurohpc_portal.wsgi")


KEY = "Zb3xQ9vLr7TnW2kYp5HsDg8JcMf4AeUi6RoXtVhNyBqKwPzS1d"
SITE = {
    "HTTPS": "1",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "directory.example,.nodes.example",
    "PUBLIC_URL": "https://directory.example",
    "DATABASE_URL": "postgres://editor@db.example/directory",
    "KEEPER": "Example Institute",
    "CONTACT_EMAIL": "data@directory.example",
}
"""All that an editors' process on the internet needs."""
PUBLIC = {**SITE, "ROLE": "public", "DATABASE_URL": ""}


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process with this environment and, of ours, no other variable."""
    inherited = {name: value for name, value in os.environ.items() if name not in SITE}
    return subprocess.run(
        [sys.executable, *(command or ("manage.py", "check"))],
        cwd=ROOT,
        env={**inherited, "DEBUG": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def complaints(result: subprocess.CompletedProcess[str]) -> list[str]:
    """What is said to be wrong, a sentence each."""
    heading, *lines = result.stderr.splitlines()
    assert heading == "The site cannot start like this (docs/configuration.md describes every variable):"
    return [line.removeprefix("- ") for line in lines]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG cannot be used: Not a valid boolean."),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL has to be the address of a database"),
        ({"DATABASE_URL": "postgres://u:geheim@h:x/n"}, "DATABASE_URL has to be the address of a database"),
        ({"PUBLISH": "sometimes"}, "PUBLISH"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS"),
        ({"SECOND_FACTOR": "maybe"}, "SECOND_FACTOR"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"WEB_CONCURRENCY": "many"}, "WEB_CONCURRENCY"),
        ({"ROLE": "visitor"}, "ROLE"),
        ({"SECRET_KEY": KEY[:49]}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "abc" * 30}, "SECRET_KEY can be guessed"),
        ({"CONTACT_EMAIL": "data at directory.example"}, "CONTACT_EMAIL is not an e-mail address."),
        ({"PUBLIC_URL": "directory.example"}, "PUBLIC_URL has to be https://"),
        ({"PUBLIC_URL": "https://directory.example/portal"}, "PUBLIC_URL has to be https://"),
        ({"PUBLIC_URL": "https://directory.example:https"}, "PUBLIC_URL has to be https://"),
        ({"EDITORS_URL": "https://ana@editors.example"}, "EDITORS_URL has to be https://"),
        ({"ALLOWED_HOSTS": "https://directory.example"}, "ALLOWED_HOSTS holds “https://directory.example”"),
        ({"ALLOWED_HOSTS": "directory.example:443"}, "ALLOWED_HOSTS holds “directory.example:443”"),
        ({"EDITIONS_DIR": "manage.py"}, "EDITIONS_DIR cannot be a folder: manage.py is a file."),
        ({"EDITIONS_DIR": "manage.py/editions"}, "EDITIONS_DIR cannot be a folder:"),
        (
            {**SITE, "SECRET_KEY": ""},
            "SECRET_KEY is missing: set SECRET_KEY to at least 50 random characters.",
        ),
        ({**SITE, "DEBUG": "1"}, "DEBUG shows the insides of the program"),
        ({**SITE, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({**SITE, "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]"}, "ALLOWED_HOSTS is missing"),
        ({**SITE, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS allows every name"),
        ({**SITE, "PUBLIC_URL": ""}, "PUBLIC_URL is missing"),
        ({**SITE, "PUBLIC_URL": "http://directory.example"}, "PUBLIC_URL has to begin with https://"),
        ({**SITE, "EDITORS_URL": "http://editors.example"}, "EDITORS_URL has to begin with https://"),
        ({**SITE, "DATABASE_URL": "sqlite:///var/x.sqlite3"}, "DATABASE_URL has to be that of a PostgreSQL"),
        ({**PUBLIC, "DATABASE_URL": SITE["DATABASE_URL"]}, "DATABASE_URL has no place in a public process"),
        ({**PUBLIC, "PUBLIC_URL": "https://other.example"}, "PUBLIC_URL names other.example, which is not"),
    ],
)
def test_a_mistake_is_named(environment: dict[str, str], sentence: str) -> None:
    result = start(**environment)
    assert result.returncode == 3
    (complaint,) = complaints(result)
    assert complaint.startswith(sentence)
    assert "geheim" not in result.stderr, "never the password"


@pytest.mark.parametrize(
    "environment",
    [
        SITE,
        PUBLIC,
        {**PUBLIC, "SECRET_KEY": ""},
        {**PUBLIC, "PUBLIC_URL": "https://A.Nodes.example:8443"},
        {**SITE, "PUBLIC_URL": "https://other.example"},
        {"HTTPS": "1", "ROLE": "follower", "DATABASE_URL": SITE["DATABASE_URL"]},
        {"EDITIONS_DIR": "var/not/yet/there"},
    ],
)
def test_what_can_work_is_let_through_in_silence(environment: dict[str, str]) -> None:
    result = start("-c", "import eurohpc_portal.settings", **environment)
    assert (result.returncode, result.stderr) == (0, "")


def test_all_mistakes_are_said_at_once_and_by_every_way_to_start(static_root: str) -> None:
    wrong = {
        "HTTPS": "1",
        "DEBUG": "perhaps",
        "ALOWED_HOSTS": "directory.example",
        "STATIC_ROOT": static_root,
    }
    said = complaints(start(**wrong))
    assert [sentence.split()[0] for sentence in said] == [
        "DEBUG", "ALLOWED_HOSTS", "PUBLIC_URL", "SECRET_KEY", "DATABASE_URL", "ALOWED_HOSTS",
    ]  # fmt: skip
    assert said[-1] == "ALOWED_HOSTS is set, and nothing reads it: is ALLOWED_HOSTS meant?"
    for command in (GUNICORN, ("-m", "eurohpc_portal.configuration"), ("-c", "import eurohpc_portal.wsgi")):
        result = start(*command, DJANGO_SETTINGS_MODULE="eurohpc_portal.settings", **wrong)
        assert (result.returncode, complaints(result)) == (3, said), command


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"STATIC_ROOT": "docs"},
            "STATIC_ROOT holds no collected files (docs): run `manage.py collectstatic`.",
        ),
        (
            {"ROLE": "follower", "DATABASE_URL": SITE["DATABASE_URL"]},
            "ROLE=follower serves no pages: it runs `manage.py follow`.",
        ),
    ],
)
def test_nothing_is_served_that_could_not_work(environment: dict[str, str], sentence: str) -> None:
    result = start(*GUNICORN, **environment)
    assert (result.returncode, complaints(result)) == (3, [sentence])


@pytest.mark.parametrize(
    ("role", "may", "says"),
    [
        ("editor", os.R_OK | os.X_OK, "EDITIONS_DIR cannot be written"),
        ("follower", os.R_OK | os.X_OK, "EDITIONS_DIR cannot be written"),
        ("public", os.W_OK | os.X_OK, "EDITIONS_DIR cannot be read"),
        ("public", os.R_OK | os.X_OK, None),
        ("editor", os.R_OK | os.W_OK | os.X_OK, None),
    ],
)
def test_the_shelf_has_to_be_open_to_the_role(
    role: str, may: int, says: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests as root may read and write everything.
    monkeypatch.setattr(os, "access", lambda _path, wanted: wanted & may == wanted)
    said = list(configuration.badly_placed({"ROLE": role, "EDITIONS_DIR": tmp_path / "editions"}))
    assert [sentence.split(":")[0] for sentence in said] == ([says] if says else [])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ALOWED_HOSTS", "ALLOWED_HOSTS"),
        ("PUBLICURL", "PUBLIC_URL"),
        ("secret_key", "SECRET_KEY"),
        ("DATABSAE_URL", "DATABASE_URL"),
        ("DEBGU", "DEBUG"),
        ("EDITIONS_DIRECTORY", None),
        ("HOME", None),
        ("LANG", None),
        ("PATH", None),
        ("HOSTNAME", None),
    ],
)
def test_a_slip_in_a_name_is_said_but_forgiven(name: str, meant: str | None) -> None:
    result = start(**{name: "0"})
    assert result.returncode == 0
    lines = [line for line in result.stderr.splitlines() if line.startswith("Warning")]
    assert lines == ([f"Warning: {name} is set, and nothing reads it: is {meant} meant?"] if meant else [])


def test_a_site_that_names_nobody_is_told_so() -> None:
    result = start("manage.py", "check", **{**PUBLIC, "KEEPER": "", "CONTACT_EMAIL": ""})
    assert result.returncode == 0
    warned = [line.split()[1] for line in result.stderr.splitlines() if line.startswith("Warning")]
    assert warned == ["KEEPER", "CONTACT_EMAIL"]


def test_every_variable_that_is_read_is_described() -> None:
    sources = [ROOT / "eurohpc_portal" / "settings.py", ROOT / "gunicorn.conf.py"]
    read = {
        name
        for path in sources
        for name in re.findall(r'env\.\w+\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    described = {
        name
        for row in re.findall(r"^\| (`[A-Z].*?) \|", text, flags=re.M)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert described == read | {"PORT"}, "`PORT` is of the Makefile"


def test_nothing_set_is_enough_on_ones_own_machine() -> None:
    assert start().returncode == 0


def test_production_is_strict_with_editors_by_default() -> None:
    code = (
        "import json\nfrom django.conf import settings as s\n"
        "print(json.dumps({name: getattr(s, name) for name in ("
        "'SECOND_FACTOR', 'PUBLISH', 'ENVIRONMENT', 'PROXIES', 'SESSION_COOKIE_NAME', 'SESSION_COOKIE_SECURE', "
        "'SESSION_COOKIE_HTTPONLY', 'SESSION_COOKIE_SAMESITE', 'CSRF_COOKIE_NAME', 'CSRF_COOKIE_SECURE')}))"
    )
    run = start("-c", code, DJANGO_SETTINGS_MODULE="eurohpc_portal.settings", **SITE)
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
