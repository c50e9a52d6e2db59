"""The cache in front of Django: what is a hit, what is not, and what is sent."""

from __future__ import annotations

import datetime
import gzip
import io
import os
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse

from editions import store
from editions.middleware import CHOSEN
from editions.page_cache import SUFFIXES, PageCache, choose_coding, matches

PUBLIC = "public, max-age=60"
TEXT = "<p>All work and no play makes a page that compresses well.</p>" * 40


def page(text: str = TEXT, **changes: Any) -> HttpResponse:
    headers = {"Cache-Control": PUBLIC, "Content-Security-Policy": "default-src 'none'"}
    return HttpResponse(text, **{"headers": {**headers, **changes.pop("headers", {})}, **changes})


@pytest.fixture(autouse=True)
def no_database() -> Iterator[None]:
    """Closing a response lets go of stale database connections; these tests have none to let go of."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


class Django:
    """An application that counts what it is asked and answers as it is told."""

    def __init__(self, view: Callable[[dict[str, Any]], Any] = lambda environ: page()) -> None:
        self.view = view
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        response = self.view(environ)
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return response  # type: ignore[no-any-return]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def cached(django: Django, room: int = 2**20) -> PageCache:
    return PageCache(django, max_bytes=room)


def ask(cache: PageCache, address: str = "/", method: str = "GET", **environ: Any) -> Answer:
    path, _mark, query = address.partition("?")
    environ = {"HTTP_HOST": "localhost", "PATH_INFO": path, "QUERY_STRING": query, **environ}
    environ["REQUEST_METHOD"] = method
    environ = {name: value for name, value in environ.items() if value is not None}
    setup_testing_defaults(environ)
    started: list[Any] = []
    parts = cache(environ, lambda *arguments: started.extend(arguments))  # type: ignore[arg-type,return-value]
    return Answer(int(started[0][:3]), dict(started[1]), b"".join(parts))


# What is a hit.


@pytest.mark.parametrize(
    ("address", "environ"),
    [
        ("/", {}),
        ("/", {"HTTP_HOST": "LOCALHOST.:8000"}),
        ("/", {"HTTP_HOST": "127.0.0.1"}),
        ("/", {"HTTP_ACCEPT_ENCODING": "br"}),
        ("/", {"HTTP_ACCEPT_ENCODING": "gzip"}),
        ("/", {"HTTP_COOKIE": "a=b"}),
        ("/?", {}),
    ],
)
def test_the_second_request_does_not_reach_django(address: str, environ: dict[str, str]) -> None:
    django = Django()
    cache = cached(django)
    ask(cache)
    assert ask(cache, address, **environ).status == 200
    assert ask(cache, address, "HEAD", **environ).status == 200
    assert len(django.asked) == 1


def test_different_addresses_are_different_pages() -> None:
    django = Django(lambda environ: page(environ["PATH_INFO"] + " " + environ["QUERY_STRING"]))
    cache = cached(django)
    addresses = ["/a/", "/b/", "/a/?q=1", "/a/?q=2"]
    for _again in range(2):
        for address in addresses:
            path, _mark, query = address.partition("?")
            assert ask(cache, address).body.decode() == f"{path} {query}"
        # A question mark that belongs to the path, as %3F does.
        assert ask(cache, "", PATH_INFO="/a/?q=1").body == b"/a/?q=1 "
    assert len(django.asked) == len(addresses) + 1


def test_a_path_reaches_django_as_it_came() -> None:
    path = "/Łódź/".encode().decode("latin-1")
    django = Django()
    cache = cached(django)
    for _again in range(2):
        ask(cache, path)
    assert [environ["PATH_INFO"] for environ in django.asked] == [path]


def test_threads_that_want_the_same_page_compute_it_once() -> None:
    together = threading.Barrier(4)

    def slow(environ: dict[str, Any]) -> HttpResponse:
        time.sleep(0.3)
        return page()

    django = Django(slow)
    cache = cached(django)

    def visit(_number: int) -> int:
        together.wait(10)
        return ask(cache, "/slow/").status

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(visit, range(4))) == [200] * 4
    assert len(django.asked) == 1


@pytest.mark.parametrize("view", [lambda environ: page(status=404), lambda environ: 1 / 0])
def test_a_page_that_cannot_be_kept_is_computed_for_each(view: Callable[[dict[str, Any]], Any]) -> None:
    django = Django(view)
    cache = cached(django)

    def visit(_number: int) -> int:
        try:
            return ask(cache, "/nowhere/").status
        except ZeroDivisionError:
            return 500

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(visit, range(8))) <= {404, 500}
    assert len(django.asked) == 8


@pytest.mark.parametrize(
    ("method", "environ"),
    [
        ("GET", {"HTTP_HOST": "elsewhere.example"}),
        ("GET", {"HTTP_HOST": "local host"}),
        ("GET", {"HTTP_HOST": ""}),
        ("GET", {"SCRIPT_NAME": "/elsewhere"}),
        ("GET", {"CONTENT_TYPE": "text/plain; charset=latin-1"}),
        ("GET", {"CONTENT_TYPE": '"; charset='}),
        ("POST", {}),
    ],
)
def test_django_itself_answers_what_is_out_of_the_ordinary(method: str, environ: dict[str, str]) -> None:
    django = Django()
    cache = cached(django)
    ask(cache)
    ask(cache, "/", method, **environ)
    assert len(django.asked) == 2, "it was answered from the cache"
    assert django.asked[1]["REQUEST_METHOD"] == method
    ask(cache, "/other/", method, **environ)
    ask(cache, "/other/")
    assert len(django.asked) == 4, "it was kept for others"


def test_plain_http_is_left_to_django_where_https_is_required(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    django = Django()
    cache = cached(django)
    for _again in range(2):
        ask(cache, HTTP_X_FORWARDED_PROTO="https")
    assert len(django.asked) == 1
    ask(cache)
    ask(cache, HTTP_X_FORWARDED_PROTO="http")
    assert len(django.asked) == 3


def cookie() -> HttpResponse:
    response = page()
    response.cookies = SimpleCookie("a=b")
    return response


@pytest.mark.parametrize(
    "view",
    [
        lambda: page(status=404),
        lambda: page(status=400),
        lambda: page(status=301, headers={"Location": "/elsewhere/"}),
        lambda: page(headers={"Cache-Control": "no-store"}),
        lambda: page(headers={"Cache-Control": "public, no-store"}),
        lambda: page(headers={"Cache-Control": "private"}),
        lambda: page(headers={"Cache-Control": "max-age=60"}),
        lambda: page(headers={"Vary": "Cookie"}),
        cookie,
        lambda: StreamingHttpResponse([b"part"], headers={"Cache-Control": PUBLIC}),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(view: Callable[[], HttpResponse]) -> None:
    django = Django(lambda environ: view())
    cache = cached(django)
    first, second = ask(cache), ask(cache)
    assert len(django.asked) == 2
    assert first == second
    assert first.status == view().status_code
    assert "ETag" not in first.headers
    assert ("Set-Cookie" in first.headers) == bool(view().cookies)


def test_a_stream_is_passed_on_as_it_is() -> None:
    stream = StreamingHttpResponse(iter([b"one", b"two"]), content_type="text/plain")
    environ: dict[str, Any] = {"HTTP_ACCEPT_ENCODING": "gzip"}
    setup_testing_defaults(environ)
    assert cached(Django(lambda environ: stream))(environ, lambda *arguments: print) is stream
    closed = io.BytesIO()
    stream = StreamingHttpResponse(closed, headers={"Content-Length": "6"})
    stream.file_to_stream = closed  # type: ignore[attr-defined]
    answer = ask(cached(Django(lambda environ: stream)), method="HEAD")
    assert (answer.body, answer.headers["Content-Length"]) == (b"", "6")
    assert stream.closed


# One edition.


def switch(name: str) -> None:
    store.folder().mkdir(exist_ok=True)
    store.switch(store.folder() / name)


def test_another_edition_starts_with_nothing() -> None:
    django = Django(lambda environ: page(f"{environ[CHOSEN].name} {TEXT}"))
    cache = cached(django)
    tags = []
    for name in ("edition-1-a.sqlite3", "edition-2-b.sqlite3", "edition-1-a.sqlite3"):
        switch(name)
        for _again in range(2):
            answer = ask(cache)
            assert answer.body.decode().startswith(name)
        tags.append(answer.headers["ETag"])
    assert len(django.asked) == 3
    assert tags[0] == tags[2] != tags[1]


def test_another_day_starts_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages say which expected dates have passed."""
    django = Django()
    cache = cached(django)
    ask(cache)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2999, 1, 1))
    ask(cache)
    ask(cache)
    assert len(django.asked) == 2


def test_a_late_answer_stays_with_its_own_edition() -> None:
    def view(environ: dict[str, Any]) -> HttpResponse:
        chosen = environ[CHOSEN].name
        if chosen.startswith("edition-1"):
            switch("edition-2-b.sqlite3")  # while this page is being made, and somebody else comes first
            assert ask(cache, "/other/").body.decode().startswith("edition-2")
        return page(f"{chosen} {TEXT}")

    cache = cached(Django(view))
    switch("edition-1-a.sqlite3")
    assert ask(cache).body.decode().startswith("edition-1"), "a request keeps the edition it began with"
    assert ask(cache).body.decode().startswith("edition-2")


def test_a_change_on_the_store_is_seen_though_the_edition_stays() -> None:
    switch("edition-2-b.sqlite3")
    (store.folder() / "edition-1-a.json").write_text("{}")
    django = Django(lambda environ: page(str(sorted(path.name for path in store.folder().iterdir()))))
    cache = cached(django)
    assert "edition-1-a" in ask(cache).body.decode()
    store.keep_only({"edition-2-b.sqlite3"})
    assert "edition-1-a" not in ask(cache).body.decode()


def test_two_changes_within_one_tick_of_the_clock_are_both_seen() -> None:
    switch("edition-1-a.sqlite3")
    tick = store.folder().stat().st_mtime_ns
    for name in ("edition-2-b.sqlite3", "edition-3-c.sqlite3", "edition-2-b.sqlite3"):
        switch(name)
        os.utime(store.folder(), ns=(tick, tick))
        state = store.state()
        assert state.current
        assert (state.current.name, state.mtime) == (name, tick)


# Bounded.


def test_made_up_queries_fill_no_memory_and_evict_no_plain_page() -> None:
    chance = random.Random(2)
    django = Django(lambda environ: page(chance.randbytes(6_000).hex()))
    cache = cached(django, room=2**20)
    plain = [f"/{number}/" for number in range(8)]
    for address in plain:
        ask(cache, address)
    for number in range(400):  # 10 MB in all codings
        ask(cache, f"/?q={chance.random()}{number}")
    assert cache.used <= 2**20
    django.asked.clear()
    for address in plain:
        ask(cache, address)
    assert django.asked == []


def test_no_room_means_no_cache_but_still_tags_and_compression() -> None:
    django = Django()
    cache = cached(django, room=0)
    answers = {ask(cache, HTTP_ACCEPT_ENCODING="br").headers["ETag"] for _again in range(2)}
    assert len(answers) == 1
    assert len(django.asked) == 2


# What is sent.


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("deflate", "identity"),
        ("br; q=0, gzip ; q=0.001", "gzip"),
        ("br;q=0.000, gzip;q=1.0", "gzip"),
        ("gzip;q=0", "identity"),
        (",;,;q=1", "identity"),
    ],
)
def test_the_best_coding_that_is_accepted_is_sent(header: str, coding: str) -> None:
    assert choose_coding(header, tuple(SUFFIXES)) == coding


def test_what_comes_in_one_coding_only_is_sent_in_it() -> None:
    assert choose_coding("br, gzip, identity;q=0", ("identity",)) == "identity"


@pytest.mark.parametrize("coding", SUFFIXES)
def test_each_coding_has_its_bytes_and_its_tag(coding: str) -> None:
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[coding]
    tags = set()
    for _another_process in range(2):
        cache = cached(Django())
        for _again in range(2):
            got = ask(cache, HTTP_ACCEPT_ENCODING=coding)
            assert decode(got.body).decode() == TEXT
            assert got.headers.get("Content-Encoding", "identity") == coding
            assert got.headers["Content-Length"] == str(len(got.body))
            assert got.headers["Vary"] == "Accept-Encoding"
            assert got.headers["ETag"].endswith(f'{SUFFIXES[coding]}"')
            assert got.headers["ETag"].startswith('"')
            tags.add(got.headers["ETag"])
            assert ask(cache, method="HEAD", HTTP_ACCEPT_ENCODING=coding) == got._replace(body=b"")
    assert len(tags) == 1


@pytest.mark.parametrize(
    ("header", "same"),
    [
        ('"abc-br"', True),
        ('W/"abc-br"', True),
        ('"x", W/"abc-br" , "y"', True),
        ("*", True),
        ('"abc"', False),
        ('"abc-gz"', False),
        ("abc-br", False),
        ("", False),
        (",", False),
    ],
)
def test_a_tag_that_the_client_names(header: str, same: bool) -> None:
    assert matches('"abc-br"', header) is same


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_not_modified_carries_what_it_must(method: str) -> None:
    cache = cached(Django())
    full = ask(cache, method=method, HTTP_ACCEPT_ENCODING="gzip")
    tag = full.headers["ETag"]
    answer = ask(cache, method=method, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=tag)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == {
        "Cache-Control": PUBLIC,
        "Content-Security-Policy": "default-src 'none'",
        "Vary": "Accept-Encoding",
        "ETag": tag,
    }
    assert ask(cache, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=tag).status == 200


@pytest.mark.parametrize(
    ("response", "compressed"),
    [
        (lambda: page(status=404), True),
        (lambda: page(content_type="application/json"), True),
        (lambda: page(content_type="image/svg+xml"), True),
        (lambda: page("short"), False),
        (lambda: page(content_type="image/png"), False),
        (lambda: page(headers={"Content-Encoding": "zstd"}), False),
    ],
)
def test_text_of_some_length_is_compressed(response: Callable[[], HttpResponse], compressed: bool) -> None:
    answer = ask(cached(Django(lambda environ: response())), HTTP_ACCEPT_ENCODING="gzip")
    assert (answer.body[:2] == b"\x1f\x8b") is compressed
    assert ("Vary" in answer.headers) is compressed
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_djangos_own_304_keeps_its_tag_and_states_no_length() -> None:
    response = HttpResponse(status=304, headers={"ETag": '"x"', "Content-Length": "0"})
    answer = ask(cached(Django(lambda environ: response)))
    assert answer.headers["ETag"] == '"x"'
    assert "Content-Length" not in answer.headers


def test_an_answer_is_closed_once_its_bytes_are_here() -> None:
    response = page()
    ask(cached(Django(lambda environ: response)))
    assert response.closed
