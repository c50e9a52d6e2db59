"""Whole answers kept in front of Django, for as long as the shelf of editions stays as it is."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from editions import shelf
from editions.encodings import IDENTITY, SUFFIXES, encode, negotiate
from editions.middleware import CHOSEN, KEPT, ROUTE
from records.bounded import Bounded

Headers = list[tuple[str, str]]

WORTH_COMPRESSING = 200
"""A shorter body is not compressed."""
ENCODED = 3
"""A text that is encoded takes up at most one part in so many of what it was, as a rule."""
OVERHEAD = 4_000
"""What a kept page costs beside its bytes, roughly: Python's objects, keys and links."""


@dataclass(frozen=True)
class Page:
    """A complete answer, ready to be sent in several codings."""

    status: str
    headers: Headers
    """Those that are the same in every coding."""
    content: bytes
    codings: tuple[str, ...]
    """Those it may be sent in, in the order of our preference."""
    tag: str
    """What its ETags begin with; "" for a page that may not be kept."""
    route: str = ""
    """The name of the route that led to it."""
    sent: dict[str, tuple[Headers, list[bytes]]] = field(default_factory=dict)
    """Headers and body by coding, as they were asked for."""

    @classmethod
    def of(cls, status: str, response: HttpResponse, route: str = "") -> Page:
        """What Django answered, without its encoding, length and tag."""
        tag = hashlib.sha256(response.content).hexdigest()[:32] if keepable(response) else ""
        codings: tuple[str, ...] = (IDENTITY,)
        if compressible(response):
            codings = tuple(SUFFIXES)
            patch_vary_headers(response, ["Accept-Encoding"])
        headers = [pair for pair in response.items() if pair[0].lower() not in ("content-length", "etag")]
        if not tag and response.has_header("ETag"):
            headers.append(("ETag", response.headers["ETag"]))
        headers += [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        return cls(status, headers, response.content, codings, tag, route)

    @property
    def size(self) -> int:
        """The bytes it may take to keep it, encoded in every coding."""
        texts = sum(len(name) + len(value) for name, value in self.headers)
        body = len(self.content)
        return OVERHEAD + texts + body + (len(self.codings) - 1) * body // ENCODED

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer a request with it: whole, or 304 where the client has these very bytes."""
        coding = negotiate(environ.get("HTTP_ACCEPT_ENCODING", ""), self.codings)
        given = environ.get("HTTP_IF_NONE_MATCH")
        if given and self.tag and known(self._tag(coding), given):
            headers = [*self.headers, ("ETag", self._tag(coding))]
            start_response(
                "304 Not Modified", [pair for pair in headers if pair[0].lower() != "content-type"]
            )
            return []
        if coding not in self.sent:
            self.sent[coding] = self._encoded(coding)
        headers, body = self.sent[coding]
        # A copy: whoever passes it on adds to it.
        start_response(self.status, [*headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body

    def _tag(self, coding: str) -> str:
        return f'"{self.tag}{SUFFIXES[coding]}"'

    def _encoded(self, coding: str) -> tuple[Headers, list[bytes]]:
        headers = [*self.headers, ("ETag", self._tag(coding))] if self.tag else [*self.headers]
        if self.status.startswith(("204", "304")):
            return headers, []
        body = encode(self.content, coding)
        headers.append(("Content-Length", str(len(body))))
        if coding != IDENTITY:
            headers.append(("Content-Encoding", coding))
        return headers, [body]


def keepable(response: HttpResponse) -> bool:
    """Whether everybody may get this answer again."""
    control = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    return (
        response.status_code == 200
        and "public" in control
        and not control & {"no-store", "private"}
        and not response.cookies
        and response.get("Vary", "").lower() in ("", "accept-encoding")
    )


def compressible(response: HttpResponse) -> bool:
    """Whether the body is text that is worth compressing and is not compressed yet."""
    kind = response.get("Content-Type", "").split(";")[0].strip().lower()
    text = kind.startswith(("text/", "application/json", "application/xml")) or kind.endswith(
        ("+json", "+xml")
    )
    return text and len(response.content) >= WORTH_COMPRESSING and not response.has_header("Content-Encoding")


def known(tag: str, header: str) -> bool:
    """Whether an `If-None-Match` header names a tag, under the weak comparison that RFC 9110 asks for."""
    tags = parse_etags(header)
    return tags == ["*"] or tag in (given.removeprefix("W/") for given in tags)


def ordinary(environ: WSGIEnvironment) -> bool:
    """Whether path and query alone decide the answer to one who is addressed rightly."""
    # A content type may name another charset for the query, a script name other links in the page.
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("CONTENT_TYPE"):
        return False
    return not environ.get("SCRIPT_NAME")


ADDRESSED = (
    "HTTP_HOST",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
)
"""What says which site a request is addressed to, and how it came."""


def ours(addressed: tuple[str | None, ...]) -> bool:
    """Whether a request that is so addressed gets pages, and no refusal or redirection: Django says it."""
    given = {name: value for name, value in zip(ADDRESSED, addressed, strict=True) if value is not None}
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), **given})
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT


class Kept:
    """The pages of one state of the shelf on one day, for pages say what is overdue. Addresses with a query
    have a share of their own."""

    def __init__(self, state: shelf.State | None, day: datetime.date, room: int) -> None:
        self.state, self.day = state, day
        self.minute = 0.0
        """In which it was last seen to be of that day."""
        self.plain: Bounded[Page] = Bounded(room // 2)
        self.asked: Bounded[Page] = Bounded(room // 2)


class ResponseCache:
    """Answers from memory what Django answered before, compresses, tags, and says 304.

    `room` is in bytes. Parameters that begin with `tracking` are dropped from every query, before the
    cache and Django look at it, so that no answer can depend on them.
    """

    def __init__(self, application: WSGIApplication, *, room: int, tracking: tuple[str, ...] = ()) -> None:
        self._application = application
        self._room = room
        self._tracking = tracking
        self._kept = Kept(None, timezone.localdate(), room)
        self._ours = lru_cache(maxsize=200)(ours)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        state = shelf.state()
        # Held to the end of the request: what an old edition answered never lands among the new one's pages.
        kept = self._kept_for(state)
        path, query = environ.get("PATH_INFO", ""), self._canonical(environ.get("QUERY_STRING", ""))
        pages = kept.asked if query else kept.plain
        cacheable = ordinary(environ) and self._ours(tuple(map(environ.get, ADDRESSED)))
        page = pages.get((path, query)) if cacheable else None
        if page is not None:
            environ[ROUTE], environ[KEPT] = page.route, "hit"
            return page.send(environ, start_response)

        asked = {**environ, "QUERY_STRING": query, CHOSEN: state.current}
        status, headers, answer = self._ask(asked)
        environ[ROUTE] = asked.get(ROUTE, "none")
        if not isinstance(answer, HttpResponse):
            start_response(status, headers)
            return closed(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer
        try:
            page = Page.of(status, answer, environ[ROUTE])
        finally:
            answer.close()
        if cacheable and page.tag:
            environ[KEPT] = "miss"
            pages.put((path, query), page, page.size + len(path) + len(query))
        return page.send(environ, start_response)

    @property
    def used(self) -> int:
        """The bytes in use."""
        return self._kept.plain.used + self._kept.asked.used

    def _kept_for(self, state: shelf.State) -> Kept:
        kept, minute = self._kept, time.time() // 60
        # Wherever we are, a day begins with a minute.
        if kept.state != state or kept.minute != minute:
            today = timezone.localdate()
            if (kept.state, kept.day) != (state, today):
                kept = self._kept = Kept(state, today, self._room)
            kept.minute = minute
        return kept

    def _canonical(self, query: str) -> str:
        """The query without empty and tracking parameters."""
        parts = query.split("&") if query else []
        return "&".join(part for part in parts if part and not part.startswith(self._tracking))

    def _ask(self, environ: WSGIEnvironment) -> tuple[str, Headers, Iterable[bytes]]:
        """What the application answers to a GET, whose headers are also those of HEAD."""
        if environ["REQUEST_METHOD"] == "HEAD":
            environ["REQUEST_METHOD"] = "GET"
        started: list[Any] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return lambda data: None  # PEP 3333's `write`, which Django never calls

        answer = self._application(environ, start)
        return started[0], started[1], answer


def closed(answer: Iterable[bytes]) -> list[bytes]:
    """Nothing, after closing an answer whose body is not wanted."""
    if close := getattr(answer, "close", None):
        close()
    return []
