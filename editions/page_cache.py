"""Finished answers, kept in memory in front of Django for as long as the current edition stays."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from operator import attrgetter
from threading import Event, Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from editions import store
from editions.middleware import CHOSEN, KEPT, ROUTE

Headers = list[tuple[str, str]]
IDENTITY = "identity"
SUFFIXES = {"br": "-br", "gzip": "-gz", IDENTITY: ""}
"""The content codings in the order of preference, and what each adds to an ETag."""
MIN_COMPRESSED = 200
"""Bytes. A shorter body is not compressed."""
OVERHEAD = 4_000
"""Bytes of a kept page beside its body, roughly: Python's objects, keys and links."""
WAIT_AT_MOST = 10
"""Seconds that a request waits for another one that computes the same page."""


@dataclass(frozen=True)
class Page:
    """A complete answer, ready to be sent in several codings."""

    status: str
    headers: Headers
    """Those that are the same in every coding."""
    content: bytes
    codings: tuple[str, ...]
    tag: str
    """The beginning of its ETags; "" for a page that may not be kept."""
    route: str
    sent: dict[str, tuple[Headers, list[bytes]]] = field(default_factory=dict)
    """Headers and body by coding, encoded on first use."""

    @classmethod
    def of(cls, status: str, response: HttpResponse, route: str) -> Page:
        """Django's answer without its encoding, length and tag."""
        tag = hashlib.sha256(response.content).hexdigest()[:32] if may_be_kept(response) else ""
        codings: tuple[str, ...] = (IDENTITY,)
        if is_compressible(response):
            codings = tuple(SUFFIXES)
            patch_vary_headers(response, ["Accept-Encoding"])
        headers = [pair for pair in response.items() if pair[0].lower() not in ("content-length", "etag")]
        if not tag and response.has_header("ETag"):
            headers.append(("ETag", response.headers["ETag"]))
        headers += [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        return cls(status, headers, response.content, codings, tag, route)

    @property
    def size(self) -> int:
        """Bytes in memory in every coding; an encoded text takes a third of what it was at most."""
        texts = sum(len(name) + len(value) for name, value in self.headers)
        return OVERHEAD + texts + len(self.content) * (2 + len(self.codings)) // 3

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer with it: whole, or 304 where the client has these bytes."""
        coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""), self.codings)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and self.tag and matches(self._etag(coding), known):
            headers = [pair for pair in self.headers if pair[0].lower() != "content-type"]
            start_response("304 Not Modified", [*headers, ("ETag", self._etag(coding))])
            return []
        if coding not in self.sent:
            self.sent[coding] = self._encoded(coding)
        headers, body = self.sent[coding]
        start_response(self.status, [*headers])  # a copy: servers and middleware add to it
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body

    def _etag(self, coding: str) -> str:
        return f'"{self.tag}{SUFFIXES[coding]}"'

    def _encoded(self, coding: str) -> tuple[Headers, list[bytes]]:
        headers = [*self.headers, ("ETag", self._etag(coding))] if self.tag else [*self.headers]
        if self.status.startswith(("204", "304")):
            return headers, []
        body = self.content
        if coding == "br":
            body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)
        elif coding == "gzip":
            body = gzip.compress(body, compresslevel=6, mtime=0)
        headers.append(("Content-Length", str(len(body))))
        if coding != IDENTITY:
            headers.append(("Content-Encoding", coding))
        return headers, [body]


def may_be_kept(response: HttpResponse) -> bool:
    """Whether every visitor may get this answer again."""
    control = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    return (
        response.status_code == 200
        and "public" in control
        and not control & {"no-store", "private"}
        and not response.cookies
        and response.get("Vary", "").lower() in ("", "accept-encoding")
    )


def is_compressible(response: HttpResponse) -> bool:
    """Whether the body is text that is worth compressing and is not compressed yet."""
    kind = response.get("Content-Type", "").split(";")[0].strip().lower()
    text = kind.startswith(("text/", "application/json", "application/xml")) or kind.endswith(
        ("+json", "+xml")
    )
    return text and len(response.content) >= MIN_COMPRESSED and not response.has_header("Content-Encoding")


@lru_cache(maxsize=200)
def choose_coding(header: str, offered: tuple[str, ...]) -> str:
    """The first of the offered codings that an `Accept-Encoding` header does not refuse. Weights other than 0
    make no difference: nginx asks for one coding, and browsers accept all.
    """
    accepted = set()
    for part in header.lower().replace(" ", "").split(","):
        name, _semicolon, weight = part.partition(";")
        if weight.removeprefix("q=").strip("0.") or not weight:
            accepted.add(name)
    return next((coding for coding in offered if coding in accepted), IDENTITY)


def matches(etag: str, header: str) -> bool:
    """Whether an `If-None-Match` header names a tag, under the weak comparison of RFC 9110."""
    tags = parse_etags(header)
    return tags == ["*"] or etag in (tag.removeprefix("W/") for tag in tags)


ADDRESSED = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")
"""What says which site a request is addressed to, and how it came."""


def is_addressed_rightly(addressed: tuple[str | None, ...]) -> bool:
    """Whether Django would answer such a request with a page, not with a refusal or a redirection."""
    given = {name: value for name, value in zip(ADDRESSED, addressed, strict=True) if value is not None}
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), **given})
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT


class PageCache:
    """WSGI middleware that answers from memory, compresses, tags, and says 304.

    `max_bytes`: memory for pages; half of it is for addresses with a query, which anybody can make up.
    """

    def __init__(self, application: WSGIApplication, *, max_bytes: int) -> None:
        self._application = application
        self._max_bytes = max_bytes
        self._is_addressed_rightly = lru_cache(maxsize=200)(is_addressed_rightly)
        self._lock = Lock()
        self._generation: Any = None
        self._pages: dict[bool, LRUCache[Any, Page]] = {}
        self._computing: dict[Any, Event] = {}
        """Pages that a thread is computing now; others that want the same wait for it."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        # As it was spelled: Django redirects every spelling but one.
        path = (environ.get("RAW_URI") or environ.get("PATH_INFO", "")).partition("?")[0]
        key = (environ.get("PATH_INFO", ""), path, query)
        state = store.state()
        # Held to the end of the request: an answer of an old edition never lands among the new one's pages.
        pages = self._pages_of(state)[bool(query)]
        environ[CHOSEN] = state.current
        cacheable = (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            # A content type may name another charset for the query, a script name other links in the page.
            and path.startswith("/")
            and not environ.get("CONTENT_TYPE")
            and not environ.get("SCRIPT_NAME")
            and self._is_addressed_rightly(tuple(map(environ.get, ADDRESSED)))
        )
        if not cacheable:
            return self._answer(environ, start_response)
        with self._lock:
            page = pages.get(key)
            computing = None if page else self._computing.get((state, key))
            if not page and not computing:
                finished = self._computing[state, key] = Event()
        if computing:
            computing.wait(WAIT_AT_MOST)
            with self._lock:
                page = pages.get(key)
        if page:
            environ[ROUTE], environ[KEPT] = page.route, "hit"
            return page.send(environ, start_response)
        if computing:  # It could not be kept, or takes too long.
            return self._answer(environ, start_response, pages, key)
        try:
            return self._answer(environ, start_response, pages, key)
        finally:
            with self._lock:
                del self._computing[state, key]
            finished.set()

    def _answer(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        pages: LRUCache[Any, Page] | None = None,
        key: Any = None,
    ) -> Iterable[bytes]:
        """The application's answer, kept among `pages` if it may be."""
        asked = {**environ}
        status, headers, answer = self._ask(asked)
        environ[ROUTE] = asked.get(ROUTE, "none")
        if not isinstance(answer, HttpResponse):
            start_response(status, headers)
            if environ["REQUEST_METHOD"] == "HEAD":
                if close := getattr(answer, "close", None):
                    close()
                return []
            return answer
        try:
            page = Page.of(status, answer, environ[ROUTE])
        finally:
            answer.close()
        if pages is not None and page.tag:
            environ[KEPT] = "miss"
            if page.size <= pages.maxsize:
                with self._lock:
                    pages[key] = page
        return page.send(environ, start_response)

    @property
    def used(self) -> int:
        """Bytes of the kept pages."""
        return int(sum(pages.currsize for pages in self._pages.values()))

    def _pages_of(self, state: store.State) -> dict[bool, LRUCache[Any, Page]]:
        """The pages of one state of the store and one day: pages say what is overdue."""
        generation = (state, timezone.localdate())
        with self._lock:
            if generation != self._generation:
                half = self._max_bytes // 2
                self._pages = {queried: LRUCache(half, attrgetter("size")) for queried in (False, True)}
                self._generation = generation
            return self._pages

    def _ask(self, environ: WSGIEnvironment) -> tuple[str, Headers, Iterable[bytes]]:
        """The application's answer to a GET, whose headers are also those of HEAD."""
        if environ["REQUEST_METHOD"] == "HEAD":
            environ["REQUEST_METHOD"] = "GET"
        started: list[Any] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return lambda data: None  # PEP 3333's `write`, which Django never calls

        answer = self._application(environ, start)
        return started[0], started[1], answer
