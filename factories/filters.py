"""The filters of the list of AI Factories."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.filters import Facet, choices_of, rows
from directory.filterset import SiteFilter, country_choices, cut_off_facet
from directory.models import CutOff, SiteSystem
from directory.query_params import Choices, country_code
from factories.models import Factory


def usable_choices() -> Choices:
    return {"now": _("Has a system in service")}


_takes_part = rows("participating_countries", lambda row: row.country.code)


class FactoryFilter(SiteFilter):
    """Every parameter of the list of AI Factories."""

    kind = "factory"

    participant = Facet(
        gettext_lazy("Host or partner country"),
        lambda site, only: {site.country.code, *_takes_part(site, only)},
        choices=country_choices,
        normalise=country_code,
        hide_unused=True,
        describe=lambda names: _("with {countries} as host or partner").format(countries=names),
    )
    cutoff = cut_off_facet(CutOff.Kind.FACTORIES)
    system = Facet(
        gettext_lazy("System"),
        rows("supercomputers", lambda row: row.relation),
        choices=choices_of(SiteSystem.Relation),
        describe=lambda names: _("system: {relations}").format(relations=names.lower()),
    )

    usable = Facet(
        gettext_lazy("Usable now"),
        lambda site, only: ["now"] if site.usable_now(documents_only=only) else [],
        choices=usable_choices,
        describe=lambda names: _("with a system usable now"),
    )

    class Meta(SiteFilter.Meta):
        model = Factory
        fields = (
            *("q", "country", "participant", "sector", "emphasis", "cutoff", "system", "service", "machine"),
            *("open", "usable", "audience", "organisation", "evidence", "sort", "view", "page", "page_size"),
        )
