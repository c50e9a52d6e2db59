"""The image from outside: `make image-test` builds it, runs it as it is meant to be run, and looks."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.asking import ask
from tests.commands import run_manage
from tests.editions.test_public_process import NEVER, STAFF
from tests.gunicorn import free_port, is_alive
from tests.image import engine
from tests.image.bases import PYTHON, have
from tests.postgres import own_cluster
from tests.processes import wait_until

CONFINED = ["--read-only", "--tmpfs", "/tmp:size=64m", "--cap-drop", "all", "--memory", "512m"]
CONFINED += ["--security-opt", "no-new-privileges", "--pids-limit", "200"]
TAG = "directory:test"
ASK_ONCE = """
import json, sys
from wsgiref.util import setup_testing_defaults
from eurohpc_portal.wsgi import application
asked = {"HTTP_HOST": "127.0.0.1", "PATH_INFO": "/factories/"}
setup_testing_defaults(asked)
list(application(asked, lambda *_said: None))
print(json.dumps(list(sys.modules)))
"""


@dataclass(frozen=True)
class Container:
    """A running container."""

    name: str
    url: str

    def tells(self, *command: str) -> str:
        """What a command inside prints; "" where it fails."""
        return engine.run("exec", self.name, *command, check=False)

    def does(self, *command: str) -> bool:
        """Whether a command inside succeeds."""
        return engine.works("exec", self.name, *command)


@contextmanager
def container(*options: str, **environment: str) -> Iterator[Container]:
    """Run the image as compose.yaml does, until the end of the block."""
    port = free_port()
    variables = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
    publish = [] if "--network" in options else ["--publish", f"127.0.0.1:{port}:8000"]
    healthy = ["--no-healthcheck"]  # podman without systemd cannot plan one; tests ask themselves
    name = engine.run("run", "--detach", *CONFINED, *healthy, *publish, *variables, *options, TAG)
    try:
        yield Container(name, f"http://127.0.0.1:{port}")
    finally:
        engine.run("rm", "--force", "--volumes", name, check=False)


def wait_until_healthy(running: Container, seconds: float = 60) -> None:
    wait_until(lambda: running.does("deploy/healthy"), seconds, told=lambda: engine.run("logs", running.name))


@pytest.fixture(scope="module", autouse=True)
def image() -> None:
    """The image, built from the working tree."""
    have(PYTHON)
    engine.build(TAG, "--build-arg", "COMMIT=0123abc")


@pytest.fixture(scope="module")
def public(image: None, database_file: Path) -> Iterator[Container]:
    """A public node on a store that it may only read."""
    editions_dir = database_file.parent / "editions"
    with container("--volume", f"{editions_dir}:/editions:ro", ALLOWED_HOSTS="127.0.0.1") as running:
        wait_until_healthy(running)
        yield running


def test_it_serves_an_edition(public: Container) -> None:
    for page in ("/", "/factories/?country=DE", "/api/v1/factories/", "/map/", "/livez"):
        assert ask(public.url + page)[0] == 200, page
    with urllib.request.urlopen(f"{public.url}/") as answer:
        sheet = next(part for part in answer.read().decode().split('"') if part.endswith(".css"))
    assert ask(public.url + sheet, **{"Accept-Encoding": "br"})[1]["Content-Encoding"] == "br"
    told = json.loads(ask(f"{public.url}/version")[2])
    assert (told["role"], told["commit"]) == ("public", "0123abc")


def test_it_runs_as_nobody_in_particular_and_writes_nothing_but_tmp(public: Container) -> None:
    assert public.tells("id", "-u") == "10001"
    assert public.tells("sh", "-c", "grep CapEff /proc/self/status").split()[1].strip("0") == ""
    for place in ("/", "/directory", "/environment", "/editions", "/usr/local", "/home"):
        assert not public.does("touch", f"{place}/x"), place
    assert public.does("touch", "/tmp/x")
    theirs = public.tells("find", "/directory", "/environment", "-user", "10001")
    assert theirs == "", "it owns nothing that it runs"


def test_it_holds_what_it_needs_and_nothing_else(public: Container) -> None:
    for tool in ("gcc", "cc", "make", "git", "curl"):
        assert not public.does("sh", "-c", f"command -v {tool}"), tool
    assert not public.does("python", "-m", "pip", "--version")
    top = set(public.tells("ls", "-A", "/directory").split())
    assert not top & {"tests", "docs", "var", ".git", ".env", ".venv", "compose.yaml", "requirements-dev.txt"}
    for secret in ("*.pem", "*.key", "secret-key", ".env", "*.sqlite3", "var"):
        assert public.tells("find", "/directory", "-name", secret) == "", secret
    assert public.tells("sh", "-c", "ls -d ~root/.cache /tmp/pip* 2>/dev/null") == ""


def test_the_public_role_knows_no_accounts(public: Container) -> None:
    loaded = json.loads(public.tells("python", "-c", ASK_ONCE))
    assert "factories.views" in loaded
    assert not [name for name in loaded if name.startswith(NEVER)]
    # What the API's framework imports for its own web pages, which are off, signs nobody in.
    able = (".models", ".backends", ".middleware", ".forms")
    assert not [name for name in loaded if name.startswith(STAFF) and name.endswith(able)]
    assert ask(f"{public.url}/admin/")[0] == 404
    assert ask(f"{public.url}/admin/login/", "POST")[0] == 405


def test_a_follower_fills_an_empty_store_and_a_node_serves_it() -> None:
    with own_cluster() as server:
        url = server.url()
        run_manage("seed", DATABASE_URL=url)
        run_manage("follower", "node", DATABASE_URL=url, NODE_PASSWORD="open-sesame")
        editions_dir = engine.run("volume", "create")
        place = ["--volume", f"{editions_dir}:/editions"]
        follower = {"ROLE": "follower", "DATABASE_URL": server.url(user="node")}
        try:
            with container(*place, ALLOWED_HOSTS="127.0.0.1") as node:
                wait_until(lambda: is_alive(node.url))
                assert not node.does("deploy/healthy"), "it has nothing to show yet"
                with container("--network", "host", *place, **follower) as following:
                    wait_until_healthy(following)
                    assert ask(f"{node.url}/factories/")[0] == 200
                    assert ends_within(following, 5)
                assert ask(f"{node.url}/antennas/")[0] == 200, "it needs neither follower nor database"
        finally:
            engine.run("volume", "rm", "--force", editions_dir, check=False)


def test_it_ends_soon_when_asked(database_file: Path) -> None:
    editions_dir = database_file.parent / "editions"
    with container("--volume", f"{editions_dir}:/editions:ro", ALLOWED_HOSTS="127.0.0.1") as running:
        wait_until_healthy(running)
        assert ends_within(running, 5)


def test_a_wrong_configuration_is_said_and_ends_it() -> None:
    with container(HTTPS="1") as running:
        wait_until(lambda: engine.run("inspect", "--format", "{{.State.Running}}", running.name) != "true")
        assert engine.run("inspect", "--format", "{{.State.ExitCode}}", running.name) != "0"


def ends_within(running: Container, seconds: float) -> bool:
    """Whether SIGTERM ends it, well, in that time."""
    began = time.monotonic()
    engine.run("stop", "--time", "20", running.name)
    took = time.monotonic() - began
    return took < seconds and engine.run("inspect", "--format", "{{.State.ExitCode}}", running.name) == "0"
