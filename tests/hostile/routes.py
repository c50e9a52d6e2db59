"""Every address there is a pattern for, with values that fit it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import get_resolver

SLUGS = (
    "jaif",
    "hearts",
    "health",
    "jupiter",
    "csc",
    "de",
    "DE",
    "el",
    "factories-1",
    "analysis-2025",
    "nobody",
)
SAMPLES = {
    "slug": SLUGS,
    "int": ("1", "0", "999"),
    "str": ("csv.zip", "json", "geojson", "openapi.json", "x"),
    "path": ("1", "2", "x", "_5F", "999"),
}
EACH = 20
"""Addresses of one pattern, at most."""
ODD = {
    "/static/",
    "/static/css/nothing.css",
    "/.well-known/security.txt",
    "/admin/",
    "/nothing/",
    "/favicon.ico",
}
LEAVING = ("logout", "password", "second-factor", "login")
"""Editors' pages that end a session or change whose it is."""


def public_paths() -> list[str]:
    """Paths of all routes, of the static files, and some of none."""
    return sorted(ODD.union(_filled(lambda route: not route.startswith(("admin/", "styleguide/")))))


def staff_paths() -> list[str]:
    """Paths of all editors' pages after which one is still signed in."""
    return sorted(
        _filled(lambda route: route.startswith("admin/") and not any(word in route for word in LEAVING))
    )


def _filled(wanted: Callable[[str], bool]) -> set[str]:
    chance, found = random.Random(1), set()
    for route, converters in _routes(get_resolver()):
        if wanted(route):
            for _ in range(EACH if "<" in route else 1):
                found.add(
                    "/" + _fill(route, {name: _value(chance, kind) for name, kind in converters.items()})
                )
    return found


def _fill(route: str, values: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda name: values[name[1]], route)


def _routes(resolver: Any, before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern, route)
        elif "^" not in route and "(?P" not in route:
            yield route, pattern.pattern.converters


def _value(chance: random.Random, converter: Any) -> str:
    """Something that the converter takes: one of its words, where it has a list of them."""
    kind = type(converter).__name__.removesuffix("Converter").lower()
    words = SAMPLES[kind] if kind in SAMPLES else converter.regex.strip("()?:").replace("\\", "").split("|")
    return chance.choice(words)
