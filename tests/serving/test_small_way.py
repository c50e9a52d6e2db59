"""The small way: both processes on one folder with SQLite, behind Caddy, as compose.yaml runs them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.caddy import caddy
from tests.commands import run_manage
from tests.gunicorn import free_port, serving
from tests.nginx import EDITORS, PUBLIC, Front, certify
from tests.processes import wait_until
from tests.serving.stub import Stub, stub

pytestmark = pytest.mark.proxy


class Site(NamedTuple):
    """Both processes and their proxy."""

    front: Front
    data: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, static_root: str) -> Iterator[Site]:
    data, port = tmp_path_factory.mktemp("small") / "data", free_port(2)
    both = {
        "HTTPS": "1",
        "ALLOWED_HOSTS": f"{PUBLIC},{EDITORS},127.0.0.1",
        "PUBLIC_URL": f"https://{PUBLIC}:{port}",
        "EDITORS_URL": f"https://{EDITORS}:{port}",
        "DATA_DIR": str(data),
        "EDITIONS_DIR": str(data / "editions"),
        "STATIC_ROOT": static_root,
    }
    run_manage("seed", "--unasked", ROLE="editor", **both)
    with ExitStack() as stack:
        public = stack.enter_context(serving(ROLE="public", **both))
        editors = stack.enter_context(serving(ROLE="editor", **both))
        yield Site(stack.enter_context(caddy(public, editors, port=port)), data, both)


@pytest.fixture
def pretended() -> Iterator[Stub]:
    with stub() as running:
        yield running


def test_pages_are_there_over_https(site: Site) -> None:
    for path in ("/", "/factories/?country=DE", "/api/v1/factories/", "/livez"):
        answer = site.front.ask(path)
        assert answer.status == 200, path
        assert answer.headers.get_all("Content-Security-Policy") is not None
    page = site.front.ask("/factories/", accept_encoding="br")
    assert (page.headers["Content-Encoding"], page.headers["Vary"]) == ("br", "Accept-Encoding")
    assert page.headers["Strict-Transport-Security"] == "max-age=63072000"
    assert (
        site.front.ask("/factories/", accept_encoding="br", if_none_match=page.headers["ETag"]).status == 304
    )
    assert site.front.ask("/admin/").headers["Location"].startswith(site.front.editors)
    assert site.front.ask("/admin/login/", site=EDITORS).status == 200


def test_what_is_for_supervisors_or_writes_stays_outside(site: Site) -> None:
    for path in ("/readyz", "/version", "/static/staticfiles.json"):
        assert site.front.ask(path).status == site.front.ask(path, site=EDITORS).status == 404
    assert site.front.ask("/", "POST", body=b"a").status == 405


def test_plain_http_leads_to_https(site: Site) -> None:
    with site.front.connect(tls=False) as connection:
        connection.sendall(f"GET /a?b=c HTTP/1.1\r\nHost: {PUBLIC}\r\nConnection: close\r\n\r\n".encode())
        head = connection.recv(4096).decode()
    assert head.startswith("HTTP/1.1 308")
    assert f"Location: https://{PUBLIC}" in head


def test_the_secrets_are_for_their_owner_alone_and_the_editions_for_all(site: Site) -> None:
    secret = [site.data / "secret-key", *site.data.glob("editing.sqlite3*")]
    assert len(secret) >= 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}
    published = [site.data / "editions", *(site.data / "editions").rglob("*")]
    assert all(path.stat().st_mode & 0o004 for path in published), "the public process is another user"
    key = (site.data / "secret-key").read_text()
    assert len(key) >= 50
    run_manage("check", ROLE="editor", **site.environment)
    assert (site.data / "secret-key").read_text() == key


def test_a_publication_is_on_the_public_site(site: Site) -> None:
    change = "from directory.models import Sector; Sector.objects.filter(slug='energy').update(name='Power')"
    run_manage("shell", "-v0", "-c", change, ROLE="editor", **site.environment)
    run_manage("publish", ROLE="editor", **site.environment)
    wait_until(lambda: b"Power" in site.front.ask("/sectors/energy/").body, 10)


def test_the_visitors_address_is_what_caddy_saw(pretended: Stub) -> None:
    with caddy(pretended.address, pretended.address) as front:
        for name in (PUBLIC, EDITORS):
            front.ask("/", site=name, x_forwarded_for="9.9.9.9")
            seen = pretended.asked[-1].headers
            assert (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]) == ("127.0.0.1", "https")


def test_a_restart_costs_no_visit_and_an_outage_has_a_page(pretended: Stub) -> None:
    where = pretended.address
    with caddy(where, where) as front:
        pretended.close()
        answered: list[Any] = []
        visit = threading.Thread(target=lambda: answered.append(front.ask("/")))
        visit.start()
        time.sleep(1)
        with stub(int(where.rpartition(":")[2])):
            visit.join()
        assert answered[0].status == 200
        away = front.ask("/")
        assert (away.status, away.headers["Retry-After"], away.headers["Cache-Control"]) == (
            502,
            "5",
            "no-store",
        )
        assert b"does not answer" in away.body
        assert front.ask("/errors/errors.css").status == 200
        assert "127.0.0.1:4" not in front.noted(), "no visitor's address"


def test_half_a_request_reaches_no_process(pretended: Stub) -> None:
    with (
        caddy(pretended.address, pretended.address) as front,
        front.connect() as head,
        front.connect(EDITORS) as body,
    ):
        head.sendall(b"GET / HTTP/1.1\r\nHost: local")
        body.sendall(f"POST / HTTP/1.1\r\nHost: {EDITORS}\r\nContent-Length: 1000\r\n\r\nhalf".encode())
        began = time.monotonic()
        with suppress(OSError):
            head.recv(1000)
        assert 4 < time.monotonic() - began < 20
        assert pretended.asked == []


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Pebble, an authority for tests, which believes that every name leads here: options of Caddy, and the port
    of HTTPS. It visits the next port, over plain HTTP, as Let's Encrypt does.
    """
    if not shutil.which("pebble"):
        pytest.skip("no pebble found: apt-get install pebble")
    certify(tmp_path, "localhost")
    port, own, dns = free_port(2), free_port(2), free_port(5)
    settings = {
        "listenAddress": f"127.0.0.1:{own}",
        "managementListenAddress": f"127.0.0.1:{own + 1}",
        "certificate": str(tmp_path / "certificate.pem"),
        "privateKey": str(tmp_path / "key.pem"),
        "httpPort": port + 1,
        "tlsPort": port,
    }
    (tmp_path / "pebble.json").write_text(json.dumps({"pebble": settings}))
    unused = [f"-{name}={address}" for name, address in (("http01", ""), ("https01", ""), ("tlsalpn01", ""))]
    names = [f"-dns01=127.0.0.1:{dns}", f"-management=127.0.0.1:{dns + 1}", "-defaultIPv6="]
    commands = (
        ["pebble-challtestsrv", *names, *unused],
        ["pebble", "-config", tmp_path / "pebble.json", "-dnsserver", f"127.0.0.1:{dns}"],
    )
    environment = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}
    with (tmp_path / "log").open("wb") as log:
        running = [subprocess.Popen(command, env=environment, stdout=log, stderr=log) for command in commands]
    try:
        wait_until(lambda: "ACME directory available" in (tmp_path / "log").read_text(), 30)
        directory = f"acme_ca https://localhost:{own}/dir\nacme_ca_root {tmp_path / 'certificate.pem'}"
        yield directory, port
    finally:
        for process in running:
            process.terminate()
            process.wait(timeout=60)


def test_certificates_come_by_acme(pretended: Stub, authority: tuple[str, int]) -> None:
    options, port = authority
    names = ("directory.test", "editors.directory.test")
    with caddy(pretended.address, pretended.address, options, port, names) as front:
        made = [path.stem for path in (front.folder / "caddy" / "certificates").glob("*/*/*.crt")]
        assert sorted(made) == sorted(names)
        for name in names:
            trust = ssl.create_default_context()
            trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
            bare = socket.create_connection(("127.0.0.1", port))
            with trust.wrap_socket(bare, server_hostname=name) as tls:
                issued = tls.getpeercert(binary_form=True)
            assert issued is not None
            assert b"Pebble Intermediate CA" in issued
