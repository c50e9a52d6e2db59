"""A calendar file (RFC 5545) of whole days."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DOMAIN = "ai-factories-directory"
"""Stands behind every UID. It stays when the site moves, so that no calendar shows an event twice."""
UNDATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""DTSTAMP where no edition gives a date: the same records then still give the same bytes."""
LONGEST = 75
"""Octets of a line without its end."""


@dataclass(frozen=True)
class Event:
    """Something on one day, or from a first to a last day."""

    uid: str
    first: datetime.date
    last: datetime.date
    summary: str
    description: str = ""
    url: str = ""
    category: str = ""
    tentative: bool = False


def calendar(events: Iterable[Event], *, name: str, stamp: datetime.datetime | None = None) -> bytes:
    """The whole file. `stamp` is when its content was published."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{DOMAIN}//timeline//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    stamped = (stamp or UNDATED).astimezone(datetime.UTC)
    for event in events:
        lines += _event(event, stamped)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event, stamp: datetime.datetime) -> Iterator[str]:
    after = event.last + datetime.timedelta(days=1)  # DTEND is the first day that is no longer in it
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}@{DOMAIN}"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.category:
        yield f"CATEGORIES:{escaped(event.category)}"
    yield f"STATUS:{'TENTATIVE' if event.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """The text as a value, without control characters, which no value may hold."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(char for char in text if unicodedata.category(char) != "Cc" or char == "\t")


def folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, none torn inside a character, all but the first indented."""
    pieces, current = [], b""
    for char in line:
        octets = char.encode()
        if len(current) + len(octets) > LONGEST:
            pieces.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*pieces, current]) + b"\r\n"
