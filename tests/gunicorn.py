"""The real server: gunicorn with the project's own configuration, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.processes import wait_until

ROOT = Path(__file__).resolve().parent.parent


LOWEST, HIGHEST = 18000, 30000
_given: list[int] = []


def free_port(together: int = 1) -> int:
    """A port nobody listens on, below the range of outgoing connections; with those after it, if asked.

    Processes that test at the same time look in different places, and none is given one port twice in a row.
    """
    first = _given[-1] + 1 if _given else LOWEST + os.getpid() * 211 % (HIGHEST - LOWEST - 1000)
    for port in [*range(first, HIGHEST), *range(LOWEST, first)]:
        if all(_free(port + more) for more in range(together)):
            _given.append(port + together - 1)
            return port
    raise RuntimeError("No free port.")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def serving(database_url: str = "", *, port: int = 0, **environment: str) -> Iterator[str]:
    """Starts gunicorn, on a free port if none is given, yields its address, and ends it."""
    port = port or free_port()
    if database_url:
        environment["DATABASE_URL"] = database_url
    process = start(port, **environment)
    base = f"http://127.0.0.1:{port}"
    try:
        wait(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=120)


def public(place: dict[str, str], **environment: str) -> AbstractContextManager[str]:
    """The public process on a test's own store, without the address of any editing database."""
    where = {name: place[name] for name in ("EDITIONS_DIR", "STATIC_ROOT")}
    return serving("", ROLE="public", **where, **environment)


def start(port: int, **environment: str) -> subprocess.Popen:
    """Starts gunicorn, and does not wait for it."""
    env = {**os.environ, "WEB_CONCURRENCY": "1", "DEBUG": "0", **environment}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    return subprocess.Popen([*command, "eurohpc_portal.wsgi"], cwd=ROOT, env=env)


def processes(port: int) -> tuple[int, list[int]]:
    """The gunicorn that listens on a port, and its workers."""
    listing = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    lines = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = [line.split(maxsplit=2) for line in lines]
    ours = {int(pid): int(parent) for pid, parent, words in rows if f"--bind 127.0.0.1:{port} " in words}
    (master,) = (pid for pid, parent in ours.items() if parent not in ours)
    return master, [pid for pid, parent in ours.items() if parent == master]


def wait(base: str, process: subprocess.Popen) -> None:
    """Until it answers. Raises RuntimeError where it ends before, AssertionError where it does not answer."""

    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode} before it answered.")
        return is_alive(base)

    wait_until(answers)


def is_alive(base: str) -> bool:
    """Whether a server listens at an address, and answers."""
    try:
        with urllib.request.urlopen(f"{base}/livez", timeout=5):
            return True
    except OSError:
        return False
