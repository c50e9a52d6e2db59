"""What only the real server shows: headers, caching, other methods, and bytes no browser would send."""

from __future__ import annotations

import gzip
import http.client
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest

from tests.asking import ask
from tests.gunicorn import free_port, start, wait

CSP = "default-src 'none'"
PAGES = ["/", "/factories/", "/factories/jaif/", "/search/?q=health"]
NOT_FOUND = ["/nothing/", "/factories/nothing/"]
REFUSED = ["/factories/?country=XX", "/factories/jaif/?evidence=x", "/search/?q=%2B"]


def send(server: str, request: bytes) -> bytes:
    """Raw bytes, as no well-behaved client would send them."""
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=120) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return received(connection)


def received(connection: socket.socket) -> bytes:
    """All that comes until the other side closes the connection."""
    return b"".join(iter(partial(connection.recv, 65536), b""))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_is_answered_though_the_server_ends_or_reloads(
    place: dict[str, str], number: signal.Signals
) -> None:
    # Pages that no cache has, one connection for each, while the signal comes.
    port = free_port()
    environment = {name: place[name] for name in ("EDITIONS_DIR", "STATIC_ROOT")}
    environment |= {"ROLE": "public", "WEB_CONCURRENCY": "2", "RESPONSE_CACHE_MB": "0"}
    process = start(port, **environment)
    try:
        wait(f"http://127.0.0.1:{port}", process)
        begun = threading.Barrier(9)

        def visit(_visitor: int) -> int:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as client:
                client.request("GET", "/factories/")
                begun.wait()
                answer = client.getresponse()
                return answer.status if answer.read().endswith(b"</html>") else 0

        with ThreadPoolExecutor(8) as visitors:
            answers = visitors.map(visit, range(8))
            begun.wait()
            if number == signal.SIGTERM:
                time.sleep(1)  # the kernel may still hold a connection that no worker has accepted
            process.send_signal(number)
            assert list(answers) == [200] * 8
        if number == signal.SIGHUP:
            assert ask(f"http://127.0.0.1:{port}/livez")[0] == 200
        else:
            assert process.wait(timeout=120) == 0
    finally:
        process.terminate()
        process.wait(timeout=120)


def test_a_request_that_is_half_sent_does_not_stop_others(server: str) -> None:
    place = urlsplit(server)
    # One thread of four is left. Against more of them stands the proxy, which sends whole requests only.
    with ExitStack() as clients:
        for _client in range(3):
            half = clients.enter_context(socket.create_connection((place.hostname, place.port), timeout=120))
            half.sendall(b"GET /factories/ HTTP/1.1\r\nHost: loc")
        for _again in range(3):
            assert ask(f"{server}/livez")[0] == 200


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
    assert size(page) + sum(size(name) for name in assets) <= 40_000, "facts with all that their sources say"


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
