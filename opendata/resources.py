"""The resources of the data: what each is called, where its records come from, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from directory.filterset import SiteFilter
from directory.models import (
    AccessRoute,
    Audience,
    Country,
    CutOff,
    KeyFigure,
    Milestone,
    Organisation,
    Sector,
    Service,
    Source,
    Supercomputer,
)
from editions.current import records
from factories.filters import FactoryFilter
from factories.models import Factory
from opendata.serializers import parts
from opendata.serializers import records as of_records
from opendata.serializers import sites as of_sites


@dataclass(frozen=True)
class Resource:
    """A kind of record as data."""

    name: str
    """As in addresses."""
    heading: Any
    model: Any
    serializer: type[parts.RecordSerializer]
    detail_serializer: type[parts.RecordSerializer] | None = None
    """For one record on its own, with what stands behind its facts; None where nothing is cited."""
    filters: type[SiteFilter] | None = None
    key: str = "slug"
    listed: bool = True
    """Whether its list has a page of its own, and so files beside it."""
    page: bool = True
    """Whether each record has a page, and so files beside it."""

    @property
    def detail(self) -> type[parts.RecordSerializer]:
        """What writes one record on its own."""
        return self.detail_serializer or self.serializer

    @property
    def meaning(self) -> str:
        """What a record of it is."""
        return (self.serializer.__doc__ or "").strip()

    def everything(self) -> list[Any]:
        """All records in the order of their keys."""
        return sorted(records().all(self.model), key=attrgetter(self.key))

    def as_data(
        self, found: Iterable[Any], *, in_detail: bool = False, **context: Any
    ) -> list[dict[str, Any]]:
        """Records as plain values; the context is that of the serializers: `edition`, `documents_only`,
        `relative_urls`.
        """
        serializer = self.detail if in_detail else self.serializer
        return list(serializer(found, many=True, context=context).data)


RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource(
            "factories",
            _("AI Factories"),
            Factory,
            of_sites.FactorySerializer,
            of_sites.FactoryInDetailSerializer,
            filters=FactoryFilter,
        ),
        Resource(
            "antennas",
            _("AI Factory Antennas"),
            Antenna,
            of_sites.AntennaSerializer,
            of_sites.AntennaInDetailSerializer,
            filters=AntennaFilter,
        ),
        Resource(
            "supercomputers",
            _("Supercomputers and other systems"),
            Supercomputer,
            of_records.SupercomputerSerializer,
            of_records.SupercomputerInDetailSerializer,
        ),
        Resource(
            "organisations",
            _("Organisations"),
            Organisation,
            of_records.OrganisationSerializer,
            of_records.OrganisationInDetailSerializer,
        ),
        Resource(
            "countries",
            _("Countries"),
            Country,
            of_records.CountrySerializer,
            key="code",
        ),
        Resource(
            "sectors",
            _("Sectors"),
            Sector,
            of_records.SectorSerializer,
        ),
        Resource(
            "services",
            _("Services"),
            Service,
            of_records.ServiceSerializer,
            listed=False,
            page=False,
        ),
        Resource(
            "cut-offs",
            _("Selection cut-offs"),
            CutOff,
            of_records.CutOffSerializer,
            of_records.CutOffInDetailSerializer,
        ),
        Resource(
            "sources",
            _("Sources"),
            Source,
            of_records.SourceSerializer,
        ),
        Resource(
            "milestones",
            _("Milestones"),
            Milestone,
            of_records.MilestoneSerializer,
            of_records.MilestoneInDetailSerializer,
            listed=False,
            page=False,
        ),
        Resource(
            "figures",
            _("Key figures"),
            KeyFigure,
            of_records.FigureSerializer,
            of_records.FigureInDetailSerializer,
            page=False,
        ),
        Resource(
            "access-routes",
            _("Access routes"),
            AccessRoute,
            of_records.AccessRouteSerializer,
            of_records.AccessRouteInDetailSerializer,
            listed=False,
            page=False,
        ),
        Resource(
            "audiences",
            _("User groups served by all"),
            Audience,
            of_records.AudienceSerializer,
            of_records.AudienceInDetailSerializer,
            listed=False,
            page=False,
        ),
    )
}
"""In the order in which readers ask for them."""
