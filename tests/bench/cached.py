"""A list page that somebody asked for before, beside nginx handing out the same bytes from a file."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from tests.bench import places
from tests.bench.datasette import FOLDER
from tests.bench.report import Line, at_least
from tests.bench.servers import Server, directory, running

PAGE = "/factories/"
CONNECTIONS = 16
STATIC = """
daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
  {paths}
  server {{
    listen 127.0.0.1:{port}; root {folder}; default_type text/html; charset utf-8;
    gzip_static on; gunzip on;
    location = /livez {{ return 200; }}
    {more}
  }}
}}
"""
THROUGH = """
    location / {{
      proxy_pass http://127.0.0.1:{upstream}; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host 127.0.0.1; proxy_cache pages; proxy_cache_valid 200 1s; proxy_cache_lock on;
      proxy_cache_use_stale updating; proxy_cache_background_update on;
    }}
"""


def cached(*, quick: bool) -> Iterator[Line]:
    """Requests a second: a file, the same page through the proxy, and from gunicorn alone."""
    place = places.prepared()
    places.published(place)
    with (
        directory(place.shelf, cache=True) as site,
        _nginx("static") as static,
        _nginx("proxy", site) as proxy,
    ):
        _keep(site, static)
        servers = (static, proxy, site)
        seconds, rounds = (1, 2) if quick else (3, 5)
        for server in servers:
            _asked(server, 1)
        found = [[_asked(server, seconds) for server in servers] for _round in range(rounds)]
    file, through, alone = (median(column) for column in zip(*found, strict=True))
    beside = f"beside {file:,.0f} requests/s of a file"
    yield at_least("cached list through the proxy", through / file, 0.8, f"{through:,.0f} {beside}")
    yield at_least("cached list from gunicorn alone, one worker", alone / file, 0.1, f"{alone:,.0f} {beside}")


def _keep(site: Server, static: Server) -> None:
    """Put the page where the static server finds it, and see that both send the same."""
    status, text = site.get(PAGE)
    folder = FOLDER / "static" / PAGE.strip("/")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(text)
    (folder / "index.html.gz").write_bytes(site.get(PAGE, **{"Accept-Encoding": "gzip"})[1])
    sent = static.get(PAGE, **{"Accept-Encoding": "gzip"})[1]
    if status != 200 or gzip.decompress(sent) != text:
        raise RuntimeError("The static server does not send the page.")


def _asked(server: Server, seconds: int) -> float:
    """Requests a second, over connections that stay open. Raises RuntimeError if any was not answered well."""
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "-H",
        "Accept-Encoding: gzip",
        server.base + PAGE,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return float(re.findall(r"Requests/sec:\s*([\d.]+)", said)[0])


@contextmanager
def _nginx(name: str, upstream: Server | None = None) -> Iterator[Server]:
    """An nginx of our own, in front of a server or of files."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    if upstream:
        paths += f" proxy_cache_path {folder}/cache keys_zone=pages:10m;"
    more = THROUGH.format(upstream=upstream.port) if upstream else ""
    configuration = folder / "nginx.conf"

    def configure(port: int) -> None:
        configuration.write_text(STATIC.format(folder=folder, port=port, paths=paths, more=more))

    with running("nginx", "-c", configuration, ready="/livez", configure=configure) as server:
        yield server


def lacking() -> str:
    """Which program this needs and the machine has not; "" if it has all."""
    return next((name for name in ("nginx", "wrk") if not shutil.which(name)), "")
