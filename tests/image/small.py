"""`make rehearsal`: the site of compose.yaml as a new operator brings it up, from a folder with a .env."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPSConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.gunicorn import ROOT, free_port
from tests.image import engine
from tests.image.bases import CADDY, PYTHON, have
from tests.operations.test_restore import blocks
from tests.processes import wait_until

PROJECT = "directory-small"
BIN = Path(sys.executable).parent
PUBLIC, EDITORS = "directory.test", "editors.directory.test"


class Small(NamedTuple):
    """The site that is up."""

    folder: Path
    port: int

    def ask(self, path: str, name: str = PUBLIC) -> tuple[int, bytes]:
        """Status and body of a page, over HTTPS."""
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        bare = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        with bare, trust.wrap_socket(bare, server_hostname=name) as tls:
            connection = HTTPSConnection(name, self.port)
            connection.sock = tls
            connection.request("GET", path)
            with connection.getresponse() as answer:
                return answer.status, answer.read()

    def shows(self, path: str, text: str = "") -> bool:
        """Whether a page is there and holds a text."""
        with suppress(OSError):
            status, body = self.ask(path)
            return status == 200 and text in body.decode()
        return False

    def carry_out(self, lines: str) -> None:
        """Run lines of a document in the folder of the site."""
        if engine.program() != "docker":
            lines = lines.replace("docker compose", f"{BIN}/podman-compose -p {PROJECT}")
        environment = {**os.environ, "COMPOSE_PROJECT_NAME": PROJECT, "BACKUP": str(self.folder)}
        command = ["bash", "-euo", "pipefail", "-c", lines]
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr

    def compose(self, *words: str) -> str:
        """A command of compose, as documented; what it prints."""
        docker = engine.program() == "docker"
        command = ["docker", "compose"] if docker else [str(Path(sys.executable).parent / "podman-compose")]
        done = subprocess.run(
            [*command, "--project-name", PROJECT, *words],
            cwd=self.folder,
            env={**os.environ, "COMPOSE_PROJECT_NAME": PROJECT},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    have(PYTHON, CADDY)
    engine.build("directory:small")
    place = Small(tmp_path_factory.mktemp("operator"), free_port(2))
    shutil.copy(ROOT / "compose.yaml", place.folder)
    (place.folder / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "Caddyfile", place.folder / "deploy")
    shutil.copytree(ROOT / "deploy" / "errors", place.folder / "deploy" / "errors")
    example = (ROOT / "deploy" / "env.example").read_text().replace("directory.example", PUBLIC)
    ports = f"HTTPS_PORT={place.port}\nHTTP_PORT={place.port + 1}\nAT_PORT=:{place.port}\n"
    (place.folder / ".env").write_text(f"{example}\n{ports}VERSION=small\nCADDY_OPTIONS=local_certs\n")
    try:
        place.compose("up", "--detach")
        wait_until(lambda: place.shows("/factories/"), 120)
        yield place
    finally:
        place.compose("down", "--volumes")


def test_it_comes_up_and_shows_the_directory(small: Small) -> None:
    for path in ("/", "/factories/?country=DE", "/map/", "/api/v1/factories/"):
        assert small.ask(path)[0] == 200, path
    assert small.ask("/admin/login/", EDITORS)[0] == 200
    assert small.ask("/readyz")[0] == 404


def test_an_editor_publishes_and_everything_outlives_a_restart(small: Small) -> None:
    command = ("exec", "-T", "editors", "python", "manage.py")
    assert re.search(
        r"password of ana: \S+", small.compose(*command, "editor", "ana", "--role", "administrator")
    )
    change = "from directory.models import Sector; Sector.objects.filter(slug='energy').update(name='Power')"
    small.compose(*command, "shell", "-v0", "-c", change)
    small.compose(*command, "publish")
    wait_until(lambda: small.shows("/sectors/energy/", "Power"), 10)
    key = small.compose("exec", "-T", "editors", "cat", "/data/secret-key")
    small.compose("down")
    small.compose("up", "--detach")
    wait_until(lambda: small.shows("/sectors/energy/", "Power"), 120)
    assert small.compose("exec", "-T", "editors", "cat", "/data/secret-key") == key


def test_what_is_lost_is_restored_as_documented(small: Small) -> None:
    backup, restore = blocks("Backup: the small way")
    small.carry_out(backup)
    small.compose("down", "--volumes")
    small.carry_out(restore)
    wait_until(lambda: small.shows("/sectors/energy/", "Power"), 120)
    assert "ana is administrator" in small.compose(
        "exec", "-T", "editors", "python", "manage.py", "editor", "ana"
    )


def test_an_upgrade_as_documented_loses_no_page(small: Small) -> None:
    text = (ROOT / "docs" / "deployment.md").read_text()
    lines = text.split("**Upgrade.**")[1].split("```console\n")[1].split("```")[0].splitlines()
    assert [line.split()[0] for line in lines] == ["docker", "git", "docker", "docker"]
    small.carry_out("\n".join(lines[2:]))
    wait_until(lambda: small.shows("/sectors/energy/", "Power"), 60)


def test_the_public_process_can_read_no_secret(small: Small) -> None:
    for file in ("secret-key", "editing.sqlite3"):
        read = f"cat /data/{file} > /dev/null 2>&1 || echo refused"
        assert "refused" in small.compose("exec", "-T", "public", "sh", "-c", read)


def test_all_of_it_fits_into_half_a_gigabyte(small: Small) -> None:
    """Memory at rest, shared pages counted once (Pss); a machine of 1 GB is enough."""
    wait_until(lambda: small.ask("/admin/login/", EDITORS)[0] == 200)
    total = 0
    for service in ("editors", "public", "caddy"):
        between = "-" if engine.program() == "docker" else "_"
        first = engine.run("inspect", "--format", "{{.State.Pid}}", f"{PROJECT}{between}{service}{between}1")
        total += sum(map(_proportional, [first, *_descendants(first)]))
    print(f"{total // 1024} MB; ", end="")
    assert total < 512 * 1024


def _descendants(process: str) -> list[str]:
    below = subprocess.run(
        ["pgrep", "-P", process], capture_output=True, text=True, check=False
    ).stdout.split()
    return [*below, *(deeper for child in below for deeper in _descendants(child))]


def _proportional(process: str) -> int:
    """Kilobytes."""
    found = re.search(r"^Pss: +(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), flags=re.M)
    assert found
    return int(found[1])
