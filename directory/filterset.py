"""The filter set of the site lists, shared by pages, files, feeds and the API.

django-filter declares the parameters, and its form validates them (`query_params.StrictForm`). Matching and
counting look the values up in the index of the edition (`facet_index`), and not in the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.facet_index import Bitmap, SiteIndex
from directory.filters import (
    Choice,
    Evidence,
    Facet,
    ListFilter,
    NarrowedFacet,
    Narrowing,
    Number,
    Words,
    any_of,
    by_label,
    choices_of,
    per_edition,
    rows,
)
from directory.models import (
    Country,
    CutOff,
    MachineStep,
    Organisation,
    Sector,
    Service,
    SiteSector,
    UserGroup,
)
from directory.query_params import (
    LARGEST_PAGE,
    PAGE_SIZE,
    Choices,
    ChoicesField,
    StrictForm,
    country_code,
    evidence_choices,
)
from editions.current import edition_cache, records


@per_edition
def country_choices() -> Choices:
    return by_label((country.code, country.display_name) for country in records().all(Country))


@per_edition
def service_choices() -> Choices:
    return by_label((service.slug, service.name) for service in records().all(Service))


@per_edition
def organisation_choices() -> Choices:
    return by_label((item.slug, item.label) for item in records().all(Organisation))


NOT_STATED = "not-stated"
"""The value of `machine` for the sites of whose machine no source states a step."""


def machine_choices() -> Choices:
    steps = {step.value: capfirst(str(step.label)) for step in MachineStep}
    return {**steps, NOT_STATED: _("Not stated")}


def open_choices() -> Choices:
    return {"yes": _("Open to users now")}


def cut_off_facet(kind: str) -> Facet:
    """The selection rounds for one kind of site."""
    return Facet(
        gettext_lazy("Selection cut-off"),
        lambda site, only: [site.cut_off.slug],
        choices=per_edition(
            lambda: {item.slug: item.name for item in records().all(CutOff) if item.kind == kind}
        ),
        describe=lambda names: _("selected in: {cutoffs}").format(cutoffs=names),
    )


NO_SECTOR = "none"
"""The value of `sector` for the sites that state none."""


@per_edition
def sector_choices() -> Choices:
    sectors = by_label((sector.slug, sector.name) for sector in records().all(Sector))
    return {**sectors, NO_SECTOR: _("No sector stated")}


class SectorFacet(NarrowedFacet):
    """Sectors, narrowed by `emphasis`; `none` stands for the sites that state no sector of any emphasis."""

    fact = "sectors"
    narrowed_by = "emphasis"

    def pair(self, row: Any) -> tuple[str, str]:
        return row.sector.slug, row.emphasis

    def matches(self, value: list[str]) -> Bitmap:
        named = super().matches(value)
        return named | self._unstated() if NO_SECTOR in value else named

    def counts(self, values: Iterable[str], matching: Bitmap) -> dict[str, int]:
        return {**super().counts(values, matching), NO_SECTOR: (matching & self._unstated()).bit_count()}

    def _unstated(self) -> Bitmap:
        sites, only = self.parent.index, self.parent.documents_only
        stated = sites.facet(self.fact, lambda site: [bool(site.rows(self.fact, documents_only=only))])
        return stated.any_of([False])

    def describe(self, labels: list[str]) -> str:
        if self.value == [NO_SECTOR]:
            return _("with no sector stated")
        phrases = {
            "": _("working on {sectors}"),
            SiteSector.Emphasis.FOCUS: _("focus on {sectors}"),
            SiteSector.Emphasis.USE_CASE: _("use case in {sectors}"),
        }
        return phrases[self.narrowing].format(sectors=any_of(labels))


def sort_choices() -> Choices:
    return {
        "name": _("Name"),
        "-name": _("Name, Z to A"),
        "country": _("Country"),
        "-country": _("Country, Z to A"),
        "selected": _("Selected first"),
        "-selected": _("Selected last"),
        "sectors": _("Fewest sectors named"),
        "-sectors": _("Most sectors named"),
    }


def view_choices() -> Choices:
    return {"cards": _("Cards"), "table": _("Table"), "map": _("Map")}


class SiteFilter(django_filters.FilterSet):
    """What both lists share. A subclass names its model, and all parameters in the order of the contract."""

    kind: ClassVar[str]
    """The kind of site, as search knows it."""

    class Meta:
        form = StrictForm

    q = Words(label=gettext_lazy("Words"))
    country = Facet(
        gettext_lazy("Host country"),
        lambda site, only: [site.country.code],
        choices=country_choices,
        normalise=country_code,
        hide_unused=True,
        describe=lambda names: _("hosted in {countries}").format(countries=names),
    )
    sector = SectorFacet(gettext_lazy("Sector"), choices=sector_choices)
    emphasis = Narrowing(
        gettext_lazy("Emphasis of the sector"),
        narrows="sector",
        choices=choices_of(SiteSector.Emphasis),
        describe=lambda value: _("naming a sector as {emphasis}").format(
            emphasis=str(SiteSector.Emphasis(value).label).lower()
        ),
    )
    service = Facet(
        gettext_lazy("Service"),
        rows("services", lambda row: row.service.slug),
        choices=service_choices,
        describe=lambda names: _("offering {services}").format(services=names),
    )
    machine = Facet(
        gettext_lazy("Machine"),
        lambda site, only: site.machine_status(documents_only=only) or [NOT_STATED],
        choices=machine_choices,
        hide_unused=True,
        describe=lambda names: _("machine: {steps}").format(steps=names.lower()),
    )
    open = Facet(
        gettext_lazy("Open to users"),
        lambda site, only: ["yes"] if site.is_open(documents_only=only) else [],
        choices=open_choices,
        describe=lambda names: _("open to users now"),
    )
    audience = Facet(
        gettext_lazy("User group"),
        rows("audiences", lambda row: row.user_group),
        choices=choices_of(UserGroup),
        describe=lambda names: _("for {groups}").format(groups=names.lower()),
    )
    organisation = Facet(
        gettext_lazy("Organisation"),
        rows("organisations", lambda row: row.organisation.slug),
        choices=organisation_choices,
        hide_unused=True,
        describe=lambda names: _("with {organisations}").format(organisations=names),
    )
    evidence = Evidence(label=gettext_lazy("Evidence"), choices=evidence_choices)
    sort = Choice(label=gettext_lazy("Sort"), choices=sort_choices, default="name")
    view = Choice(label=gettext_lazy("View"), choices=view_choices, default="cards")
    page = Number(label=gettext_lazy("Page"), default=1)
    page_size = Number(label=gettext_lazy("Sites a page"), default=PAGE_SIZE, at_most=LARGEST_PAGE)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(QueryDict() if data is None else data)

    def filter_queryset(self, queryset: Any) -> list[Any]:
        """The matching sites in the order asked for."""
        order = self.index.in_order(self.matching(), self.form.values["sort"])
        return [self.index.sites[position] for position in order]

    @cached_property
    def documents_only(self) -> bool:
        """Whether only the source documents count."""
        only: bool = self.form.documents_only
        return only

    @cached_property
    def index(self) -> SiteIndex:
        """All sites under the evidence that the reader asks for."""
        model, only = self.queryset.model, self.documents_only
        return edition_cache().get_or_set(
            (SiteIndex, model, only), lambda: SiteIndex(records().all(model), documents_only=only)
        )

    @cached_property
    def active(self) -> list[ListFilter]:
        """The filters that choose sites and have a value."""
        return [each for each in self.filters.values() if each.chooses_sites and each.value]

    def matching(self, *, without_group: str = "") -> Bitmap:
        """The sites that match every filter, or every one outside a group, as positions in the index."""
        # Most groups choose nothing: without them the same sites match.
        return self._matching.get(without_group, self._matching[""])

    @cached_property
    def _matching(self) -> dict[str, Bitmap]:
        """The sites that match every filter (""), and those that match all but one group."""
        by_filter = [(each.group, each.matches(each.value)) for each in self.active]
        chosen = [(group, sites) for group, sites in by_filter if sites is not None]
        matching = dict.fromkeys(("", *(group for group, _sites in chosen)), self.index.everything)
        for group, sites in chosen:
            for left_out in matching:
                if group != left_out:
                    matching[left_out] &= sites
        return matching

    @property
    def count(self) -> int:
        """How many sites match."""
        return self.matching().bit_count()

    def labels(self, name: str) -> list[str]:
        """The labels of the chosen values of a parameter."""
        value, field = self.form.values[name], self.form.fields[name]
        labels = field.choices if isinstance(field, ChoicesField) else {}
        return [labels.get(item, str(item)) for item in (value if field.many else [value])]

    def sentence(self) -> str:
        """The filters in words, such as "hosted in Germany or Poland, focus on health"."""
        phrases = (each.describe(self.labels(each.field_name)) for each in self.active)
        return ", ".join(phrase for phrase in phrases if phrase)
