"""What only the real server shows: headers, caching, other methods, and bytes no browser would send."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from gunicorn.http.wsgi import Response

from eurohpc_portal.worker import Answer, Connection, Pool, with_answers
from tests.asking import ask
from tests.gunicorn import processes, public
from tests.processes import wait_until

CSP = "default-src 'none'"
PAGES = ["/", "/factories/", "/factories/jaif/", "/search/?q=health"]
NOT_FOUND = ["/nothing/", "/factories/nothing/"]
REFUSED = ["/factories/?country=XX", "/factories/jaif/?evidence=x", "/search/?q=%2B"]


def send(server: str, request: bytes) -> bytes:
    """Raw bytes, as no well-behaved client would send them."""
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return received(connection)


def received(connection: socket.socket) -> bytes:
    """All that comes until the other side closes the connection."""
    return b"".join(iter(partial(connection.recv, 65536), b""))


@pytest.mark.parametrize("page", ["/factories/", "/factories/?country=DE&view=table", *NOT_FOUND])
def test_head_and_body_leave_together(server: str, page: str) -> None:
    # What a worker that is killed between them would leave behind, no proxy could make whole.
    place = urlsplit(server)
    fields = ("Accept-Encoding: gzip", "Connection: close", "", "")
    request = "\r\n".join((f"GET {page} HTTP/1.1", f"Host: {place.netloc}", *fields)).encode()
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(request)
        answer = received(connection)
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 160)
    assert len(answer) > 2000
    (pieces,) = struct.unpack_from("I", info, 152)  # tcpi_data_segs_in
    assert pieces == 1


@pytest.mark.parametrize(
    "header",
    [
        ("Content-Type", "text/html"),
        ("X-Padded", " padded "),
        ("Content-Length", "12"),
        ("Content-Length", "twelve"),
        ("Connection", "close"),
        ("Connection", "upgrade"),
        ("Upgrade", "websocket"),
        ("Transfer-Encoding", "chunked"),
        ("Two Words", "x"),
        ("X-Split", "one\r\nSet-Cookie: two"),
        ("X-Number", 3),
    ],
)
def test_a_header_that_was_checked_before_is_taken_as_gunicorn_takes_it(header: Any) -> None:
    def taken(kind: type[Response]) -> Any:
        answer = kind(None, None, None)
        try:
            answer.process_headers([("X-First", "1"), header, ("X-Last", "2")])
        except Exception as error:  # whatever it refuses a header with
            return type(error), str(error)
        return answer.headers, answer.response_length, answer.upgrade

    assert taken(Answer) == taken(Answer) == taken(Response)


def test_gunicorn_sends_what_it_is_given_as_such_an_answer() -> None:
    seen = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "0")])
        seen.append(start_response.__self__)
        return []

    request = SimpleNamespace(method="GET", version=(1, 1))
    cfg = SimpleNamespace(protocol="http")
    with_answers(application)({}, Response(request, None, cfg).start_response)
    (answer,) = seen
    assert (type(answer), answer.response_length) == (Answer, 0)


def test_a_connection_waits_as_long_as_it_was_told_last() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Connection(ours)
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(10)
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(10)
        connection.setblocking(True)
        assert (connection.gettimeout(), connection.fileno()) == (None, ours.fileno())
        theirs.sendall(b"more")
        assert connection.recv(10) == b"more"


def test_threads_end_after_what_they_have_begun() -> None:
    pool, done = Pool(2), []
    pool.submit(partial(time.sleep, 0.1))
    pool.submit(partial(done.append, "begun"))
    pool.submit(partial(done.append, "waiting"))
    pool.shutdown(wait=True)
    assert done == ["begun", "waiting"]
    assert not any(thread.is_alive() for thread in pool._threads)


def test_workers_share_the_connections_that_stay_open(place: dict[str, str]) -> None:
    # Left to the quickest, one of them would have nearly all in every other burst.
    with public(place, WEB_CONCURRENCY="2") as base:
        wait_until(lambda: len(taken := burst(base)) == 2 and all(taken))  # the second starts later
        # A burst may find a worker that a busy machine has just put aside: half of them may.
        assert median(min(burst(base)) for _again in range(7)) >= 5


def burst(base: str) -> list[int]:
    """How many of 16 connections that come at once each worker takes."""
    address = urlsplit(base)
    workers = processes(address.port)[1]
    before = [sockets(worker) for worker in workers]
    request = f"GET /factories/ HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode()
    with ExitStack() as ending:
        made = [
            ending.enter_context(socket.create_connection((address.hostname, address.port), timeout=20))
            for _each in range(16)
        ]
        for connection in made:
            connection.sendall(request)
        for connection in made:
            assert connection.recv(12) == b"HTTP/1.1 200"
        taken = [sockets(worker) - idle for worker, idle in zip(workers, before, strict=True)]
    wait_until(lambda: all(sockets(worker) <= idle for worker, idle in zip(workers, before, strict=True)))
    return taken


def sockets(process: int) -> int:
    """How many a process has open."""
    found = 0
    for entry in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found += str(entry.readlink()).startswith("socket:")
    return found


@pytest.mark.parametrize("address", ["/factories/", "/robots.txt", "/factories.csv"])
def test_an_answer_is_whole_with_a_body_and_without(server: str, address: str) -> None:
    status, headers, body = ask(server + address)
    assert (status, int(headers.get("Content-Length", len(body)))) == (200, len(body))
    assert body
    status, again, nothing = ask(server + address, "HEAD")
    assert (status, nothing, again.get("Content-Length")) == (200, b"", headers.get("Content-Length"))


@pytest.mark.parametrize("page", [*PAGES, *NOT_FOUND, *REFUSED])
def test_every_answer_carries_its_headers_and_no_cookie(server: str, page: str) -> None:
    status, headers, _body = ask(server + page)
    assert status == (404 if page in NOT_FOUND else 400 if page in REFUSED else 200)
    assert headers["Content-Security-Policy"].startswith(CSP)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")
    good = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
    assert headers["Cache-Control"] == (good if status == 200 else "no-store")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_did_not_change_is_not_sent_again(server: str, page: str) -> None:
    _status, headers, body = ask(server + page)
    tag = headers["ETag"]
    assert body
    status, headers, body = ask(server + page, **{"If-None-Match": tag})
    assert (status, body, headers["ETag"]) == (304, b"", tag)
    assert headers["Cache-Control"].startswith("public, max-age=60")
    assert headers["Vary"] == "Accept-Encoding"
    assert tag.startswith('"'), "a strong one"
    compressed = ask(server + page, **{"Accept-Encoding": "gzip"})[1]["ETag"]
    assert compressed.startswith('"')
    assert compressed != tag
    assert ask(server + page, "HEAD")[1]["ETag"] == tag


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("coding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_the_same_page_has_the_same_bytes_and_tag_each_time(
    server: str, page: str, coding: str, decode: Any
) -> None:
    answers = [ask(server + page, **{"Accept-Encoding": coding}) for _again in range(3)]
    assert len({headers["ETag"] for _status, headers, _body in answers}) == 1
    assert len({body for _status, _headers, body in answers}) == 1
    _status, headers, body = answers[0]
    assert headers["Content-Encoding"] == coding
    assert decode(body) == ask(server + page)[2]
    status, again, body = ask(server + page, **{"Accept-Encoding": coding, "If-None-Match": headers["ETag"]})
    assert (status, again["ETag"], body) == (304, headers["ETag"], b"")
    assert again["Content-Security-Policy"] == headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", [*PAGES, *NOT_FOUND, *REFUSED])
def test_head_has_the_headers_of_get(server: str, page: str) -> None:
    asked = {"Accept-Encoding": "gzip", "X-Request-ID": "both-of-them"}
    status, headers, body = ask(server + page, "HEAD", **asked)
    full = ask(server + page, **asked)
    assert (status, body) == (full[0], b"")
    wanted = [pair for pair in full[1].items() if pair[0] != "Date"]
    assert [pair for pair in headers.items() if pair[0] != "Date"] == wanted
    assert headers["Content-Length"] == str(len(full[2]))
    assert headers["Content-Encoding"] == "gzip", "an error page is compressed too"


@pytest.mark.parametrize("page", [*PAGES, "/antennas/", "/changes/"])
def test_a_link_in_a_newsletter_leads_to_the_same_page(server: str, page: str) -> None:
    followed = f"{page}{'&' if '?' in page else '?'}utm_source=letter&fbclid=1"
    status, headers, body = ask(server + followed)
    assert (status, body) == (200, ask(server + page)[2])
    assert headers["ETag"] == ask(server + page)[1]["ETag"]


def test_a_foreign_charset_does_not_spoil_a_page_for_others(server: str) -> None:
    page = "/search/?q=J%C3%BClich"
    strange = ask(server + page, **{"Content-Type": "text/plain; charset=latin-1"})[2]
    assert "Jülich" not in strange.decode()
    assert "Jülich" in ask(server + page)[2].decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_first_visit_is_small(server: str, page: str) -> None:
    def size(path: str) -> int:
        return len(ask(server + path, **{"Accept-Encoding": "gzip"})[2])

    text = ask(server + page)[2].decode()
    # A map refers to the shapes many times, by their names behind a #: it is one file, fetched once.
    links = (part.split('"')[0].split("#")[0] for part in text.split('href="')[1:])
    assets = {link for link in links if link.startswith("/static/")}
    assert len([name for name in assets if name.split("?")[0].endswith(".css")]) == 1
    assert size(page) + sum(size(name) for name in assets) <= 30_000


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
@pytest.mark.parametrize("page", PAGES)
def test_only_reading_is_allowed(server: str, page: str, method: str) -> None:
    status, headers, _body = ask(server + page, method)
    assert status == 405
    assert headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "line",
    [
        b"GET /factories/?q=%ff%fe HTTP/1.1",
        b"GET /factories/?country=%00 HTTP/1.1",
        b"GET /factories/?q=" + b"%F0%9F%92%A9" * 10 + b" HTTP/1.1",
        b"GET /factories/%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        b"GET /factories/%ff/ HTTP/1.1",
        b"GET /static/../settings.py HTTP/1.1",
        b"GET //factories// HTTP/1.1",
        b"GET /?" + b"a=1&" * 3000 + b" HTTP/1.1",
        b"GET /factories/?" + b"&".join(b"country=DE" for _ in range(300)) + b" HTTP/1.1",
        b"GET /factories/?\xff\xfe=\x01 HTTP/1.1",
        b"GET http://elsewhere.example/factories/ HTTP/1.1",
        b"BREW /factories/ HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
    ids=lambda line: repr(line[:40]),
)
def test_hostile_bytes_never_break_the_server(server: str, line: bytes) -> None:
    answer = send(server, line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    status = answer.split(b" ", 2)[1] if answer else b"closed"
    assert not status.startswith(b"5"), answer[:200]
    assert ask(f"{server}/livez")[0] == 200


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/factories/factory/"])
def test_the_public_process_has_no_editors_pages(server: str, address: str) -> None:
    assert ask(server + address)[0] == 404
    assert ask(server + address, "POST")[0] == 405


def test_another_host_name_is_refused(server: str) -> None:
    answer = send(server, b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n")
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert b"elsewhere.example" not in answer


def test_the_style_guide_is_for_development_only(server: str, get: Any) -> None:
    assert ask(f"{server}/styleguide/")[0] == 200, "this server asked for it"
    assert get("/styleguide/").status_code == 404
