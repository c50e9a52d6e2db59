"""The nouns of the data: what each is called, where its records come from, and the shape they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from factories.filters import FactoryFilter
from factories.models import Factory
from opendata import shapes
from opendata.reading import CountryReading, Reading, SiteReading
from reference.filters.filterset import SiteFilter
from reference.models import (
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

OF_SITES = ("factories_links__site", "antennas_links__site")
CITED = "citations__source"


@dataclass(frozen=True)
class Noun:
    """A kind of record as data."""

    name: str
    """As in addresses."""
    heading: Any
    model: Any
    shape: type[shapes.RecordShape]
    fetched: tuple[str, ...] = ()
    """What its shape needs besides the record."""
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

    def everything(self) -> QuerySet:
        """All records with what their shapes need, in a constant number of queries, in a stable order."""
        return self.ready(self.model.objects.all())

    def ready(self, records: QuerySet, *, documents_only: bool = False) -> QuerySet:
        """These records with what their shapes need."""
        if self.filters:
            return records.for_detail(documents_only=documents_only)  # type: ignore[attr-defined]
        fetched = (*self.fetched, CITED) if self.cited else self.fetched
        return records.with_related(*fetched).order_by(self.key)  # type: ignore[attr-defined]

    def as_data(
        self,
        records: Iterable[Any],
        *,
        edition: int | None,
        documents_only: bool = False,
        in_detail: bool = False,
        origin: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Each record in its shape, as it comes; its address begins with `origin`, ours unless told."""
        shape = self.detail if in_detail else self.shape
        context = {"edition": edition} if origin is None else {"edition": edition, "origin": origin}
        serializer = shape(context=context)
        options = {"documents_only": True} if documents_only else {}
        for record in records:
            yield serializer.to_representation(self.read(record, **options))


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
            ("organisation", "country", *OF_SITES),
        ),
        Noun(
            "organisations",
            _("Organisations"),
            Organisation,
            shapes.OrganisationShape,
            ("country", "supercomputers", *OF_SITES),
        ),
        Noun(
            "countries",
            _("Countries"),
            Country,
            shapes.CountryShape,
            ("factories", "antennas", "factories_links__site"),
            read=CountryReading,
            key="code",
            cited=False,
        ),
        Noun("sectors", _("Sectors"), Sector, shapes.SectorShape, OF_SITES, cited=False),
        Noun(
            "services",
            _("Services"),
            Service,
            shapes.ServiceShape,
            OF_SITES,
            cited=False,
            listed=False,
            page=False,
        ),
        Noun("cut-offs", _("Selection cut-offs"), CutOff, shapes.CutOffShape, ("factories", "antennas")),
        Noun("sources", _("Sources"), Source, shapes.SourceShape, cited=False),
        Noun(
            "milestones",
            _("Milestones"),
            Milestone,
            shapes.MilestoneShape,
            ("supercomputer", "cut_off", *OF_SITES),
            listed=False,
            page=False,
        ),
        Noun(
            "figures",
            _("Key figures"),
            KeyFigure,
            shapes.FigureShape,
            ("supercomputer", "cut_off", *OF_SITES),
            page=False,
        ),
    )
}
"""In the order in which readers ask for them."""

DETAILED = {noun.name: shapes.detailed(noun.shape) if noun.cited else noun.shape for noun in NOUNS.values()}
