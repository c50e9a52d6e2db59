"""The facets of a site list as plain data: every value with how many sites it would leave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reference.filters.fields import Choices
from reference.filters.filterset import SiteFilter
from reference.filters.parameters import Facet, Parameter

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
    options: list[Option]
    chosen: int
    """How many options are on."""
    narrowed_by: FacetView | None = None

    @property
    def first(self) -> bool:
        """Whether it is one of those most visitors come for, and so unfolded."""
        return self.name in FIRST

    @property
    def narrowing(self) -> str:
        """Which parameter narrows it, and to what."""
        if self.narrowed_by is None:
            return ""
        chosen = [option.value for option in self.narrowed_by.options if option.selected]
        return "=".join([self.narrowed_by.name, *chosen])


def facets(filters: SiteFilter, *, counted: bool) -> list[FacetView]:
    """Every facet of a list's form; where the address had a problem nothing is counted."""
    views = []
    for name in filters.ORDER:
        facet = filters.parameter(name)
        if not isinstance(facet, Facet):
            continue
        given = filters.value(name) if counted else filters.normalised(name)
        offered = _offered(filters, name, facet, given)
        counts: dict[str, int] = {}
        if counted:
            counts = facet.counts(filters, offered.places, filters.kept(without_group_of=name))
        options = [
            Option(value, label, counts.get(value), value in given) for value, label in offered.labels.items()
        ]
        on = len(set(given).intersection(offered.places))
        views.append(FacetView(name, str(facet.legend), options, on, _narrowing(filters, name)))
    # A stable sort: the first facets lead, the others keep the order of the contract.
    return sorted(views, key=lambda view: not view.first)


def _offered(filters: SiteFilter, name: str, facet: Facet, given: list[str]) -> Choices:
    """The values that the form offers, with those that are on."""
    offered: Choices = filters.memory.get(
        ("offered", facet, filters.kind, filters.documents_only, *facet.narrowed(filters)),
        lambda: Choices(facet.common(filters, name)),
    )
    missing = set(given).difference(offered.places) if facet.sparse else ()
    if not missing:
        return offered
    among = {*offered.places, *missing}
    return Choices(choice for choice in filters.choices(name) if choice.value in among)


def _narrowing(filters: SiteFilter, name: str) -> FacetView | None:
    """The single-valued parameter that narrows this facet, if there is one."""
    other = _narrows(type(filters), name)  # type: ignore[arg-type]  # a class is hashable
    if not other:
        return None
    given = filters.given(other)
    options = [
        Option(choice.value, choice.label, None, choice.value in given) for choice in filters.choices(other)
    ]
    on = sum(option.selected for option in options)
    return FacetView(other, str(filters.parameter(other).legend), options, on)


@cache
def _narrows(filters: type[SiteFilter], name: str) -> str:
    parameters: dict[str, Parameter] = filters.base_filters
    group = parameters[name].group
    found = (other for other in filters.ORDER if other != name and group and parameters[other].group == group)
    return next(found, "")
