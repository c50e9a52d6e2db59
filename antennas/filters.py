"""The filters of the list of AI Factory Antennas."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antennas.models import Antenna, AntennaFactory
from directory.filters import NarrowedFacet, Narrowing, any_of, by_label, choices_of, per_edition
from directory.filterset import SiteFilter, cut_off_facet
from directory.models import CutOff
from directory.query_params import Choices
from editions.current import records
from factories.models import Factory


@per_edition
def factory_choices() -> Choices:
    return by_label((factory.slug, factory.name) for factory in records().all(Factory))


class FactoryFacet(NarrowedFacet):
    """A factory that the antenna is linked to or collaborates with, narrowed by `link`."""

    fact = "factories"
    narrowed_by = "link"

    def pair(self, row: Any) -> tuple[str, str]:
        return row.factory.slug, row.kind

    def describe(self, labels: list[str]) -> str:
        phrases = {
            "": _("linked to or collaborating with {factories}"),
            AntennaFactory.Kind.LINKED: _("linked to {factories}"),
            AntennaFactory.Kind.COLLABORATES: _("collaborating with {factories}"),
        }
        return phrases[self.narrowing].format(factories=any_of(labels))


def _describe_link(kind: str) -> str:
    if kind == AntennaFactory.Kind.LINKED:
        return _("linked to an AI Factory")
    return _("collaborating with an AI Factory")


class AntennaFilter(SiteFilter):
    """Every parameter of the list of AI Factory Antennas."""

    kind = "antenna"

    cutoff = cut_off_facet(CutOff.Kind.ANTENNAS)
    factory = FactoryFacet(gettext_lazy("AI Factory"), choices=factory_choices, hide_unused=True)
    link = Narrowing(
        gettext_lazy("Kind of link"),
        narrows="factory",
        choices=choices_of(AntennaFactory.Kind),
        describe=_describe_link,
    )

    class Meta(SiteFilter.Meta):
        model = Antenna
        fields = (
            *(
                "q",
                "country",
                "sector",
                "emphasis",
                "cutoff",
                "service",
                "machine",
                "open",
                "audience",
                "organisation",
            ),
            *("factory", "link", "evidence", "sort", "view", "page", "page_size"),
        )
