"""The facets of a site list as plain data: every value with how many sites it would leave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reference.filters.fields import Choice
from reference.filters.filterset import SiteFilter
from reference.filters.parameters import Facet

FIRST = ("country", "sector")


@dataclass(frozen=True, slots=True)
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


@dataclass
class FacetView:
    """A facet as the form shows it."""

    name: str
    legend: str
    options: list[Option]
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

    @cached_property
    def chosen(self) -> int:
        """How many options are on."""
        return sum(option.selected for option in self.options)


def facets(filters: SiteFilter, *, counted: bool) -> list[FacetView]:
    """Every facet of a list's form; where the address had a problem nothing is counted."""
    views = []
    for name in filters.ORDER:
        facet = filters.parameter(name)
        if not isinstance(facet, Facet):
            continue
        given = filters.value(name) if counted else filters.normalised(name)
        choices = _offered(filters, name, facet, given)
        counts = (
            facet.counts(filters, [choice.value for choice in choices], filters.kept(without_group_of=name))
            if counted
            else {}
        )
        options = [
            Option(choice.value, choice.label, counts.get(choice.value), choice.value in given)
            for choice in choices
        ]
        views.append(FacetView(name, str(facet.legend), options, _narrowing(filters, name)))
    # A stable sort: the first facets lead, the others keep the order of the contract.
    return sorted(views, key=lambda view: not view.first)


def _offered(filters: SiteFilter, name: str, facet: Facet, given: list[str]) -> list[Choice]:
    """The values that the form offers, with those that are on."""
    offered: list[Choice] = filters.memory.get(
        ("offered", facet, filters.kind, filters.documents_only, *facet.narrowed(filters)),
        lambda: facet.common(filters, name),
    )
    missing = set(given).difference(choice.value for choice in offered) if facet.sparse else ()
    if not missing:
        return offered
    among = {choice.value for choice in offered}.union(missing)
    return [choice for choice in filters.choices(name) if choice.value in among]


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
