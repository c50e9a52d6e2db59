"""A site list as plain data: the sentence, chips, facets, sites of the page, and links to the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from directory import text_search
from directory.cards import Card
from directory.facets import FacetView, Option, facets
from directory.filters import Evidence, Label, ListFilter
from directory.filterset import NO_SECTOR, SiteFilter
from directory.map.site_map import SiteMap, site_map, site_pin
from directory.query_params import PAGE_SIZE, Problem, no_such_page, shortened


@dataclass(frozen=True)
class Column:
    """A column of the list as a table; `sort` is the value of the parameter that orders by it."""

    label: Label
    sort: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class ListKind:
    """What the list of AI Factories has of its own, and that of Antennas."""

    section: str
    """The first part of its address, and the namespace of its URLs."""
    filters: type[SiteFilter]
    card: Callable[..., Card]
    row: str
    """The macro for a site in the list drawn as a table."""
    columns: tuple[Column, ...]
    heading: Label
    description: Label
    intro: Label
    counted: Callable[[int], str]
    """“19 AI Factories”."""
    matching: Callable[[int, int], str]
    """“2 of 19 AI Factories”."""
    none: Label
    """“No AI Factory”."""

    @property
    def path(self) -> str:
        """The address of the list without parameters."""
        return reverse(f"{self.section}:list")


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


@dataclass(frozen=True)
class Heading:
    """The head of a column, the address of the list ordered by it, and how it is ordered now."""

    column: Column
    url: str = ""
    order: str = ""
    """"ascending", "descending" or nothing."""


@dataclass
class ListPage:
    """Everything a site list prints."""

    kind: ListKind
    filters: SiteFilter
    problems: list[Problem]
    """What is wrong with the address. If anything is, the page holds the form and no sites."""
    facets: list[FacetView] = field(default_factory=list)
    total: int = 0
    count: int = 0
    sites: Sequence[Any] = field(default_factory=list)
    """The sites of the page, in order."""
    paginator: Paginator[Any] = field(default_factory=lambda: Paginator([], PAGE_SIZE))
    page_number: int = 1
    chips: list[Chip] = field(default_factory=list)
    sentence: str = ""
    suggestion: str = ""
    suggestion_url: str = ""
    relax_suggestions: list[tuple[Chip, int]] = field(default_factory=list)
    """Where nothing matches: each choice that can be left out, and how many sites would match then."""
    unstated_count: int = 0
    """How many sites would match if they stated a sector: silence is not a no."""
    unstated_url: str = ""
    map: SiteMap | None = None
    """The sites of the page on the map, where the list is drawn as one."""

    @classmethod
    def of(cls, kind: ListKind, query: QueryDict) -> ListPage:
        """The list that a query string asks for."""
        filters = kind.filters(query)
        page = cls(kind, filters, list(filters.form.problems))
        values = filters.form.values
        if not page.problems:
            page.paginator = Paginator(filters.qs, values["page_size"])
            if values["page"] > page.last_page:
                page.problems.append(no_such_page(values["page"], page.last_page))
        page.facets = facets(filters, counted=not page.problems)
        if not page.problems:
            page.total, page.count = filters.index.size, page.paginator.count
            page.page_number = values["page"]
            page.sites = list(page.paginator.page(page.page_number))[:]
            page.sentence = filters.sentence()
            page.chips = list(page._chips())
            if not page.count:
                page._explain_nothing()
            elif page.view == "map":
                page.map = page._map()
        return page

    @cached_property
    def path(self) -> str:
        """The address of the list without parameters."""
        return self.kind.path

    def url(self, **changes: Any) -> str:
        """The address of this list with changes."""
        url: str = self.filters.form.address(self.path, **changes)
        return url

    @property
    def canonical(self) -> str:
        """The one address of this list."""
        return self.url()

    @property
    def canonical_for_search(self) -> str:
        """The address of the same sites, drawn and ordered as usual: the one for search engines."""
        # The second page of another size is no page of the usual list, and may lie beyond its end.
        page = 1 if self.page_size else self.page_number
        return self.url(view="", sort="", page_size="", page=page)

    @property
    def export_url(self) -> str:
        """The address whose files hold all the sites of this list."""
        return self.url(view="", page="", page_size="")

    @property
    def filter_query(self) -> str:
        """The query of the filters alone: which sites, however they are drawn, ordered and divided."""
        query: str = self.filters.form.query(view="", sort="", page="", page_size="")
        return query

    @property
    def view(self) -> str:
        return str(self.filters.form.values["view"])

    @property
    def page_size(self) -> str:
        """The page size where it is not the usual one."""
        size = self.filters.form.values["page_size"]
        return str(size) if size != PAGE_SIZE else ""

    @property
    def words(self) -> str:
        """The words searched for, as they came."""
        return " ".join(self.filters.form.raw_values("q"))

    @property
    def documents_only(self) -> bool:
        return self.filters.documents_only

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is the current one, for each way to draw the list."""
        choices = self.filters.filters["view"].field.choices
        return [(label, self.url(view=value), value == self.view) for value, label in choices.items()]

    @property
    def sorts(self) -> list[Option]:
        """The orders to choose from."""
        current = self.filters.form.values["sort"]
        choices = self.filters.filters["sort"].field.choices
        return [Option(value, label, None, value == current) for value, label in choices.items()]

    @property
    def headings(self) -> list[Heading]:
        """The heads of the table. One that orders the list already reverses the order."""
        return [self._heading(column) for column in self.kind.columns]

    def _heading(self, column: Column) -> Heading:
        current = self.filters.form.values["sort"]
        order = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(current, "")
        if not column.sort:
            return Heading(column)
        url = self.url(sort=f"-{column.sort}" if order == "ascending" else column.sort, page="")
        return Heading(column, url, order)

    @property
    def last_page(self) -> int:
        return self.paginator.num_pages

    @property
    def pages(self) -> list[PageLink | None]:
        """The pages around this one, the first and the last; None where some are left out."""
        numbers = self.paginator.get_elided_page_range(self.page_number, on_each_side=2)
        return [
            PageLink(number, self.url(page=number), number == self.page_number)
            if isinstance(number, int)
            else None
            for number in numbers
        ]

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page_number - 1) if self.page_number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.page_number + 1) if self.page_number < self.last_page else ""

    @property
    def form_fields(self) -> list[str]:
        """The parameters that have a field in the form."""
        return [name for name, each in self.filters.filters.items() if each.chooses_sites or name == "sort"]

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

    def _map(self) -> SiteMap:
        kind, only = self.filters.kind, self.documents_only
        return site_map(
            site_pin(site, kind, documents_only=only, city_stated=site.states("city", documents_only=only))
            for site in self.sites
        )

    def _chips(self) -> Iterator[Chip]:
        for each in self.filters.active:
            labels = self.filters.labels(each.field_name)
            values = each.value if each.field.many else [each.value]
            for value, label in zip(values, labels, strict=True):
                rest = [other for other in values if other != value]
                url = self.url(**{each.field_name: rest, "page": ""})
                yield Chip(str(each.label), label, url)

    def _explain_nothing(self) -> None:
        """Why the list is empty: a near miss of the words, and which single choice to leave out."""
        filters, form = self.filters, self.filters.form
        if words := form.values["q"]:
            near = text_search.did_you_mean(words, [filters.kind])
            query = form.query(q=near, page="")
            if near and type(filters)(QueryDict(query)).count:
                self.suggestion = near
                self.suggestion_url = f"{self.path}?{query}"
        groups: dict[str, list[ListFilter]] = {}
        for each in filters.active:
            groups.setdefault(each.group, []).append(each)
        for group, members in groups.items():
            count = filters.matching(without_group=group).bit_count()
            if count and len(groups) > 1 and not isinstance(members[0], Evidence):
                labels = ", ".join(label for each in members for label in filters.labels(each.field_name))
                url = self.url(**dict.fromkeys([each.field_name for each in members], ""), page="")
                self.relax_suggestions.append((Chip(str(members[0].label), labels, url), count))
        self.relax_suggestions.sort(key=lambda drop: drop[1])
        if form.values["sector"] or form.values["emphasis"]:
            query = form.query(sector=[NO_SECTOR], emphasis="", page="")
            self.unstated_count = type(filters)(QueryDict(query)).count
            self.unstated_url = f"{self.path}?{query}"
