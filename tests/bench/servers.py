"""Servers to measure, and what they use of the processor."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from eurohpc_portal.keys import random_key
from tests.gunicorn import ROOT, free_port
from tests.nginx import PUBLIC

PATIENCE = 120.0


@dataclass
class Server:
    """A running server, and one connection to it that is kept open."""

    port: int
    process: subprocess.Popen
    started: float
    """Seconds until it first answered."""
    _client: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, address: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of an answer."""
        wanted = {"Accept-Encoding": "identity", **headers}
        try:
            self._client.request("GET", address, headers=wanted)
            answer = self._client.getresponse()
        except ConnectionError:  # closed while others had their turn
            self._client.close()
            self._client.request("GET", address, headers=wanted)
            answer = self._client.getresponse()
        return answer.status, answer.read()

    def processes(self) -> list[int]:
        """The number of its process and of all that came from it."""
        parents = _parents()
        found = [self.process.pid]
        for pid in found:  # grows meanwhile
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def processor(self) -> float:
        """Seconds of processor time, user and system, that it has used until now."""
        return sum(time.clock_gettime(_clock(pid)) for pid in self.processes())

    def memory(self) -> int:
        """The most resident memory that one of its processes ever had, in bytes."""
        return max(_peak(pid) for pid in self.processes())


@contextmanager
def running(
    *command: str | Path, ready: str, configure: Callable[[int], None] | None = None, **environment: str
) -> Iterator[Server]:
    """Starts a server on a free port, `{port}` in its command, waits until it answers at `ready`, and ends it.

    configure: is told the port before the server starts.
    """
    port = free_port()
    if configure:
        configure(port)
    words = [str(word).format(port=port) for word in command]
    begun = time.monotonic()
    process = subprocess.Popen(
        words,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.monotonic() < begun + PATIENCE and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=PATIENCE):
                    break
            except OSError:
                time.sleep(0.02)
        else:
            raise RuntimeError(f"{command[0]} did not answer.")
        yield Server(port, process, time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def directory(
    editions: Path,
    *,
    workers: int = 1,
    cache: bool = False,
    https: bool = False,
    application: str = "eurohpc_portal.wsgi",
    **environment: str,
) -> Iterator[Server]:
    """The public process as in production on a shelf of editions.

    workers: one, unless what it does at once is measured; cache: whether it keeps answers; https: whether it stands behind the proxy; application: another one in
    its place.
    """
    settings = {
        "ROLE": "public",
        "DEBUG": "0",
        "WEB_CONCURRENCY": str(workers),
        "EDITIONS_DIR": str(editions),
    }
    if not cache:
        settings["RESPONSE_CACHE_MB"] = "0"
    if https:
        settings |= {"HTTPS": "1", "SECRET_KEY": random_key(), "PUBLIC_URL": f"https://{PUBLIC}"}
        settings["ALLOWED_HOSTS"] = f"{PUBLIC},127.0.0.1"
    command = (sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", "127.0.0.1:{port}")
    with running(*command, application, ready="/livez", **settings, **environment) as server:
        yield server


def _parents() -> dict[int, int]:
    """Every process there is, and which one it came from."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            found[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    return found


def _clock(pid: int) -> int:
    """Another process's processor clock, to the nanosecond: what clock_getcpuclockid(3) gives."""
    return ~pid << 3 | 2


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
