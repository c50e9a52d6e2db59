"""A configuration that cannot work stops the start with a sentence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error

from eurohpc_portal import checks
from eurohpc_portal.secret_keys import kept_key
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
"""The environment of an editors' process on the internet."""
PUBLIC = {**SITE, "ROLE": "public", "DATABASE_URL": ""}
FOLLOWER = {"HTTPS": "1", "ROLE": "follower", "DATABASE_URL": SITE["DATABASE_URL"]}


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with this environment and none of `SITE`'s variables besides."""
    inherited = {name: value for name, value in os.environ.items() if name not in SITE}
    return subprocess.run(
        [sys.executable, *(command or ("manage.py", "check"))],
        cwd=ROOT,
        env={**inherited, "DEBUG": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def errors(settings: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> list[str]:
    """What the checks say of an environment that could be read."""
    for name in ("SECRET_KEY", "DATABASE_URL"):
        monkeypatch.setenv(name, environment.get(name, ""))
    on = {name: environment.get(name) == "1" for name in ("HTTPS", "DEBUG")}
    texts = {
        name: environment.get(name, "") for name in ("PUBLIC_URL", "EDITORS_URL", "KEEPER", "CONTACT_EMAIL")
    }
    hosts = environment.get("ALLOWED_HOSTS", "localhost")
    values = {
        **on,
        **texts,
        "ROLE": environment.get("ROLE", "editor"),
        "ALLOWED_HOSTS": hosts.split(",") if hosts else [],
        "SECURITY_CONTACT": environment.get("SECURITY_CONTACT", ""),
        "EDITIONS_DIR": Path(environment.get("EDITIONS_DIR", "var/editions")),
    }
    engine = "sqlite3" if environment.get("DATABASE_URL", "").startswith("sqlite") else "postgresql"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")
    for name, value in values.items():
        setattr(settings, name, value)
    return [found.msg for found in checks.check_configuration(None) if isinstance(found, Error)]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SECRET_KEY": KEY[:49]}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "abc" * 30}, "SECRET_KEY can be guessed"),
        ({"CONTACT_EMAIL": "data at directory.example"}, "CONTACT_EMAIL is not an e-mail address."),
        ({"SECURITY_CONTACT": "nobody"}, "SECURITY_CONTACT is not an e-mail address."),
        ({"PUBLIC_URL": "directory.example"}, "PUBLIC_URL must be https://"),
        ({"PUBLIC_URL": "https://directory.example/portal"}, "PUBLIC_URL must be https://"),
        ({"PUBLIC_URL": "https://directory.example:https"}, "PUBLIC_URL must be https://"),
        ({"EDITORS_URL": "https://ana@editors.example"}, "EDITORS_URL must be https://"),
        ({"ALLOWED_HOSTS": "https://directory.example"}, "ALLOWED_HOSTS holds “https://directory.example”"),
        ({"ALLOWED_HOSTS": "directory.example:443"}, "ALLOWED_HOSTS holds “directory.example:443”"),
        ({"EDITIONS_DIR": "manage.py"}, "EDITIONS_DIR cannot be a folder: manage.py is a file."),
        ({"EDITIONS_DIR": "manage.py/editions"}, "EDITIONS_DIR cannot be a folder:"),
        ({**SITE, "DEBUG": "1"}, "DEBUG shows the insides of the program"),
        ({**SITE, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({**SITE, "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]"}, "ALLOWED_HOSTS is missing"),
        ({**SITE, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS allows every name"),
        ({**SITE, "PUBLIC_URL": ""}, "PUBLIC_URL is missing"),
        ({**SITE, "PUBLIC_URL": "http://directory.example"}, "PUBLIC_URL must begin with https://"),
        ({**SITE, "EDITORS_URL": "http://editors.example"}, "EDITORS_URL must begin with https://"),
        ({**PUBLIC, "DATABASE_URL": SITE["DATABASE_URL"]}, "DATABASE_URL has no place in a public process"),
        ({**PUBLIC, "PUBLIC_URL": "https://other.example"}, "PUBLIC_URL names other.example, which is not"),
    ],
)
def test_check_names_a_mistake(
    settings: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], sentence: str
) -> None:
    (said,) = errors(settings, monkeypatch, environment)
    assert said.startswith(sentence)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        SITE,
        PUBLIC,
        FOLLOWER,
        {**PUBLIC, "SECRET_KEY": ""},
        {**SITE, "SECRET_KEY": "", "DATABASE_URL": "sqlite:////data/editing.sqlite3"},
        {**PUBLIC, "PUBLIC_URL": "https://A.Nodes.example:8443"},
        {**PUBLIC, "PUBLIC_URL": "https://[2001:db8::1]:8443", "ALLOWED_HOSTS": "[2001:db8::1]"},
        {**SITE, "PUBLIC_URL": "https://other.example"},
        {"SECURITY_CONTACT": "https://directory.example/security"},
        {"EDITIONS_DIR": "var/not/yet/there"},
    ],
)
def test_check_accepts_what_can_work(
    settings: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    assert errors(settings, monkeypatch, environment) == []


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
def test_editions_dir_must_be_open_to_the_role(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, may: int, says: str | None
) -> None:
    # Root may read and write everything.
    monkeypatch.setattr(os, "access", lambda _path, wanted: wanted & may == wanted)
    said = errors(settings, monkeypatch, {"ROLE": role, "EDITIONS_DIR": str(tmp_path / "editions")})
    assert [sentence.split(":")[0] for sentence in said] == ([says] if says else [])


def test_variables_that_cannot_be_read_are_named_all_at_once() -> None:
    wrong = {
        "DATABASE_URL": "postgres://u:geheim@h:x/n",
        "DEBUG": "perhaps",
        "LOG_LEVEL": "LOUD",
        "PUBLISH": "sometimes",
        "ROLE": "visitor",
        "SECOND_FACTOR": "maybe",
        "SESSION_HOURS": "0",
    }
    for command in (("manage.py", "check"), GUNICORN):
        result = start(*command, **wrong)
        assert result.returncode == 3
        assert [line.split()[0] for line in result.stderr.splitlines()] == sorted(wrong)
        assert "geheim" not in result.stderr, "never the password"


def test_a_key_that_cannot_be_kept_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = start(DATA_DIR=str(tmp_path / "file" / "data"), DATABASE_URL=SITE["DATABASE_URL"])
    assert result.returncode == 1
    assert result.stderr.startswith("SECRET_KEY is not set, and none can be kept in ")
    assert result.stderr.count("\n") == 1


def test_gunicorn_names_all_mistakes_once_and_does_not_start(static_root: str) -> None:
    wrong = {"HTTPS": "1", "DEBUG": "1", "STATIC_ROOT": static_root}
    for command in (("manage.py", "check"), GUNICORN):
        result = start(*command, WEB_CONCURRENCY="2", **wrong)
        assert result.returncode == 1
        said = re.findall(r"\(directory\.E\d+\) (\w+)", result.stderr)
        assert said == ["DEBUG", "ALLOWED_HOSTS", "PUBLIC_URL"]
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"STATIC_ROOT": "docs"},
            "STATIC_ROOT holds no collected files (docs): run `manage.py collectstatic`.",
        ),
        ({**FOLLOWER, "HTTPS": "0"}, "ROLE=follower serves no pages: it runs `manage.py follow`."),
    ],
)
def test_gunicorn_does_not_start_what_could_not_serve(environment: dict[str, str], sentence: str) -> None:
    result = start(*GUNICORN, **environment)
    assert result.returncode == 1
    assert sentence in result.stderr


def test_a_follower_checks_its_configuration() -> None:
    result = start("manage.py", "follow", "--once", **{**FOLLOWER, "EDITIONS_DIR": "manage.py"})
    assert result.returncode == 1
    assert "EDITIONS_DIR cannot be a folder" in result.stderr


def test_an_operator_without_a_name_is_a_warning() -> None:
    result = start("manage.py", "check", **{**PUBLIC, "KEEPER": "", "CONTACT_EMAIL": ""})
    assert result.returncode == 0
    assert re.findall(r"\(directory\.W\d+\) (\w+)", result.stderr) == ["KEEPER", "CONTACT_EMAIL"]


def test_every_variable_is_documented() -> None:
    source = (ROOT / "eurohpc_portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', source))
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    described = {
        name
        for row in re.findall(r"^\| (`[A-Z].*?) \|", text, flags=re.M)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert described == read | {"PORT"}, "`PORT` is of the Makefile"


def test_nothing_needs_to_be_set_on_a_developers_machine() -> None:
    result = start()
    assert (result.returncode, result.stderr) == (0, "")


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


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret-key"
    made = {kept_key(path) for _ in range(3)}
    assert len(made) == 1
    assert len(made.pop()) >= 50
    assert path.stat().st_mode & 0o077 == 0
    assert [item.name for item in path.parent.iterdir()] == ["secret-key"]
