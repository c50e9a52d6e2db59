"""The metrics of gunicorn's workers, served by their master on a port of their own.

Each worker writes to files that are named after its place among the workers, not after its process: who
comes after it in that place goes on counting where it ended. So no count is lost with a worker, and no
file is left behind by one. What the site says of itself at /version and /readyz is asked when a scrape comes.
"""

from __future__ import annotations

import atexit
import http.client
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

FOLDER = tempfile.mkdtemp(prefix="directory-metrics-")
"""Where workers count: one for each master, also where one takes over from another."""
os.environ["PROMETHEUS_MULTIPROC_DIR"] = FOLDER

from prometheus_client import CollectorRegistry, multiprocess, start_http_server, values  # noqa: E402
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric  # noqa: E402

SECONDS = 5
"""How long the site may take to say what it is."""

_own: list[socket.socket] = []


def serve(master: Any, port: int) -> None:
    """Answer scrapes from a thread of the master. A taken port is logged: pages are served without."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    registry.register(Site(master))
    try:
        server, _thread = start_http_server(port, registry=registry)
    except OSError as error:
        master.log.error("There are no metrics: port %s: %s", port, error.strerror)
    else:
        _own.append(server.socket)
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(FOLDER, ignore_errors=True))


def give_place(master: Any, worker: Any) -> None:
    """Before the fork: the lowest place that no living worker has."""
    taken = {other.place for other in master.WORKERS.values()}
    worker.place = next(place for place in count() if place not in taken)


def take_place(master: Any, worker: Any) -> None:
    """In the worker: count in the files of its place; the port is not its own."""
    values.ValueClass = values.MultiProcessValue(process_identifier=lambda: worker.place)
    for listener in _own:
        listener.close()


def leave_place(master: Any, worker: Any) -> None:
    """After its end: what was true of the living worker only is forgotten."""
    multiprocess.mark_process_dead(worker.place, FOLDER)


class Site:
    """What the site says of itself, asked as a visitor would, at each scrape."""

    def __init__(self, master: Any) -> None:
        self._master = master

    def describe(self) -> list[Metric]:
        """Nothing: only a scrape is to ask, not the start."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Metrics; where nobody answers, that."""
        try:
            version, ready = self._ask("/version"), self._ask("/readyz")
        except (OSError, ValueError, http.client.HTTPException):
            yield GaugeMetricFamily("directory_up", "Whether a worker answers.", 0)
            return
        yield GaugeMetricFamily("directory_up", "Whether a worker answers.", 1)
        code = {name: version[name] or "" for name in ("version", "commit", "role")}
        yield InfoMetricFamily("directory_build", "The code and its role.", code)
        checks = GaugeMetricFamily("directory_check", "What /readyz checks: 1 is well.", labels=["check"])
        for name, found in ready["checks"].items():
            checks.add_metric([name], found == "ok")
        yield checks
        if edition := version["edition"]:
            day = datetime.fromisoformat(edition["published_at"]).timestamp()
            yield GaugeMetricFamily("directory_edition", "The current edition’s number.", edition["number"])
            yield GaugeMetricFamily("directory_edition_published_seconds", "When it was published.", day)

    def _ask(self, path: str) -> Any:
        listener = self._master.LISTENERS[0]
        connection = http.client.HTTPConnection("localhost", timeout=SECONDS)
        connection.sock = socket.socket(listener.family, socket.SOCK_STREAM)
        connection.sock.settimeout(SECONDS)
        try:
            connection.sock.connect(listener.getsockname())
            connection.request("GET", path)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()
