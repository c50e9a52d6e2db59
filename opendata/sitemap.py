"""The canonical pages, and when an edition last changed what each is about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from django.urls import reverse

from editions import store
from opendata.resources import RESOURCES

PER_FILE = 10_000
"""Addresses of one file; the protocol allows five times as many."""
WHOLE = (
    "home",
    "find",
    "map",
    "network",
    "compare",
    "timeline",
    "disagreements",
    "coverage",
    "changes",
)
"""Pages over the whole network: any edition that changes something changes them."""
TEXTS = ("about", "glossary", "accessibility", "privacy")
"""Pages of our own words, of which no edition says when they changed."""
LISTS = {"factories": "factories:list", "antennas": "antennas:list"}
"""Names of addresses where they are not the resource's."""

Address = tuple[str, str]
"""A path, and the moment of its last change, "" where it is not known."""


class Dates:
    """When the kept editions last changed each record, by its key or by the key of a row that names it."""

    def __init__(self) -> None:
        manifests = store.manifests()
        self.oldest = manifests[-1].published_at if manifests else ""
        changing = [manifest for manifest in manifests if manifest.changes]
        self.newest = changing[0].published_at if changing else self.oldest
        self._of: dict[str, str] = {}
        for manifest in reversed(changing):
            for change in manifest.changes:
                for part in change["key"][:2]:
                    self._of[str(part)] = manifest.published_at

    def of(self, key: str) -> str:
        """The last change of a record, or the oldest kept edition, which has it as it is."""
        return self._of.get(key, self.oldest)


def files() -> int:
    """How many files the addresses fill."""
    return max(1, -(-_count() // PER_FILE))


def addresses(number: int) -> list[Address]:
    """The addresses of a file, the first being 1; in a stable order."""
    dates = Dates()
    first = (number - 1) * PER_FILE
    return [_address(*place, dates) for place in islice(_places(), first, first + PER_FILE)]


def _count() -> int:
    listed = [resource for resource in RESOURCES.values() if resource.page]
    return len(list(_pages())) + sum(len(resource.everything()) for resource in listed)


def _places() -> Iterator[tuple[str, str]]:
    """The name of each page, or the name of a resource with the key of a record."""
    records = (
        (name, getattr(record, resource.key))
        for name, resource in RESOURCES.items()
        if resource.page
        for record in resource.everything()
    )
    return chain(((page, "") for page in _pages()), records)


def _pages() -> Iterator[str]:
    yield from WHOLE
    yield from (LISTS.get(name, name) for name, resource in RESOURCES.items() if resource.listed)
    yield from TEXTS


def _address(name: str, key: str, dates: Dates) -> Address:
    if key:
        resource = RESOURCES[name]
        return resource.model(**{resource.key: key}).get_absolute_url(), dates.of(key)
    return reverse(name), "" if name in TEXTS else dates.newest
