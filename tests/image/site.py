"""All of deploy/large/compose.yaml, brought up on high ports with a certificate of its own, and taken down again."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.gunicorn import ROOT, free_port
from tests.image import engine
from tests.image.bases import NGINX, POSTGRES, PYTHON, have
from tests.nginx import certify
from tests.processes import wait_until

PROJECT = "directory-rehearsal"
NODES = ("editor", "public-1", "public-2", "follower-1", "follower-2")
PUBLIC, EDITORS = "directory.test", "editors.directory.test"


@dataclass(frozen=True)
class Site:
    """The site that is up."""

    port: int
    settings: Path

    @property
    def public(self) -> str:
        """The address of the public site."""
        return f"https://{PUBLIC}:{self.port}"

    @property
    def editors(self) -> str:
        """The address of the editors' site."""
        return f"https://{EDITORS}:{self.port}"

    def compose(self, *words: str) -> str:
        """A command of compose; what it prints."""
        docker = engine.program() == "docker"
        command = ["docker", "compose"] if docker else [str(Path(sys.executable).parent / "podman-compose")]
        done = subprocess.run(
            [
                *command,
                "--file",
                ROOT / "deploy" / "large" / "compose.yaml",
                "--env-file",
                self.settings,
                "--project-name",
                PROJECT,
                *words,
            ],
            cwd=ROOT,
            env={**os.environ, "COMPOSE_PROJECT_NAME": PROJECT},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def carry_out(self, lines: str, **environment: str) -> None:
        """Run lines of a document, in the folder of the compose file."""
        if engine.program() != "docker":
            program = Path(sys.executable).parent / "podman-compose"
            lines = lines.replace("docker compose", f"{program} --env-file {self.settings} -p {PROJECT}")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", lines],
            cwd=ROOT / "deploy" / "large",
            env={**os.environ, "COMPOSE_PROJECT_NAME": PROJECT, **environment},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def inside(self, service: str, *command: str) -> str:
        """What a command in a service's container prints."""
        return engine.run("exec", container(service), *command)


def container(service: str) -> str:
    """The name of a service's container."""
    between = "-" if engine.program() == "docker" else "_"
    return f"{PROJECT}{between}{service}{between}1"


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Builds the image, brings everything up, and takes it down with its volumes."""
    have(PYTHON, POSTGRES, NGINX)
    engine.build("directory:rehearsal")
    port = free_port(2)
    place = Site(port, folder / "settings.env")
    place.settings.write_text("\n".join(f"{name}={value}" for name, value in _settings(folder, port).items()))
    try:
        up(place)
        yield place
    finally:
        place.compose("down", "--volumes")


def _settings(folder: Path, port: int) -> dict[str, str]:
    certify(folder, PUBLIC, EDITORS)
    (folder / "certificate.pem").rename(folder / "fullchain.pem")
    (folder / "key.pem").rename(folder / "privkey.pem").chmod(0o644)
    folder.chmod(0o755)
    return {
        "PUBLIC_NAME": PUBLIC,
        "EDITORS_NAME": EDITORS,
        "CERTIFICATES": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DATABASE_PASSWORD": secrets.token_hex(24),
        "NODE_PASSWORD": secrets.token_hex(24),
        "VERSION": "rehearsal",
        "HTTPS_PORT": str(port),
        "HTTP_PORT": str(port + 1),
        "AT_PORT": f":{port}",
    }


def up(place: Site) -> None:
    """Start everything, and wait until each process does its work."""
    if engine.program() == "docker":
        place.compose("up", "--detach")
    else:
        # Podman without systemd keeps no watch over health: the same order, by hand.
        place.compose("up", "--detach", "--no-deps", "database")
        wait_for_database()
        place.compose("up", "--detach", "--no-deps", "setup")
        assert engine.run("wait", container("setup")) == "0", engine.run("logs", container("setup"))
        place.compose("up", "--detach", "--no-deps", *NODES, "nginx")
    for node in NODES:
        succeeds("exec", container(node), "deploy/healthy")


def wait_for_database() -> None:
    """Wait until PostgreSQL answers."""
    succeeds("exec", container("database"), "pg_isready", "--host=127.0.0.1", "--username=directory")


def succeeds(*words: str) -> None:
    """Wait until a command of the engine succeeds."""
    wait_until(lambda: engine.works(*words), 90, told=lambda: " ".join(words))
