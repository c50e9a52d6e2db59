"""The filters of the list of AI Factories."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factories.models import Factory
from reference.filters.filterset import SiteFilter
from reference.filters.parameters import CountryFacet, SystemFacet
from reference.models import CutOff
from reference.querysets import SiteQuerySet


class ParticipantFacet(CountryFacet):
    """A country that hosts or takes part in the consortium."""

    def condition(self, filters: SiteFilter, value: list[str]) -> Q:
        return Q(country__code__in=value) | Q(
            Exists(self._rows(filters).filter(site=OuterRef("pk"), country__code__in=value))
        )

    def counts(self, filters: SiteFilter, sites: SiteQuerySet) -> dict[str, int]:
        hosts = super().counts(filters, sites)
        rows = self._rows(filters).filter(site__in=sites.order_by().values("pk")).order_by()
        partners = rows.values("country__code").annotate(n=Count("site", distinct=True))
        counts: dict[str, int] = dict(partners.values_list("country__code", "n"))
        return {code: hosts.get(code, 0) + counts.get(code, 0) for code in hosts.keys() | counts.keys()}

    def _rows(self, filters: SiteFilter) -> Any:
        return filters.sites.rows("participating_countries", documents_only=filters.documents_only)


class FactoryFilter(SiteFilter):
    """Every parameter of the list of AI Factories."""

    cut_off_kind = CutOff.Kind.FACTORIES
    search_kind = "factory"

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
