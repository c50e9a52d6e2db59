"""A site list as plain data: the sentence, chips, facets, sites of the page, and links to the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from reference import textsearch
from reference.filters.fields import shortened
from reference.filters.filterset import PAGE_SIZE, Problem, SiteFilter, no_such_page
from reference.filters.parameters import EvidenceParameter
from reference.maps import SiteMap, site_map, site_pin

FIRST_FACETS = ("country", "sector")


@dataclass(frozen=True)
class Option:
    """One value of a facet. `count` is None where nothing was counted."""

    value: str
    label: str
    count: int | None
    selected: bool

    @property
    def empty(self) -> bool:
        """Whether choosing it would add nothing."""
        return self.count == 0 and not self.selected


@dataclass(frozen=True)
class FacetView:
    """A facet as the form shows it."""

    name: str
    legend: str
    options: list[Option]
    narrowed_by: FacetView | None = None

    @property
    def first(self) -> bool:
        """Whether it is one of those most visitors come for, and so unfolded."""
        return self.name in FIRST_FACETS

    @property
    def chosen(self) -> int:
        """How many options are on."""
        return sum(option.selected for option in self.options)


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
    total: int
    count: int = 0
    sites: list[Any] = field(default_factory=list)
    facets: list[FacetView] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    pages: list[PageLink] = field(default_factory=list)
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
        current = self.filters.value("sort") or "name"
        return [
            Option(choice.value, choice.label, None, choice.value == current)
            for choice in self.filters.choices("sort")
        ]

    @property
    def last_page(self) -> int:
        return max((page.number for page in self.pages), default=1)

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page_number - 1) if self.page_number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.page_number + 1) if self.page_number < self.last_page else ""


def build(filters: SiteFilter, path: str) -> Listing:
    """The list at `path` under `filters`; with problems it holds the form and no sites."""
    listing = Listing(filters, path, total=filters.sites.count(), problems=list(filters.problems))
    if listing.problems:
        listing.facets = _facets(filters, counted=False)
        return listing
    sites = filters.filtered()
    listing.count = sites.count()
    paginator = Paginator(sites, filters.value("page_size"))
    paginator.count = listing.count  # counted above: do not count twice
    listing.page_number = filters.value("page")
    if listing.page_number > paginator.num_pages:
        listing.problems = [no_such_page(listing.page_number, paginator.num_pages)]
        listing.facets = _facets(filters, counted=False)
        return listing
    listing.sentence = filters.sentence()
    listing.chips = _chips(listing)
    listing.facets = _facets(filters, counted=True)
    listing.pages = [
        PageLink(number, listing.url(page=number), number == listing.page_number)
        for number in paginator.page_range
    ]
    if listing.count:
        listing.sites = _page(filters, sites, listing.page_number)
        if listing.view == "map":
            listing.map = _map(listing)
    else:
        _explain_nothing(listing)
    return listing


def _page(filters: SiteFilter, sites: Any, number: int) -> list[Any]:
    """The sites of one page with everything their cards print."""
    key = filters.value("sort") or "name"
    documents_only = filters.documents_only
    if key.removeprefix("-") == "sectors":
        sites = sites.with_sector_count(documents_only=documents_only)
    size = filters.value("page_size")
    start = (number - 1) * size
    return list(sites.for_cards(documents_only=documents_only).sorted_by(key)[start : start + size])


def _map(listing: Listing) -> SiteMap:
    kind, only = listing.filters.search_kind, listing.documents_only
    return site_map(
        site_pin(site, kind, documents_only=only, city_stated=not only or site.city_stated)
        for site in listing.sites
    )


def _facets(filters: SiteFilter, *, counted: bool) -> list[FacetView]:
    facets = []
    for name in filters.ORDER:
        parameter = filters.parameter(name)
        if not parameter.facet:
            continue
        counts = parameter.counts(filters, filters.filtered(without_group_of=name)) if counted else None
        given = filters.value(name) if counted else filters.normalised(name)
        choices = filters.choices(name)
        if parameter.sparse:
            somewhere = parameter.counts(filters, filters.sites.with_stage())
            choices = [choice for choice in choices if choice.value in somewhere or choice.value in given]
        options = [
            Option(
                choice.value,
                choice.label,
                None if counts is None else counts.get(choice.value, 0),
                choice.value in given,
            )
            for choice in choices
        ]
        facets.append(FacetView(name, str(parameter.legend), options, _narrowing(filters, name)))
    # A stable sort: the first facets lead, the others keep the order of the contract.
    return sorted(facets, key=lambda facet: not facet.first)


def _narrowing(filters: SiteFilter, name: str) -> FacetView | None:
    """The single-valued parameter that narrows this facet, if there is one."""
    group = filters.parameter(name).group
    for other in filters.ORDER:
        parameter = filters.parameter(other)
        if group and other != name and parameter.group == group:
            options = [
                Option(choice.value, choice.label, None, choice.value in filters.given(other))
                for choice in filters.choices(other)
            ]
            return FacetView(other, str(parameter.legend), options)
    return None


def _chips(listing: Listing) -> list[Chip]:
    filters = listing.filters
    chips = []
    for name, parameter, value in filters.active():
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
        near = textsearch.did_you_mean(words, [filters.search_kind])
        query = filters.query(q=near, page=1)
        if near and type(filters)(QueryDict(query), filters.sites).filtered().exists():
            listing.suggestion = near
            listing.suggestion_url = f"{listing.path}?{query}"
    dropped: set[str] = set()
    for name, parameter, _value in filters.active():
        group = {
            other
            for other in filters.ORDER
            if other == name or (parameter.group and filters.parameter(other).group == parameter.group)
        }
        if isinstance(parameter, EvidenceParameter) or group & dropped:
            continue
        dropped |= group
        count = filters.filtered(without_group_of=name).count()
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
        listing.silent = type(filters)(QueryDict(query), filters.sites).filtered().count()
        listing.silent_url = f"{listing.path}?{query}"
