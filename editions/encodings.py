"""Content codings: which one a client likes best, and the bytes in it."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

import brotli

IDENTITY = "identity"
SUFFIXES = {"br": "-br", "gzip": "-gz", IDENTITY: ""}
"""The codings in the order of our preference, and what each adds to an ETag."""
QUALITY = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.I)


@lru_cache(maxsize=200)
def negotiate(header: str, offered: tuple[str, ...]) -> str:
    """The coding to send for an `Accept-Encoding` header: what the client likes best, then what we prefer.

    Where nothing offered is acceptable it is identity: a page that can be read beats a 406.
    """
    wishes = dict(_wish(part) for part in header.lower().split(","))

    def liked(coding: str) -> float:
        # Identity is acceptable unless refused, but whoever names another coding would rather have that.
        unsaid = 0.0005 if coding == IDENTITY else 0.0
        return wishes.get(coding, wishes.get("*", unsaid))

    best = max(offered, key=liked)
    return best if liked(best) else IDENTITY


def _wish(part: str) -> tuple[str, float]:
    """A coding and how much it is wanted, from 0 to 1; what cannot be read is not wanted."""
    name, *parameters = part.split(";")
    if not parameters:
        return name.strip(), 1.0
    found = QUALITY.fullmatch(parameters[0])
    return name.strip(), float(found[1]) if found else 0.0


def encode(body: bytes, coding: str) -> bytes:
    """The body in a coding; the same bytes every time."""
    if coding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=5))
    if coding == "gzip":
        return gzip.compress(body, compresslevel=6, mtime=0)
    return body
