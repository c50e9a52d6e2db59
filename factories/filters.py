"""The filters of the list of AI Factories."""

from __future__ import annotations

from itertools import chain
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factories.models import Factory
from reference.filters.filterset import SiteFilter
from reference.filters.parameters import CountryFacet, SystemFacet
from reference.index import Pairs
from reference.models import CutOff


class ParticipantFacet(CountryFacet):
    """A country that hosts or takes part in the consortium."""

    def pairs(self, filters: SiteFilter) -> Pairs:
        only = filters.documents_only
        partners = filters.sites.rows("participating_countries", documents_only=only)
        return chain(super().pairs(filters), partners.values_list("site_id", "country__code"))


class FactoryFilter(SiteFilter):
    """Every parameter of the list of AI Factories."""

    cut_off_kind = CutOff.Kind.FACTORIES
    kind = "factory"

    participant = ParticipantFacet(
        gettext_lazy("Country that hosts or takes part"),
        phrase=lambda names: _("with {countries} hosting or taking part").format(countries=names),
    )
    system = SystemFacet(
        gettext_lazy("System"), phrase=lambda names: _("system: {relations}").format(relations=names.lower())
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
