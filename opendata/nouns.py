"""The nouns of the data: what each is called, where its records come from, and the shape they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from factories.filters import FactoryFilter
from factories.models import Factory
from opendata import shapes
from opendata.reading import CountryReading, Reading, SiteReading, citations_of, rows_of, rows_of_sites
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

NAMED = ("factories", "antennas")
AT_A_TIME = 200
"""Records whose rows are read together: a page of the API at its largest."""


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
        if self.filters and documents_only:
            return records.for_detail(documents_only=True)  # type: ignore[attr-defined]
        if self.filters:
            return records.with_stage().with_related(*self.fetched)  # type: ignore[attr-defined]
        return records.with_related(*self.fetched).prefetch_related(*self._named()).order_by(self.key)  # type: ignore[attr-defined]

    def _named(self) -> Iterator[Prefetch]:
        """Sites that the record itself leads to, with no more than is said of them."""
        for relation in self.model._meta.related_objects:
            if (name := relation.get_accessor_name()) in NAMED:
                sites = relation.related_model.objects.only("slug", "name", relation.field.name)
                yield Prefetch(name, sites.strict())

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
        for portion in batched(records, AT_A_TIME):
            cited = in_detail and self.cited
            for reading in self._readings(portion, cited=cited, documents_only=documents_only):
                yield serializer.to_representation(reading)

    def _readings(self, records: Sequence[Any], *, cited: bool, documents_only: bool) -> Iterator[Reading]:
        """Each record with its rows; where only documents count, those of a site are fetched with it."""
        if documents_only:
            yield from (self.read(record, documents_only=True) for record in records)
            return
        links: dict[int, Any] = rows_of(records) if self.filters else rows_of_sites(records)
        citations = citations_of(records) if cited else {}
        for record in records:
            yield self.read(record, links.get(record.pk, ()), citations.get(record.pk, ()))


NOUNS: dict[str, Noun] = {
    noun.name: noun
    for noun in (
        Noun(
            "factories",
            _("AI Factories"),
            Factory,
            shapes.FactoryShape,
            ("country", "cut_off"),
            read=SiteReading,
            filters=FactoryFilter,
        ),
        Noun(
            "antennas",
            _("AI Factory Antennas"),
            Antenna,
            shapes.AntennaShape,
            ("country", "cut_off"),
            read=SiteReading,
            filters=AntennaFilter,
        ),
        Noun(
            "supercomputers",
            _("Supercomputers and other systems"),
            Supercomputer,
            shapes.SupercomputerShape,
            ("organisation", "country"),
        ),
        Noun(
            "organisations",
            _("Organisations"),
            Organisation,
            shapes.OrganisationShape,
            ("country", "supercomputers"),
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
            ("supercomputer", "cut_off"),
            listed=False,
            page=False,
        ),
        Noun(
            "figures",
            _("Key figures"),
            KeyFigure,
            shapes.FigureShape,
            ("supercomputer", "cut_off"),
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
