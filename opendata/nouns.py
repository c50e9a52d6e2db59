"""The nouns of the data: what each is called, where its records come from, and the shape they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from editions.loaded import records
from factories.filters import FactoryFilter
from factories.models import Factory
from opendata import shapes
from opendata.reading import CountryReading, Reading, SiteReading
from reference.filters.filterset import SiteFilter
from reference.models import (
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


@dataclass(frozen=True)
class Noun:
    """A kind of record as data."""

    name: str
    """As in addresses."""
    heading: Any
    model: Any
    shape: type[shapes.RecordShape]
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
    def detail(self) -> type[shapes.RecordShape]:
        """The shape of one record on its own."""
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
        """Each record in its shape; its address begins with `origin`, which is PUBLIC_URL unless given."""
        shape = self.detail if in_detail else self.shape
        context = {"edition": edition} if origin is None else {"edition": edition, "origin": origin}
        serializer = shape(context=context)
        for record in found:
            yield serializer.to_representation(self.read(record, documents_only=documents_only))


NOUNS: dict[str, Noun] = {
    noun.name: noun
    for noun in (
        Noun(
            "factories",
            _("AI Factories"),
            Factory,
            shapes.FactoryShape,
            read=SiteReading,
            filters=FactoryFilter,
        ),
        Noun(
            "antennas",
            _("AI Factory Antennas"),
            Antenna,
            shapes.AntennaShape,
            read=SiteReading,
            filters=AntennaFilter,
        ),
        Noun(
            "supercomputers",
            _("Supercomputers and other systems"),
            Supercomputer,
            shapes.SupercomputerShape,
        ),
        Noun(
            "organisations",
            _("Organisations"),
            Organisation,
            shapes.OrganisationShape,
        ),
        Noun(
            "countries",
            _("Countries"),
            Country,
            shapes.CountryShape,
            read=CountryReading,
            key="code",
            cited=False,
        ),
        Noun("sectors", _("Sectors"), Sector, shapes.SectorShape, cited=False),
        Noun(
            "services",
            _("Services"),
            Service,
            shapes.ServiceShape,
            cited=False,
            listed=False,
            page=False,
        ),
        Noun("cut-offs", _("Selection cut-offs"), CutOff, shapes.CutOffShape),
        Noun("sources", _("Sources"), Source, shapes.SourceShape, cited=False),
        Noun(
            "milestones",
            _("Milestones"),
            Milestone,
            shapes.MilestoneShape,
            listed=False,
            page=False,
        ),
        Noun(
            "figures",
            _("Key figures"),
            KeyFigure,
            shapes.FigureShape,
            page=False,
        ),
        Noun(
            "audiences",
            _("User groups served by all"),
            Audience,
            shapes.AudienceShape,
            listed=False,
            page=False,
        ),
    )
}
"""In the order in which readers ask for them."""

DETAILED = {noun.name: shapes.detailed(noun.shape) if noun.cited else noun.shape for noun in NOUNS.values()}
