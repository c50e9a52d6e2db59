"""A site as a card or a table row shows it, read as plain values: one query a fact, however many sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from records.memory import Memory
from reference.models import (
    Country,
    CutOff,
    Organisation,
    Sector,
    SiteOrganisation,
    SiteSector,
    SiteSystem,
    Stage,
    Supercomputer,
)
from reference.prepared import Prepared

Text = str | Promise

LEADING_ROLES = (
    SiteOrganisation.Role.HOST,
    SiteOrganisation.Role.COORDINATOR,
    SiteOrganisation.Role.OPERATOR,
)
RELATIONS = dict(SiteSystem.Relation.choices)
USE_CASE = SiteSector.Emphasis.USE_CASE.label


@dataclass(frozen=True, slots=True)
class Tie:
    """Something a card names and links to."""

    name: str
    url: str
    detail: str = ""
    lang: str = ""

    def with_detail(self, detail: Text) -> Tie:
        """The same, and what it is to the site."""
        return Tie(self.name, self.url, str(detail), self.lang)


@dataclass(slots=True)
class Card:
    """What a card prints."""

    kind: str
    name: str
    url: str
    country: Tie
    city: str
    cut_off: Tie
    reached: set[int] = field(default_factory=lambda: {int(Stage.SELECTED)})
    """The rungs for which something happened, not only those below the highest."""
    hosts: list[Tie] = field(default_factory=list)
    systems: list[Tie] = field(default_factory=list)
    sectors: list[Tie] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    """Linked antennas of a factory, linked factories of an antenna."""
    countries: list[Tie] = field(default_factory=list)
    slug: str = ""

    @property
    def stage(self) -> Stage:
        """The highest rung."""
        return Stage(max(self.reached))

    @property
    def machines(self) -> list[Tie]:
        """The systems, each once, however many relations it has to the site."""
        return list({system.url: system for system in self.systems}.values())


NAMES: dict[type[Model], str] = {
    Country: "display_name",
    CutOff: "name",
    Organisation: "label",
    Supercomputer: "display_name",
    Sector: "name",
}
"""How cards name the records that many sites share."""


class Names:
    """What cards call the records that many sites share, and where sites have their pages.

    `memory` is that of the edition: each is looked up once.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def of(self, model: type[Model]) -> dict[int, Tie]:
        """All records of such a model by their keys."""
        all_of = self._memory.all_of
        return self._memory.get((Tie, model), lambda: {record.pk: _tie(record) for record in all_of(model)})

    def address(self, view: str) -> Callable[[str], str]:
        """What makes of a site's slug the address of its page; `view` is the name of such a page."""
        before, after = self._memory.get(("address", view), lambda: _around_slug(view))
        return lambda slug: f"{before}{slug}{after}"


def _tie(record: Any) -> Tie:
    # A short name is the same in every language.
    foreign = getattr(record, "name_language", "") if not getattr(record, "short_name", "") else ""
    return Tie(getattr(record, NAMES[type(record)]), record.get_absolute_url(), lang=foreign)


def _around_slug(view: str) -> tuple[str, str]:
    before, _slug, after = reverse(view, args=["-"]).rpartition("-")
    return before, after


class CardReader:
    """Reads the cards of the sites of a kind, under all evidence or that of the documents alone."""

    kind: str
    model: Any
    view: str
    """The name of a site's own page."""

    def __init__(self, *, documents_only: bool) -> None:
        self._documents_only = documents_only
        self._sites = Prepared(self._of_sites)
        milestones = self.model.objects.milestone_rows(documents_only=documents_only)
        happened = milestones.filter(milestone__status="happened", milestone__stage__isnull=False)
        self._reached = self.about(happened.order_by(), "milestone__stage")
        leading = self.rows("organisations").filter(role__in=LEADING_ROLES)
        self._hosts = self.about(leading, "organisation", "role")
        self._systems = self.about(self.rows("supercomputers"), "supercomputer", "relation")
        self._sectors = self.about(self.rows("sectors"), "sector", "emphasis")

    def rows(self, fact: str) -> QuerySet:
        """The rows that hold the values of a fact."""
        return self.model.objects.rows(fact, documents_only=self._documents_only)

    def about(self, rows: QuerySet, *columns: str, site: str = "site") -> Prepared:
        """Asks of the rows of some sites for the site and these columns."""
        return Prepared(lambda keys: rows.filter(**{f"{site}__in": keys}).values_list(site, *columns))

    def _of_sites(self, keys: Sequence[int]) -> QuerySet:
        sites = self.model.objects.with_city_stated(documents_only=self._documents_only)
        columns = ("pk", "slug", "name", "city", "city_stated", "country", "cut_off")
        return sites.filter(pk__in=keys).order_by().values_list(*columns)

    def read(self, keys: Sequence[int], memory: Memory) -> list[Card]:
        """The cards of the sites with these keys, in their order; `memory` is that of the edition."""
        names = Names(memory)
        countries, cut_offs = names.of(Country), names.of(CutOff)
        address, more = names.address(self.view), "?evidence=documents" if self._documents_only else ""
        cards = {
            key: Card(
                kind=self.kind,
                name=name,
                url=address(slug) + more,
                country=countries[country],
                city=city if stated else "",
                cut_off=cut_offs[cut_off],
                slug=slug,
            )
            for key, slug, name, city, stated, country, cut_off in self._sites.rows(keys)
        }
        for key, stage in self._reached.rows(keys):
            cards[key].reached.add(stage)
        self._complete(cards, names)
        return [cards[key] for key in keys]

    def _complete(self, cards: dict[int, Card], names: Names) -> None:
        """Add what stands in rows beside the sites."""
        keys = list(cards)
        organisations = names.of(Organisation)
        # Hosts lead, and an organisation in two roles stands where the first of them puts it.
        for key, organisation, _role in sorted(self._hosts.rows(keys), key=_rank):
            if (tie := organisations[organisation]) not in cards[key].hosts:
                cards[key].hosts.append(tie)
        systems, sectors = names.of(Supercomputer), names.of(Sector)
        for key, system, relation in self._systems.rows(keys):
            cards[key].systems.append(systems[system].with_detail(RELATIONS[relation]))
        for key, sector, emphasis in self._sectors.rows(keys):
            firm = emphasis != SiteSector.Emphasis.USE_CASE
            cards[key].sectors.append(sectors[sector] if firm else sectors[sector].with_detail(USE_CASE))


def _rank(row: tuple[Any, ...]) -> int:
    return LEADING_ROLES.index(row[-1])
