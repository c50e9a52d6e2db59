"""The canonical pages, and when an edition last changed what each is about."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from editions import store
from opendata.resources import RESOURCES

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


@dataclass(frozen=True)
class Page:
    """A canonical page."""

    path: str
    changed: datetime.datetime | None
    """When it last changed, where that is known."""


class PublicPages(Sitemap):
    """Every canonical page. One file has room for 50,000, which is more than a node is built for."""

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return settings.PUBLIC_URL.partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        return settings.PUBLIC_URL.partition("://")[2]

    def items(self) -> list[Page]:
        return list(pages())

    def location(self, item: Page) -> str:
        return item.path

    def lastmod(self, item: Page) -> datetime.datetime | None:
        return item.changed


class Dates:
    """When the kept editions last changed each record, by its key or by the key of a row that names it."""

    def __init__(self) -> None:
        manifests = store.manifests()
        self.oldest = manifests[-1].day if manifests else None
        changing = [manifest for manifest in manifests if manifest.changes]
        self.newest = changing[0].day if changing else self.oldest
        self._of: dict[str, datetime.datetime] = {}
        for manifest in reversed(changing):
            for change in manifest.changes:
                for part in change["key"][:2]:
                    self._of[str(part)] = manifest.day

    def of(self, key: str) -> datetime.datetime | None:
        """The last change of a record, or the oldest kept edition, which has it as it is."""
        return self._of.get(key, self.oldest)


def pages() -> Iterator[Page]:
    """The pages over the whole network, the lists, the texts, then the records of each list."""
    dates = Dates()
    lists = (LISTS.get(name, name) for name, resource in RESOURCES.items() if resource.listed)
    yield from (Page(reverse(name), dates.newest) for name in (*WHOLE, *lists))
    yield from (Page(reverse(name), None) for name in TEXTS)
    for resource in RESOURCES.values():
        if resource.page:
            for record in resource.everything():
                yield Page(record.get_absolute_url(), dates.of(getattr(record, resource.key)))
