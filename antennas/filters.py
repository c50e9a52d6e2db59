"""The filters of the list of AI Factory Antennas."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antennas.models import Antenna, AntennaFactory
from directory.facet_index import Bitmap, Values
from directory.filters.fields import Choice, enumeration
from directory.filters.filterset import SiteFilter
from directory.filters.parameters import Parameter, RowFacet, by_label
from directory.models import CutOff
from editions.current import records
from factories.models import Factory


class FactoryFacet(RowFacet):
    """A factory that the antenna is linked to or collaborates with, narrowed by `link`."""

    fact = "factories"
    group = "factory"
    hide_unused = True

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return by_label([Choice(f.slug, f.name) for f in records().all(Factory)])

    def value(self, row: Any) -> str:
        return str(row.factory.slug)

    def values(self, filters: SiteFilter) -> Values:
        only, kind = filters.documents_only, filters.value("link")
        return lambda site: {
            self.value(row)
            for row in site.rows(self.fact, documents_only=only)
            if not kind or row.kind == kind
        }

    def cache_key(self, filters: SiteFilter) -> tuple[str, ...]:
        return (filters.value("link"),)

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
        names = enumeration(labels)
        match filters.value("link"):
            case AntennaFactory.Kind.LINKED:
                return _("linked to {factories}").format(factories=names)
            case AntennaFactory.Kind.COLLABORATES:
                return _("collaborating with {factories}").format(factories=names)
            case _other:
                return _("linked to or collaborating with {factories}").format(factories=names)


class LinkParameter(Parameter):
    """Narrows `factory`; alone it keeps the antennas with any link of that kind."""

    group = "factory"

    def choices(self, filters: SiteFilter) -> list[Choice]:
        return [Choice(value, capfirst(str(label))) for value, label in AntennaFactory.Kind.choices]

    def matches(self, filters: SiteFilter, value: str) -> Bitmap | None:
        factories = filters.parameter(self.group)
        return None if filters.value("factory") else factories.index(filters).any_value()

    def describe(self, filters: SiteFilter, labels: list[str]) -> str:
        if filters.value("factory"):
            return ""
        if filters.value("link") == AntennaFactory.Kind.LINKED:
            return _("linked to an AI Factory")
        return _("collaborating with an AI Factory")


class AntennaFilter(SiteFilter):
    """Every parameter of the list of AI Factory Antennas."""

    model = Antenna
    cut_off_kind = CutOff.Kind.ANTENNAS
    kind = "antenna"

    factory = FactoryFacet(gettext_lazy("AI Factory"))
    link = LinkParameter(gettext_lazy("Kind of link"))

    ORDER: ClassVar[tuple[str, ...]] = (
        "q",
        "country",
        "sector",
        "emphasis",
        "cutoff",
        "service",
        "stage",
        "organisation",
        "factory",
        "link",
        "evidence",
        "sort",
        "view",
        "page",
        "page_size",
    )

    class Meta:
        model = Antenna
        fields: ClassVar[list[str]] = []
