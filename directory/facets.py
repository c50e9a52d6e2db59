"""The facets of a site list as plain data: every value with how many sites it would leave."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from directory.filters.fields import Choices
from directory.filters.filterset import SiteFilter
from directory.filters.parameters import Facet, Parameter
from editions.current import edition_cache

FIRST = ("country", "sector")


@dataclass(slots=True)
class Option:
    """One value of a facet. `count` is None where nothing was counted."""

    value: str
    label: str
    count: int | None
    selected: bool


@dataclass(frozen=True)
class FacetView:
    """A facet as the form shows it."""

    name: str
    legend: str
    offered: Choices
    """Every value that it offers."""
    given: Collection[str]
    """The values that are on."""
    counts: Mapping[str, int] | None = None
    """How many sites each value would leave; None where nothing was counted."""
    narrowed_by: FacetView | None = None

    @property
    def options(self) -> Iterator[Option]:
        """Every value with its state."""
        for choice in self.offered:
            count = None if self.counts is None else self.counts[choice.value]
            yield Option(choice.value, choice.label, count, choice.value in self.given)

    @property
    def chosen(self) -> int:
        """How many of its values are on."""
        return len(self.offered.places.keys() & self.given)

    @property
    def first(self) -> bool:
        """Whether it is one of those most visitors come for, and so unfolded."""
        return self.name in FIRST

    @property
    def narrowing(self) -> str:
        """Which parameter narrows it, and to what."""
        if self.narrowed_by is None:
            return ""
        return "=".join([self.narrowed_by.name, *self.narrowed_by.given])


def facets(filters: SiteFilter, *, counted: bool) -> list[FacetView]:
    """Every facet of a list's form; where the address had a problem nothing is counted."""
    views = []
    for name in filters.ORDER:
        facet = filters.parameter(name)
        if not isinstance(facet, Facet):
            continue
        given = filters.value(name) if counted else filters.normalised(name)
        offered = _offered(filters, name, facet, given)
        counts = None
        if counted:
            counts = facet.counts(filters, offered.values, filters.kept(without_group_of=name))
        narrowing = _narrowing(filters, name)
        views.append(FacetView(name, str(facet.legend), offered, given, counts, narrowing))
    # A stable sort: the first facets lead, the others keep the order of the contract.
    return sorted(views, key=lambda view: not view.first)


def _offered(filters: SiteFilter, name: str, facet: Facet, given: list[str]) -> Choices:
    """The values that the form offers, with those that are on."""
    offered: Choices = edition_cache().get_or_set(
        ("offered", facet, filters.kind, filters.documents_only, *facet.cache_key(filters)),
        lambda: Choices(facet.offered(filters, name)),
    )
    missing = set(given).difference(offered.places) if facet.hide_unused else ()
    if not missing:
        return offered
    among = {*offered.places, *missing}
    return Choices(choice for choice in filters.choices(name) if choice.value in among)


def _narrowing(filters: SiteFilter, name: str) -> FacetView | None:
    """The single-valued parameter that narrows this facet, if there is one."""
    other = _narrows(type(filters), name)  # type: ignore[arg-type]  # a class is hashable
    if not other:
        return None
    offered = filters.choices(other)
    given = [value for value in filters.given(other) if value in offered.places]
    return FacetView(other, str(filters.parameter(other).legend), offered, given)


@cache
def _narrows(filters: type[SiteFilter], name: str) -> str:
    parameters: dict[str, Parameter] = filters.base_filters
    group = parameters[name].group
    found = (other for other in filters.ORDER if other != name and group and parameters[other].group == group)
    return next(found, "")
