"""A list page that somebody asked for before, beside nginx handing out the same bytes from a file."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench import places
from tests.bench.datasette import FOLDER
from tests.bench.report import Line, at_least
from tests.bench.servers import Server, directory, running
from tests.nginx import PUBLIC, certify, nginx, program

PAGE = "/factories/"
CONNECTIONS = 16
WORKERS = 2
"""As many as gunicorn has where nobody says otherwise."""
UNLIMITED = {"RATE": "1000000r/s", "CONNECTIONS": "5000"}
"""The proxy's limits are for one visitor; here one program is all of them."""
STATIC = """
daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000; open_file_cache max=100; {paths}
  ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:sessions:10m; ssl_session_tickets off;
  server {{
    listen 127.0.0.1:{port}; listen 127.0.0.1:{secure} ssl; root {folder}; default_type text/html; charset utf-8;
    gzip_static on;
    location = /livez {{ return 200; }}
  }}
}}
"""


def cached(*, quick: bool) -> Iterator[Line]:
    """Requests a second: a file, the same page through the proxy over HTTPS, and from gunicorn alone."""
    place = places.prepared()
    places.published(place)
    behind = directory(place.shelf, cache=True, https=True)
    alone = directory(place.shelf, workers=WORKERS, cache=True)
    with (
        behind as node,
        alone as site,
        nginx([node.base], **UNLIMITED) as front,
        _files() as (static, secure),
    ):
        body = _keep(site, static)
        with directory(
            place.shelf, workers=WORKERS, application="tests.bench.bare", BARE_BODY=str(body)
        ) as bare:
            proxied = [f"{front.public}{PAGE}", f"https://{PUBLIC}:{secure}{PAGE}"]
            plain = [f"{server.base}{PAGE}" for server in (site, static, bare)]
            seconds, rounds = (1, 2) if quick else (2, 11)
            found = _in_turn([*proxied, *plain], seconds, rounds)
    for what, target, (ours, theirs) in (
        ("cached list through the proxy", 0.8, found[:2]),
        ("cached list from gunicorn alone", 0.1, found[2:4]),
    ):
        yield at_least(what, ours / theirs, target, f"{ours:,.0f} requests/s beside {theirs:,.0f} of a file")
    most = found[4]
    told = f"{found[2] / most:.3g} × ({found[2]:,.0f} requests/s beside {most:,.0f})"
    yield Line("the same beside gunicorn handing out bytes and nothing else", told)


def _in_turn(urls: list[str], seconds: int, rounds: int) -> list[float]:
    """Requests a second of each, the median of all rounds."""
    for url in urls:
        _asked(url, 1)
    found = [[_asked(url, seconds) for url in urls] for _round in range(rounds)]
    return [median(column) for column in zip(*found, strict=True)]


def _keep(site: Server, static: Server) -> Path:
    """Put the page where the static server finds it, and see that both send the same; its bytes as a file."""
    status, text = site.get(PAGE)
    folder = FOLDER / "static" / PAGE.strip("/")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(text)
    (folder / "index.html.gz").write_bytes(site.get(PAGE, **{"Accept-Encoding": "gzip"})[1])
    sent = static.get(PAGE, **{"Accept-Encoding": "gzip"})[1]
    if status != 200 or gzip.decompress(sent) != text:
        raise RuntimeError("The static server does not send the page.")
    return folder / "index.html.gz"


def _asked(url: str, seconds: int) -> float:
    """Requests a second, over connections that stay open. Raises RuntimeError if any was not answered well."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{url}: {said}")
    return float(re.findall(r"Requests/sec:\s*([\d.]+)", said)[0])


@contextmanager
def _files() -> Iterator[tuple[Server, int]]:
    """An nginx that hands out files, and its port for HTTPS."""
    folder = FOLDER / "static"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    certify(folder, PUBLIC)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    configuration = folder / "nginx.conf"
    ports: list[int] = []

    def configure(port: int) -> None:
        ports.append(port + 1)
        user = "user root;" if Path("/proc/self").owner() == "root" else ""
        text = STATIC.format(folder=folder, port=port, secure=port + 1, paths=paths, user=user)
        configuration.write_text(text, encoding="utf-8")

    with running(str(program()), "-c", configuration, ready="/livez", configure=configure) as server:
        yield server, ports[0]


def lacking() -> str:
    """Which program this needs and the machine has not; "" if it has all."""
    if program() is None:
        return "nginx"
    return "" if shutil.which("wrk") else "wrk"
