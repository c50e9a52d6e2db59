"""The filters of the list of AI Factories."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.facet_index import Values
from directory.filters.filterset import SiteFilter
from directory.filters.parameters import CountryFacet, SystemFacet
from directory.models import CutOff
from factories.models import Factory


class ParticipantFacet(CountryFacet):
    """A country that hosts or takes part in the consortium."""

    def values(self, filters: SiteFilter) -> Values:
        only = filters.documents_only
        return lambda site: {
            site.country.code,
            *(row.country.code for row in site.rows("participating_countries", documents_only=only)),
        }


class FactoryFilter(SiteFilter):
    """Every parameter of the list of AI Factories."""

    model = Factory
    cut_off_kind = CutOff.Kind.FACTORIES
    kind = "factory"

    participant = ParticipantFacet(
        gettext_lazy("Country that hosts or takes part"),
        describe=lambda names: _("with {countries} hosting or taking part").format(countries=names),
    )
    system = SystemFacet(
        gettext_lazy("System"),
        describe=lambda names: _("system: {relations}").format(relations=names.lower()),
    )

    ORDER: ClassVar[tuple[str, ...]] = (
        "q",
        "country",
        "participant",
        "sector",
        "emphasis",
        "cutoff",
        "system",
        "service",
        "stage",
        "organisation",
        "evidence",
        "sort",
        "view",
        "page",
        "page_size",
    )

    class Meta:
        model = Factory
        fields: ClassVar[list[str]] = []
