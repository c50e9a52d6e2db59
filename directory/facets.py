"""The facets of a site list as plain data: every value with how many sites it would leave."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from directory.filters import Facet
from directory.filterset import SiteFilter
from directory.query_params import Choices
from editions.current import edition_cache

FIRST = ("open", "usable", "machine", "sector", "country")
"""The facets most visitors come for, in this order."""
SHOWN = 6
"""Values that a facet shows at once; the others follow on request, unless they are very few."""
OFFERED = 200
"""Values of a long list that the form of a facet offers. Others are reached by their own pages."""


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
    selected: Collection[str]
    """The values that are on."""
    counts: Mapping[str, int] | None = None
    """How many sites each value would leave; None where nothing was counted."""
    narrowed_by: FacetView | None = None
    shown: int = 0
    """How many of the values offered are shown at once."""

    @property
    def options(self) -> Iterator[Option]:
        """Every value with its state."""
        for value, label in self.offered.items():
            count = None if self.counts is None else self.counts[value]
            yield Option(value, label, count, value in self.selected)

    @property
    def chosen(self) -> int:
        """How many of its values are on."""
        return len(self.offered.keys() & self.selected)

    @property
    def first(self) -> bool:
        """Whether it is one of those most visitors come for, and so unfolded."""
        return self.name in FIRST

    @property
    def more(self) -> int:
        """How many values follow on request."""
        return len(self.offered) - self.shown

    @property
    def more_chosen(self) -> bool:
        """Whether one of these is on."""
        return any(value in self.selected for value in list(self.offered)[self.shown :])

    @property
    def narrowing(self) -> str:
        """Which parameter narrows it, and to what."""
        if self.narrowed_by is None:
            return ""
        return "=".join([self.narrowed_by.name, *self.narrowed_by.selected])


def facets(filters: SiteFilter, *, counted: bool) -> list[FacetView]:
    """Every facet of a list's form; where the address had a problem nothing is counted."""
    views = [
        _view(filters, name, facet, counted=counted)
        for name, facet in filters.filters.items()
        if isinstance(facet, Facet)
    ]
    # A stable sort: the first facets lead, the others keep the order of the contract.
    return sorted(views, key=lambda view: FIRST.index(view.name) if view.first else len(FIRST))


def _view(filters: SiteFilter, name: str, facet: Facet, *, counted: bool) -> FacetView:
    selected = facet.value if counted else list(map(facet.field.normalise, filters.form.raw_values(name)))
    offered, shown = _most_common_first(filters, name, facet, _offered(filters, name, facet, selected))
    counts = facet.counts(offered, filters.matching(without_group=facet.group)) if counted else None
    return FacetView(name, str(facet.label), offered, selected, counts, _narrowing(filters, facet), shown)


def _most_common_first(filters: SiteFilter, name: str, facet: Facet, offered: Choices) -> tuple[Choices, int]:
    """The same values, those that most sites have first, and how many of them are shown at once."""
    if len(offered) <= SHOWN + 2:
        return offered, len(offered)
    key = ("shown", type(filters).__name__, name, filters.documents_only, facet.narrowing)
    common = edition_cache().get_or_set(key, lambda: facet.index.most_common(SHOWN))
    first = {value: label for value, label in offered.items() if value in common}
    return {**first, **offered}, len(first)


def _offered(filters: SiteFilter, name: str, facet: Facet, selected: list[str]) -> Choices:
    """The values that the form offers: of a long list those that most sites have, and those that are on."""
    choices: Choices = facet.field.choices
    if not facet.hide_unused:
        return choices

    def most_common() -> Choices:
        common = facet.index.most_common(OFFERED)
        return {value: label for value, label in choices.items() if value in common}

    key = ("offered", type(filters).__name__, name, filters.documents_only, facet.narrowing)
    offered = edition_cache().get_or_set(key, most_common)
    if offered.keys() >= set(selected):
        return offered
    return {value: label for value, label in choices.items() if value in offered or value in selected}


def _narrowing(filters: SiteFilter, facet: Facet) -> FacetView | None:
    """The single-valued parameter that narrows this facet, if there is one."""
    if not facet.narrowed_by:
        return None
    other = filters.filters[facet.narrowed_by]
    offered = other.field.choices
    selected = [value for value in filters.form.raw_values(facet.narrowed_by) if value in offered]
    return FacetView(facet.narrowed_by, str(other.label), offered, selected)
