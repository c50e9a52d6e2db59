"""What the shipped proxy does with visitors and with nodes, over the network."""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli
import pytest

from eurohpc_portal.secret_keys import random_key
from tests.gunicorn import serving
from tests.nginx import EDITORS, PUBLIC, Front, nginx
from tests.processes import wait_until
from tests.serving.stub import Stub, stub

pytestmark = pytest.mark.proxy

OWN = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "",
}
PAGE = "/factories/?country=DE"


@pytest.fixture(scope="module")
def node(database_file: Path, static_root: str) -> Iterator[str]:
    """A public node as behind HTTPS."""
    editions = str(database_file.parent / "editions")
    where = {"EDITIONS_DIR": editions, "STATIC_ROOT": static_root}
    names = {"ALLOWED_HOSTS": f"{PUBLIC},127.0.0.1", "PUBLIC_URL": f"https://{PUBLIC}"}
    with serving(ROLE="public", HTTPS="1", SECRET_KEY=random_key(), **where, **names) as base:
        yield base


@pytest.fixture(scope="module")
def front(node: str) -> Iterator[Front]:
    """The proxy before that node."""
    with nginx([node]) as running:
        yield running


@pytest.fixture
def pretended() -> Iterator[Stub]:
    """A node that answers what a test tells it."""
    with stub() as running:
        yield running


def raw(front: Front, data: bytes, site: str = PUBLIC, *, tls: bool = True) -> bytes:
    """Send bytes, and read until the end."""
    answer = b""
    with front.connect(site, tls=tls) as connection, suppress(ConnectionError, ssl.SSLEOFError):
        connection.sendall(data)
        while part := connection.recv(65536):
            answer += part
    return answer


@pytest.mark.parametrize("path", ["/", PAGE, "/factories/jaif/", "/nothing/", "/factories/?country=XX"])
def test_pages_keep_their_headers_and_get_none_twice(front: Front, path: str) -> None:
    for _again in range(2):
        answer = front.ask(path)
        assert answer.status == {"/nothing/": 404, "/factories/?country=XX": 400}.get(path, 200)
        for name, value in OWN.items():
            assert len(answer.headers.get_all(name)) == 1, name
            assert answer.headers[name].startswith(value)
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"], "the site's own"
        assert answer.headers["Cache-Control"].startswith("public" if answer.status == 200 else "no-store")
        assert answer.headers["Server"] == "nginx"


def test_what_is_answered_without_a_page_has_the_same_headers(front: Front) -> None:
    sheet = re.findall(r'/static/[^"]+\.css', front.ask("/").body.decode())[0]
    answers = [
        (200, front.ask(sheet)),
        (405, front.ask(sheet, "OPTIONS")),
        (301, front.ask("/factories")),
        (302, front.ask("/factories/?edition=")),
        (302, front.ask("/factories/?%65dition=1")),
        (405, front.ask("/factories/", "OPTIONS")),
        (200, front.ask("/livez")),
    ]
    for status, answer in answers:
        assert answer.status == status
        for name, value in OWN.items():
            assert [given.startswith(value) for given in answer.headers.get_all(name, [])] == [True], name


def test_what_the_proxy_itself_answers_has_the_same_headers(front: Front) -> None:
    refusals = {
        405: front.ask("/", "POST"),
        414: front.ask("/" + "a" * 9000),
        400: front.ask("/", cookie="a" * 9000),
        404: front.ask("/errors/away.html"),
    }
    with nginx(["127.0.0.1:1"]) as alone:
        refusals[502] = alone.ask("/")
        refusals[413] = alone.ask("/admin/", "POST", site=EDITORS, body=b"a" * 5_000_000)
    for status, answer in refusals.items():
        assert answer.status == status
        for name, value in OWN.items():
            assert [given.startswith(value) for given in answer.headers.get_all(name)] == [True], (
                status,
                name,
            )
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"<h1>" in answer.body
        assert b"nginx" not in answer.body
        assert b"style=" not in answer.body
    assert refusals[405].headers["Allow"] == "GET, HEAD"
    assert refusals[502].headers["Retry-After"] == "5"
    assert front.ask("/errors/errors.css").headers["Content-Type"].startswith("text/css")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "CONNECT"])
def test_only_reading_is_allowed(front: Front, method: str) -> None:
    assert front.ask(PAGE, method).status == (400 if method == "CONNECT" else 405)
    assert front.ask(PAGE, method, body=b"a" * 9000).status in (400, 405, 413)


def test_what_is_asked_of_data_by_other_sites_is_answered(front: Front) -> None:
    assert front.ask("/api/v1/factories/", "OPTIONS").status == 204
    assert front.ask("/factories/", "OPTIONS").status == 405


def test_one_name_is_the_site_and_every_other_is_closed(front: Front) -> None:
    request = "GET /factories/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n"
    for spelling in (PUBLIC, f"{PUBLIC}.", PUBLIC.upper(), f"{PUBLIC}:1"):
        assert raw(front, request.format(spelling).encode()).startswith(b"HTTP/1.1 200"), spelling
    for strange in ("elsewhere.example", "127.0.0.1", f"admin.{PUBLIC}"):
        assert raw(front, request.format(strange).encode()) == b"", strange
        assert raw(front, request.format(strange).encode(), tls=False) == b"", strange
    with pytest.raises(ssl.SSLError):
        front.connect("elsewhere.example")
    assert raw(front, b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""
    assert raw(front, b"\x00nonsense\r\n\r\n", tls=False) == b""


@pytest.mark.parametrize("site", [PUBLIC, EDITORS])
def test_plain_http_leads_to_https(front: Front, site: str) -> None:
    request = f"GET /a?b=c HTTP/1.1\r\nHost: {site}\r\nConnection: close\r\n\r\n"
    head = raw(front, request.encode(), tls=False).decode()
    assert head.startswith("HTTP/1.1 301")
    assert f"\r\nLocation: https://{site}:{front.port}/a?b=c\r\n" in head
    assert "default-src 'none'" in head
    assert "Strict-Transport" not in head, "it means nothing there"


@pytest.mark.parametrize("site", [PUBLIC, EDITORS])
def test_a_certificate_can_be_renewed_while_the_site_is_up(front: Front, site: str) -> None:
    challenge = front.folder / "challenges" / ".well-known" / "acme-challenge" / "token-1"
    challenge.parent.mkdir(parents=True, exist_ok=True)
    challenge.write_text("token-1.thumbprint")
    head = "GET /.well-known/acme-challenge/{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n"
    answer = raw(front, head.format("token-1", site).encode(), tls=False)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"token-1.thumbprint")
    for other in ("other", "", "../../certificate.pem"):
        assert raw(front, head.format(other, site).encode(), tls=False)[9:12] in (b"404", b"403", b"301")


def test_hsts_is_for_this_name_alone_unless_the_operator_says_more(front: Front) -> None:
    assert front.ask("/").headers["Strict-Transport-Security"] == "max-age=63072000"


@pytest.mark.parametrize("path", ["/readyz", "/version", "/static/staticfiles.json"])
def test_what_supervisors_ask_for_is_not_public(front: Front, path: str) -> None:
    assert front.ask(path).status == 404
    assert front.ask(path, site=EDITORS).status == 404


def test_the_host_a_node_sees_is_the_canonical_one(pretended: Stub) -> None:
    with nginx([pretended.address]) as front:
        raw(front, f"GET / HTTP/1.1\r\nHost: {PUBLIC.upper()}.:1\r\nConnection: close\r\n\r\n".encode())
        assert pretended.asked[-1].headers["Host"] == f"{PUBLIC}:{front.port}"


def test_nothing_of_a_visitor_goes_further_than_the_address(pretended: Stub) -> None:
    secrets = {
        "cookie": "id=secret",
        "authorization": "Bearer secret",
        "user_agent": "secret",
        "x_any": "secret",
    }
    with nginx([pretended.address]) as front:
        front.ask("/?q=1", body=b"secret", x_forwarded_for="9.9.9.9", accept_encoding="br", **secrets)
        seen = pretended.asked[-1]
        passed_on = ["Accept-Encoding", "Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"]
        assert sorted(seen.headers) == passed_on
        assert seen.headers["X-Forwarded-For"] == "127.0.0.1", "only for the limit on computing"
        assert (seen.path, seen.headers["X-Forwarded-Proto"], seen.body) == ("/?q=1", "https", b"")


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"Cache-Control": "public, max-age=60"}, True),
        ({"Cache-Control": "public, max-age=60", "Vary": "Accept-Encoding"}, True),
        ({"Cache-Control": "max-age=315360000, public, immutable"}, True),
        ({"Cache-Control": "public, max-age=60", "Set-Cookie": "a=b"}, False),
        ({"Cache-Control": "public, max-age=60", "Vary": "Cookie"}, False),
        ({"Cache-Control": "private"}, False),
        ({"Cache-Control": "no-store"}, False),
        ({"Cache-Control": "public, no-store"}, False),
        ({}, False),
    ],
)
def test_only_what_is_for_everybody_is_kept(pretended: Stub, headers: dict[str, str], kept: bool) -> None:
    pretended.headers = headers
    with nginx([pretended.address]) as front:
        for _again in range(3):
            assert front.ask("/").status == 200
        assert len(pretended.asked) == (1 if kept else 3)


@pytest.mark.parametrize("status", [404, 400, 301, 500])
def test_only_good_answers_are_kept(pretended: Stub, status: int) -> None:
    pretended.headers = {"Cache-Control": "public, max-age=60"}
    pretended.status = status
    with nginx([pretended.address]) as front:
        assert [front.ask("/").status for _again in range(3)] == [status] * 3
        assert len(pretended.asked) == 3


def test_proxy_keeps_a_page_for_a_moment_even_after_a_pause(pretended: Stub) -> None:
    pretended.headers = {"Cache-Control": "public, max-age=60, stale-while-revalidate=600"}
    pretended.body = b"before"
    with nginx([pretended.address]) as front:
        assert front.ask("/").body == b"before"
        pretended.body = b"after"
        # The page itself allows a minute, and ten more behind one's back.
        wait_until(lambda: front.ask("/").body == b"after", 30)
        pretended.body = b"later"
        time.sleep(2)
        assert front.ask("/").body == b"later", "the first one after a pause gets what is true now"


def test_methods_codings_and_arguments_do_not_mix(pretended: Stub) -> None:
    pretended.headers = {"Cache-Control": "public, max-age=60"}
    pretended.echo = True
    with nginx([pretended.address]) as front:
        for path in ("/a", "/a?b", "/a?b=1", "/a%3Fb=1", "/A", "/a/"):
            for coding in ("br", "gzip", ""):
                wanted = f"{path} {coding}".encode()
                assert front.ask(path, "HEAD", accept_encoding=coding).body == b""
                assert front.ask(path, accept_encoding=coding).body == wanted


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("BR", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000 ,gzip;q=0.5", "gzip"),
        ("gzip;q=0,br;q=0", None),
        ("deflate", None),
        ("abrupt, gzipped", None),
        ("identity", None),
        ("br;q=nonsense", None),
        ("", None),
        ("*;q=0", None),
    ],
)
def test_nobody_gets_a_coding_that_was_not_asked_for(front: Front, accepted: str, coding: str | None) -> None:
    front.ask(PAGE, accept_encoding="br")  # whatever another one left in the cache
    answer = front.ask(PAGE, accept_encoding=accepted)
    assert answer.headers["Content-Encoding"] == coding
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert read(answer.body) == front.ask(PAGE, accept_encoding="identity").body
    assert answer.headers["Vary"] == "Accept-Encoding"
    again = front.ask(PAGE, accept_encoding=accepted, if_none_match=answer.headers["ETag"])
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    assert again.headers["Cache-Control"].startswith("public, max-age=60")


def test_slow_clients_are_closed(front: Front) -> None:
    began = time.monotonic()
    with front.connect() as silent, front.connect() as half, front.connect(tls=False) as hello:
        half.sendall(b"GET / HTTP/1.1\r\nHost: local")
        hello.sendall(b"G")
        for connection in (silent, half, hello):
            with suppress(ConnectionError):
                assert connection.recv(1000) == b""
    assert time.monotonic() - began > 4, "they had their time"


def test_a_flood_from_one_address_is_told_to_wait_and_others_are_not(pretended: Stub) -> None:
    with nginx([pretended.address], RATE="1r/m") as front:
        answers = [front.ask(f"/{number}") for number in range(230)]
        refused = [answer for answer in answers if answer.status != 200]
        assert 0 < len(refused) < 40, "after a burst of 200"
        assert {answer.status for answer in refused} == {429}
        assert refused[0].headers["Retry-After"] == "5"
        with front.connect(source="127.0.0.2") as other:
            other.sendall(f"GET / HTTP/1.1\r\nHost: {PUBLIC}\r\n\r\n".encode())
            assert other.recv(100).startswith(b"HTTP/1.1 200")


def test_the_other_node_answers_where_one_is_dead_or_unwell(node: str, pretended: Stub) -> None:
    with nginx(["127.0.0.1:1", node]) as front:
        assert {front.ask(f"/factories/?q={number}").status for number in range(20)} == {200}
    pretended.status = 503
    with nginx([pretended.address, node]) as front:
        assert {front.ask(f"/antennas/?q={number}").status for number in range(20)} == {200}
        assert pretended.asked


def test_a_node_that_is_away_is_passed_over_and_one_that_is_slow_is_not_doubled(node: str) -> None:
    # The kernel takes the connection, and nobody ever reads it.
    hung = socket.create_server(("127.0.0.1", 0))
    with hung, nginx([place_of(hung), node]) as front:
        began = time.monotonic()
        assert {front.ask(f"/search/?q={number}").status for number in range(2)} == {200, 504}
        assert time.monotonic() - began > 9, "one of them waited, and was not asked elsewhere"
    # Nobody takes the connection: there is room for one that waits, and it is taken. So it is with a machine
    # that is switched off.
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    with full, socket.create_connection(full.getsockname()), nginx([place_of(full), node]) as front:
        began = time.monotonic()
        assert {front.ask(f"/search/?q={number}").status for number in range(2)} == {200}
        assert time.monotonic() - began > 0.9, "one of them waited for a second"


def place_of(listener: socket.socket) -> str:
    return f"127.0.0.1:{listener.getsockname()[1]}"


def test_a_moment_of_failures_shuts_no_node_out(pretended: Stub) -> None:
    with stub() as other, nginx([pretended.address, other.address]) as front:
        pretended.status = other.status = 502
        assert {front.ask(f"/{number}").status for number in range(20)} == {502}
        pretended.status = other.status = 200
        assert {front.ask(f"/well/{number}").status for number in range(20)} == {200}


def test_a_page_once_seen_outlasts_every_node(pretended: Stub) -> None:
    pretended.headers = {"Cache-Control": "public, max-age=60"}
    with nginx([pretended.address]) as front:
        assert front.ask("/seen").status == 200
        time.sleep(2)
        for status in (500, 502, 503, 504):
            pretended.status = status
            assert front.ask("/seen").status == 200
        pretended.close()
        assert front.ask("/seen").status == 200
        assert front.ask("/unseen").status == 502


def test_the_editors_site_is_never_kept_and_knows_who_asks(pretended: Stub) -> None:
    pretended.headers = {"Cache-Control": "public, max-age=60"}
    with nginx(["127.0.0.1:1"], pretended.address) as front:
        for _again in range(2):
            answer = front.ask("/admin/", site=EDITORS, cookie="id=1", x_forwarded_for="9.9.9.9")
            assert answer.status == 200
        assert len(pretended.asked) == 2
        seen = pretended.asked[-1].headers
        assert (seen["Cookie"], seen["X-Forwarded-For"]) == ("id=1", "127.0.0.1")
        assert seen["Host"] == f"{EDITORS}:{front.port}"
        assert front.ask("/admin/", "POST", site=EDITORS, body=b"a" * 3_000_000).status == 200
        assert front.ask("/admin/", "DELETE", site=EDITORS).status == 405
        tries = [front.ask("/admin/login/", "POST", site=EDITORS, body=b"a").status for _again in range(30)]
        assert set(tries) == {200, 429}


def test_the_log_holds_what_went_wrong_and_nobodys_data(front: Front) -> None:
    before = len(front.noted())
    front.ask("/search/?q=secret", user_agent="secret", referer="https://secret.example/")
    front.ask("/nowhere/?q=secret", user_agent="secret")
    front.ask("/" + "a" * 9000)
    wait_until(lambda: front.noted()[before:].count("\n") >= 2)
    lines = [json.loads(line) for line in front.noted()[before:].splitlines()]
    assert [(line["path"][:10], line["status"]) for line in lines] == [("/nowhere/", 404), ("", 414)]
    told = front.noted()[before:]
    assert "secret" not in told
    assert "127.0.0.1" not in told.replace(lines[0]["nodes"], "")


def test_the_configuration_has_nothing_nginx_warns_about(front: Front) -> None:
    said = subprocess.run(
        [front.process.args[0], "-t", "-e", "stderr", "-c", front.folder / "nginx.conf"],  # type: ignore[index]
        capture_output=True,
        text=True,
        check=True,
    )
    assert "warn" not in said.stderr
