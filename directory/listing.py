"""A site list as plain data: the sentence, chips, facets, sites of the page, and links to the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from directory import text_search
from directory.facets import FacetView, Option, facets
from directory.filters.fields import shortened
from directory.filters.filterset import PAGE_SIZE, Problem, SiteFilter, no_such_page
from directory.filters.parameters import EvidenceParameter
from directory.filters.presentation import SortParameter
from directory.map.site_map import SiteMap, site_map, site_pin


@dataclass(frozen=True)
class Chip:
    """A choice that is on, and the address of the list without it."""

    legend: str
    label: str
    url: str


@dataclass(frozen=True)
class PageLink:
    """A link of the pager."""

    number: int
    url: str
    current: bool


@dataclass
class Listing:
    """Everything a site list prints."""

    filters: SiteFilter
    path: str
    total: int = 0
    count: int = 0
    sites: list[Any] = field(default_factory=list)
    """The sites of the page, in order."""
    facets: list[FacetView] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sentence: str = ""
    suggestion: str = ""
    suggestion_url: str = ""
    drops: list[tuple[Chip, int]] = field(default_factory=list)
    silent: int = 0
    """How many sites would match if they stated a sector: silence is not a no."""
    silent_url: str = ""
    map: SiteMap | None = None
    """The sites of the page on the map, where the list is drawn as one."""
    page_number: int = 1
    last_page: int = 1

    @property
    def pages(self) -> list[PageLink | None]:
        """The pages around this one, the first and the last; None where some are left out."""
        numbers = pages_around(self.page_number, self.last_page)
        return [
            PageLink(number, self.url(page=number), number == self.page_number) if number else None
            for number in numbers
        ]

    @property
    def repairs(self) -> list[tuple[Problem, str, str]]:
        """Each problem with the address as it was probably meant, and the one without the parameter."""
        return [(problem, self._repaired(problem), self._without(problem)) for problem in self.problems]

    def _repaired(self, problem: Problem) -> str:
        if not problem.suggestion or (problem.known and not problem.value):
            return ""
        query = self.filters.data.copy()
        for name in list(query):
            if not problem.known and shortened(name) == problem.parameter:
                query.setlist(problem.suggestion, query.getlist(problem.suggestion) + query.pop(name))
            elif problem.known and name == problem.parameter:
                values = [problem.suggestion if v == problem.value else v for v in query.getlist(name)]
                query.setlist(name, values)
        return f"{self.path}?{query.urlencode()}"

    def _without(self, problem: Problem) -> str:
        query = self.filters.data.copy()
        for name in list(query):
            if shortened(name) == problem.parameter:
                del query[name]
        return f"{self.path}?{query.urlencode()}" if query else self.path

    @property
    def status(self) -> int:
        """The HTTP status: 400 if any parameter had a problem."""
        return 400 if self.problems else 200

    @property
    def view(self) -> str:
        return self.filters.value("view") or "cards"

    @property
    def sort(self) -> str:
        return self.filters.value("sort") or SortParameter.default

    @property
    def page_size(self) -> str:
        """The page size where it is not the usual one."""
        size = self.filters.value("page_size")
        return str(size) if size and size != PAGE_SIZE else ""

    @property
    def words(self) -> str:
        """The words searched for, as they came."""
        return " ".join(self.filters.given("q"))

    @property
    def documents_only(self) -> bool:
        return self.filters.documents_only

    @property
    def canonical(self) -> str:
        """The one address of this list."""
        return self.url()

    @property
    def preferred(self) -> str:
        """The address of the same sites, drawn and ordered as usual: the one for search engines."""
        # The second page of another size is no page of the usual list, and may lie beyond its end.
        page = 1 if self.page_size else self.page_number
        return self.url(view="", sort="", page_size="", page=page)

    @property
    def of_files(self) -> str:
        """The address whose files hold all the sites of this list."""
        return self.url(view="", page=1, page_size="")

    @property
    def kept(self) -> str:
        """The query of the filters alone: which sites, however they are drawn, ordered and divided."""
        return self.filters.query(view="", sort="", page=1, page_size="")

    def url(self, **changes: Any) -> str:
        """The address of this list with changes."""
        return self.filters.address(self.path, **changes)

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is the current one, for each way to draw the list."""
        return [
            (choice.label, self.url(view=choice.value), choice.value == self.view)
            for choice in self.filters.choices("view")
        ]

    @property
    def sorts(self) -> list[Option]:
        """The orders to choose from."""
        current = self.sort
        return [
            Option(choice.value, choice.label, None, choice.value == current)
            for choice in self.filters.choices("sort")
        ]

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page_number - 1) if self.page_number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.page_number + 1) if self.page_number < self.last_page else ""


def build(filters: SiteFilter, path: str) -> Listing:
    """The list at `path` under `filters`; with problems it holds the form and no sites."""
    listing = Listing(filters, path, problems=list(filters.problems))
    if listing.problems:
        listing.facets = facets(filters, counted=False)
        return listing
    listing.total, listing.count = filters.index.size, filters.count
    number, size = filters.value("page"), filters.value("page_size")
    last = max(1, math.ceil(listing.count / size))
    if number > last:
        listing.problems = [no_such_page(number, last)]
        listing.facets = facets(filters, counted=False)
        return listing
    listing.page_number, listing.last_page = number, last
    listing.sentence = filters.sentence()
    listing.chips = _chips(listing)
    listing.facets = facets(filters, counted=True)
    listing.sites = filters.sites((number - 1) * size, number * size)
    if not listing.count:
        _explain_nothing(listing)
    elif listing.view == "map":
        listing.map = _map(listing)
    return listing


def _map(listing: Listing) -> SiteMap:
    kind, only = listing.filters.kind, listing.documents_only
    return site_map(
        site_pin(site, kind, documents_only=only, city_stated=site.states("city", documents_only=only))
        for site in listing.sites
    )


def pages_around(number: int, last: int) -> list[int]:
    """The pages that a pager links to: all of a few, else the first, the last and those around this one.
    0 stands for a gap.
    """
    near = {1, 2, last - 1, last, *range(number - 2, number + 3)}
    shown = sorted(page for page in near if 1 <= page <= last)
    links: list[int] = []
    for page in shown:
        if links and page - links[-1] == 2:
            links.append(page - 1)
        elif links and page - links[-1] > 2:
            links.append(0)
        links.append(page)
    return links


def _chips(listing: Listing) -> list[Chip]:
    filters = listing.filters
    chips = []
    for name, parameter, value in filters.active:
        legend = str(parameter.legend)
        if isinstance(value, list):
            for item, label in zip(value, filters.labels(name), strict=True):
                url = filters.address(listing.path, without=(name, item), page=1)
                chips.append(Chip(legend, label, url))
        else:
            label = filters.labels(name)[0]
            chips.append(Chip(legend, label, listing.url(**{name: "", "page": 1})))
    return chips


def _explain_nothing(listing: Listing) -> None:
    """Why the list is empty: a near miss of the words, and which single choice to drop."""
    filters = listing.filters
    if words := filters.value("q"):
        near = text_search.did_you_mean(words, [filters.kind])
        query = filters.query(q=near, page=1)
        if near and type(filters)(QueryDict(query)).kept():
            listing.suggestion = near
            listing.suggestion_url = f"{listing.path}?{query}"
    dropped: set[str] = set()
    for name, parameter, _value in filters.active:
        group = {
            other
            for other in filters.ORDER
            if other == name or (parameter.group and filters.parameter(other).group == parameter.group)
        }
        if isinstance(parameter, EvidenceParameter) or group & dropped:
            continue
        dropped |= group
        count = filters.kept(without_group_of=name).bit_count()
        if count:
            nothing: dict[str, Any] = {other: [] if filters.parameter(other).many else "" for other in group}
            labels = ", ".join(
                label for other in group if filters.value(other) for label in filters.labels(other)
            )
            chip = Chip(str(parameter.legend), labels, listing.url(**nothing, page=1))
            listing.drops.append((chip, count))
    listing.drops.sort(key=lambda drop: drop[1])
    if filters.value("sector") or filters.value("emphasis"):
        query = filters.query(sector=["none"], emphasis="", page=1)
        listing.silent = type(filters)(QueryDict(query)).count
        listing.silent_url = f"{listing.path}?{query}"
