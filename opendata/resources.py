"""The resources of the data: what each is called, where its records come from, and what serializes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from directory.filterset import SiteFilter
from directory.models import (
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
from opendata import serializers
from opendata.serializer_source import CountryReading, Reading, SiteReading


@dataclass(frozen=True)
class Resource:
    """A kind of record as data."""

    name: str
    """As in addresses."""
    heading: Any
    model: Any
    shape: type[serializers.RecordSerializer]
    read: Callable[..., Reading] = Reading
    filters: type[SiteFilter] | None = None
    key: str = "slug"
    cited: bool = True
    """Whether its records carry citations."""
    listed: bool = True
    """Whether its list has a page of its own, and so files beside it."""
    page: bool = True
    """Whether each record has a page, and so files beside it."""

    @property
    def detail(self) -> type[serializers.RecordSerializer]:
        """The serializer of a single record."""
        return DETAILED[self.name]

    def everything(self) -> list[Any]:
        """All records in the order of their keys."""
        return sorted(records().all(self.model), key=attrgetter(self.key))

    def as_data(
        self,
        found: Iterable[Any],
        *,
        edition: int | None,
        documents_only: bool = False,
        in_detail: bool = False,
        origin: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Each record, serialized; its address begins with `origin`, which is PUBLIC_URL unless given."""
        shape = self.detail if in_detail else self.shape
        context = {"edition": edition} if origin is None else {"edition": edition, "origin": origin}
        serializer = shape(context=context)
        for record in found:
            yield serializer.to_representation(self.read(record, documents_only=documents_only))


RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource(
            "factories",
            _("AI Factories"),
            Factory,
            serializers.FactorySerializer,
            read=SiteReading,
            filters=FactoryFilter,
        ),
        Resource(
            "antennas",
            _("AI Factory Antennas"),
            Antenna,
            serializers.AntennaSerializer,
            read=SiteReading,
            filters=AntennaFilter,
        ),
        Resource(
            "supercomputers",
            _("Supercomputers and other systems"),
            Supercomputer,
            serializers.SupercomputerSerializer,
        ),
        Resource(
            "organisations",
            _("Organisations"),
            Organisation,
            serializers.OrganisationSerializer,
        ),
        Resource(
            "countries",
            _("Countries"),
            Country,
            serializers.CountrySerializer,
            read=CountryReading,
            key="code",
            cited=False,
        ),
        Resource("sectors", _("Sectors"), Sector, serializers.SectorSerializer, cited=False),
        Resource(
            "services",
            _("Services"),
            Service,
            serializers.ServiceSerializer,
            cited=False,
            listed=False,
            page=False,
        ),
        Resource("cut-offs", _("Selection cut-offs"), CutOff, serializers.CutOffSerializer),
        Resource("sources", _("Sources"), Source, serializers.SourceSerializer, cited=False),
        Resource(
            "milestones",
            _("Milestones"),
            Milestone,
            serializers.MilestoneSerializer,
            listed=False,
            page=False,
        ),
        Resource(
            "figures",
            _("Key figures"),
            KeyFigure,
            serializers.FigureSerializer,
            page=False,
        ),
        Resource(
            "audiences",
            _("User groups served by all"),
            Audience,
            serializers.AudienceSerializer,
            listed=False,
            page=False,
        ),
    )
}
"""In the order in which readers ask for them."""

DETAILED = {
    resource.name: serializers.detailed(resource.shape) if resource.cited else resource.shape
    for resource in RESOURCES.values()
}
