"""A breadth-first walk from the first page over everything the site links to.

Where it ends: filters combine without end, so of the addresses with a query it asks for those that an address without
a query links to, or that one choice of a form on such a page leads to. What only a filtered page links to is a filter
of a filter: counted, not asked for.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urldefrag, urlencode, urljoin, urlsplit
from xml.etree import ElementTree

from tests.auditing.documents import Document, read

ORIGIN = "https://directory.example"
"""Where the site says it is, in what it makes absolute."""


@dataclass(frozen=True)
class Answer:
    """What came back from one address."""

    status: int
    type: str
    """The content type without its parameters."""
    body: bytes
    location: str = ""

    @cached_property
    def document(self) -> Document | None:
        """The page as read, where it is one."""
        return read(self.body.decode()) if self.type in ("text/html", "image/svg+xml") else None


Fetch = Callable[[str], Answer]


@dataclass
class Crawl:
    """Everything that was found, and what was wrong with it."""

    answers: dict[str, Answer] = field(default_factory=dict)
    """By path and query, in the order of asking."""
    unlinked: dict[str, Answer] = field(default_factory=dict)
    """Pages that no link needs to lead to, such as those of errors."""
    problems: list[str] = field(default_factory=list)
    beyond: set[str] = field(default_factory=set)
    """Filters of filters: seen, not asked for."""
    outside: set[str] = field(default_factory=set)
    """Addresses of other sites, and of letterboxes."""
    fragments: dict[tuple[str, str], str] = field(default_factory=dict)
    """Address and fragment, with the first page that points there."""

    def add(self, fetch: Fetch, addresses: Iterable[str]) -> None:
        """Asks for pages that nobody links to, where the walk did not come by."""
        self.unlinked |= {at: fetch(at) for at in addresses if at not in self.answers}

    @property
    def pages(self) -> dict[str, Answer]:
        """All HTML pages."""
        answers = {**self.answers, **self.unlinked}
        return {address: answer for address, answer in answers.items() if answer.type == "text/html"}


def crawl(fetch: Fetch, *, leave_out: str = "") -> Crawl:
    """Walks from the first page until nothing is left to ask for, but for what begins with `leave_out`."""
    found = Crawl()
    queue, came_from = deque(["/"]), {"/": "the beginning"}
    while queue:
        here = queue.popleft()
        found.answers[here] = answer = fetch(here)
        found.problems += [f"{here} {said}, from {came_from[here]}" for said in _faults(answer)]
        for target, fragment in _targets(here, answer, found.outside):
            if fragment:
                found.fragments.setdefault((target, fragment), here)
            if target in came_from or (leave_out and target.startswith(leave_out)):
                continue
            if "?" in target and "?" in here:
                found.beyond.add(target)
                continue
            came_from[target] = here
            queue.append(target)
    found.beyond -= came_from.keys()
    found.problems += _dangling(found)
    return found


def _targets(here: str, answer: Answer, outside: set[str]) -> Iterator[tuple[str, str]]:
    """Path and query, and fragment, of everything of this site that an answer points at."""
    if answer.location:
        links: Iterable[str] = [answer.location]
    elif answer.document:
        links = [*answer.document.links, *([] if "?" in here else _chosen(answer.document, here))]
    elif answer.type == "text/css":
        links = re.findall(r"url\([\"']?([^\"')]+)", answer.body.decode())
    else:
        links = []
    for link in links:
        address, fragment = urldefrag(urljoin(f"{ORIGIN}{here}", link.strip()))
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" == ORIGIN:
            yield (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), unquote(fragment)
        elif parts.scheme != "data":
            outside.add(address)


def _chosen(document: Document, here: str) -> Iterator[str]:
    """Where each choice of the page's forms leads, taken alone."""
    for action, name, value in document.choices:
        yield f"{action or urlsplit(here).path}?{urlencode({name: value})}"


def _faults(answer: Answer) -> Iterator[str]:
    """What is wrong with an answer as such. A site knows its own addresses: a link that is redirected is wrong."""
    if answer.status in (301, 302, 307, 308):
        yield f"is redirected to {answer.location}"
    elif answer.status != 200:
        yield f"answers {answer.status}"
    elif not _sound(answer):
        yield f"is no sound {answer.type}"


def _sound(answer: Answer) -> bool:
    """Whether the body is what its type says."""
    body = answer.body
    match answer.type:
        case "application/json" | "application/geo+json" | "application/ld+json" | "application/feed+json":
            return bool(json.loads(body))
        case "application/atom+xml" | "application/opensearchdescription+xml" | "application/xml":
            return len(ElementTree.fromstring(body)) > 0  # our own file
        case "text/csv":
            rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
            return len({len(row) for row in rows}) == 1
        case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
            return zipfile.is_zipfile(io.BytesIO(body))
        case "text/calendar":
            return body.startswith(b"BEGIN:VCALENDAR\r\n") and body.endswith(b"END:VCALENDAR\r\n")
        case "image/png":
            return body.startswith(b"\x89PNG\r\n\x1a\n")
        case "application/vnd.sqlite3":
            return body.startswith(b"SQLite format 3\0")
    return bool(body)


def _dangling(found: Crawl) -> Iterator[str]:
    """Fragments that name nothing on the page they lead to."""
    for (target, fragment), here in found.fragments.items():
        answer = found.answers.get(target)
        if answer and answer.status == 200 and (not answer.document or fragment not in answer.document.ids):
            yield f"{target} has no #{fragment}, from {here}"
