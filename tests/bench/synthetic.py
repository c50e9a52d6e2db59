"""Sites that do not exist, for seeing what grows: `python -m tests.bench.synthetic 10000` adds as many as are lacking.

They are plausible and random, but seeded: the same number gives the same records. Each tells as much as a site of the
reviewed record does, every fact cited. Countries, sectors, services, rounds and sources are the real ones; organisations,
systems and milestones grow with the sites up to `MOST`, since the lists of a filter name each of them.
"""

from __future__ import annotations

import datetime
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

import django
from django.apps import apps
from django.db import transaction
from django.db.models import Model

AT_A_TIME = 500
MOST = 300
"""How many organisations, systems and milestones there are at most besides the real ones."""
SITES_FOR_ONE = 10
"""And to how many sites there is one."""
PARTS = (
    "al",
    "bor",
    "cas",
    "den",
    "el",
    "fir",
    "gan",
    "hol",
    "is",
    "jor",
    "kal",
    "lin",
    "mar",
    "nor",
    "or",
    "pel",
    "riv",
)
ENDS = ("berg", "burg", "dal", "field", "haven", "mouth", "sund", "stad", "ton", "vik", "wald")
WORDS = [
    "access",
    "advice",
    "agriculture",
    "compute",
    "data",
    "energy",
    "engineers",
    "expertise",
    "health",
    "industry",
    "infrastructure",
    "language",
    "manufacturing",
    "models",
    "network",
    "offers",
    "partners",
    "public",
    "research",
    "science",
    "services",
    "small",
    "start-ups",
    "supports",
    "training",
]
BODIES = (
    "University of {}",
    "{} Supercomputing Centre",
    "{} Institute of Technology",
    "Ministry of Research, {}",
)


class World:
    """What sites are made from: the real vocabulary, and chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.countries = self._all("reference.Country")
        self.sectors = self._all("reference.Sector")
        self.services = self._all("reference.Service")
        self.sources = self._all("reference.Source")
        self.rounds = {kind: self._all("reference.CutOff", kind=kind) for kind in ("factories", "antennas")}

    @staticmethod
    def _all(label: str, **conditions: Any) -> list[Any]:
        return list(apps.get_model(label)._default_manager.filter(**conditions).order_by("pk"))

    def made_before(self) -> None:
        """What sites refer to and is made before them; read again, so that all have their numbers."""
        self.organisations = self._all("reference.Organisation")
        self.systems = self._all("reference.Supercomputer")
        self.milestones = self._all("reference.Milestone")
        self.factories = self._all("factories.Factory")

    def some(self, values: Sequence[Any], least: int, most: int) -> list[Any]:
        """A few of them, each once; those at the front are chosen more often, as some sectors are."""
        wanted = min(self.chance.randint(least, most), len(values))
        found: dict[Any, None] = {}
        while len(found) < wanted:
            found[values[int(len(values) * self.chance.random() ** 1.5)]] = None
        return list(found)

    def place(self) -> str:
        """The name of a town."""
        return "".join((*self.chance.choices(PARTS, k=2), self.chance.choice(ENDS))).capitalize()

    def text(self, least: int, most: int) -> str:
        """Sentences without meaning, of so many words."""
        words = self.chance.choices(WORDS, k=self.chance.randint(least, most))
        return " ".join(f"{' '.join(part).capitalize()}." for part in batched(words, 12))

    def cited(self, model: type[Model], record: Any, facts: Iterable[tuple[str, str]]) -> Iterator[Model]:
        """A citation of each fact of a record; a few have a second one, which now and then says otherwise."""
        for fact, about in facts:
            sources = self.some(self.sources, 1, 1 if self.chance.random() < 0.9 else 2)
            for place, source in enumerate(sources):
                says = {"locator": f"Section {self.chance.randint(1, 9)}"}
                if place and self.chance.random() < 0.1:
                    says |= {"agrees": False, "as_stated": self.place(), "note": self.text(8, 20)}
                yield model(record=record, field=fact, about=about, source=source, **says)


Rows = dict[type[Model], list[Any]]


def fill(sites: int, seed: int = 1) -> None:
    """Add sites to the editing database until there are so many, two factories to each antenna."""
    world = World(seed)
    with transaction.atomic():
        world.made_before()
        there = len(world.factories) + apps.get_model("antennas.Antenna")._default_manager.count()
        for make in (_organisation, _system, _milestone):
            _store(world, make, range(min((sites - there) // SITES_FOR_ONE, MOST)))
            world.made_before()
        lacking = range(max(sites - there, 0))
        _store(world, _factory, lacking[: len(lacking) * 2 // 3])
        world.made_before()
        _store(world, _antenna, lacking[len(lacking) * 2 // 3 :])


def _store(world: World, make: Any, numbers: Iterable[int]) -> None:
    """Make records and their rows, and insert each table's at once."""
    for portion in batched(numbers, AT_A_TIME):
        rows: Rows = defaultdict(list)
        for number in portion:
            for record in make(world, number):
                rows[type(record)].append(record)
        for model, records in rows.items():
            model._default_manager.bulk_create(records)


def _organisation(world: World, number: int) -> Iterator[Model]:
    town = world.place()
    record = apps.get_model("reference.Organisation")(
        slug=f"organisation-{number}",
        name=f"{world.chance.choice(BODIES).format(town)} {number}",
        country=world.chance.choice(world.countries),
        city=town,
        website=f"https://organisation-{number}.example/",
    )
    yield record
    yield from _citations(world, record)


def _system(world: World, number: int) -> Iterator[Model]:
    owner = world.chance.choice([item for item in world.organisations if item.country_id])
    record = apps.get_model("reference.Supercomputer")(
        slug=f"system-{number}",
        name=f"{world.place().upper()} {number}",
        kind="supercomputer",
        organisation=owner,
        country_id=owner.country_id,
        city=world.place(),
        status="in-service",
        status_on=_month(world),
        status_precision="month",
        contract_eur=world.chance.randint(5, 200) * 1_000_000,
        description=world.text(15, 30),
    )
    yield record
    yield from _citations(world, record)


def _milestone(world: World, number: int) -> Iterator[Model]:
    stage = world.chance.choice((None, 2, 3, 4, 5, 6))
    kind = {2: "agreement", 3: "contract", 4: "deployment", 5: "deployment", 6: "service"}.get(
        stage or 0, "event"
    )
    record = apps.get_model("reference.Milestone")(
        slug=f"milestone-{number}",
        title=f"{world.place()} {kind} {number}",
        kind=kind,
        status=world.chance.choice(("happened", "happened", "expected")),
        stage=stage,
        date=_month(world),
        precision="month",
    )
    yield record
    yield from _citations(world, record)


def _month(world: World) -> datetime.date:
    return datetime.date(world.chance.randint(2024, 2028), world.chance.randint(1, 12), 1)


def _citations(world: World, record: Any) -> Iterator[Model]:
    model = record._meta.get_field("citations").related_model
    yield from world.cited(model, record, [(fact, "") for fact in record.stated_fields()])


def _factory(world: World, number: int) -> Iterator[Model]:
    site = _site(world, "factories.Factory", number)
    yield site
    partners = [country for country in world.some(world.countries, 0, 3) if country != site.country]
    rows = [*_rows(world, site), *(_row(site, "country_links", country=country) for country in partners)]
    yield from rows
    yield from _site_citations(world, site, rows)


def _antenna(world: World, number: int) -> Iterator[Model]:
    site = _site(world, "antennas.Antenna", number)
    yield site
    linked = world.some(world.factories, 1, 2)
    rows = [
        *_rows(world, site),
        *(_row(site, "factory_links", factory=factory, kind="linked") for factory in linked),
    ]
    yield from rows
    yield from _site_citations(world, site, rows)


def _site(world: World, label: str, number: int) -> Any:
    model: Any = apps.get_model(label)
    chance, town = world.chance, world.place()
    slug = f"{town.lower()}-{model._meta.model_name}-{number}"
    return model(
        slug=slug,
        name=f"{town} {model._meta.verbose_name} {number}",
        aliases=[f"{town[:3].upper()}{number}"],
        country=chance.choice(world.countries),
        cut_off=chance.choice(world.rounds[model.selected_in]),
        city=town,
        latitude=round(chance.uniform(36, 68), 2),
        longitude=round(chance.uniform(-9, 30), 2),
        website=f"https://{slug}.example/",
        summary=world.text(40, 90),
        access=world.text(8, 20) if chance.random() < 0.3 else "",
        sectors_open=chance.random() < 0.3,
    )


def _rows(world: World, site: Any) -> Iterator[Model]:
    """What a site of either kind is tied to."""
    chance = world.chance
    for sector in world.some(world.sectors, 1, 5):
        yield _row(
            site, "sector_links", sector=sector, emphasis=chance.choice(("focus", "focus", "use-case"))
        )
    for service in world.some(world.services, 1, 5):
        yield _row(site, "service_links", service=service, detail=world.text(2, 5))
    for place, organisation in enumerate(world.some(world.organisations, 1, 4)):
        yield _row(
            site, "organisation_links", organisation=organisation, role="partner" if place else "coordinator"
        )
    for system in world.some(world.systems, 0, 2):
        yield _row(
            site,
            "system_links",
            supercomputer=system,
            relation=chance.choice(("new", "upgrade", "builds-on")),
        )
    for milestone in world.some(world.milestones, 1, 4):
        yield _row(site, "milestone_links", milestone=milestone)


def _row(site: Any, link: str, /, **values: Any) -> Any:
    return site._meta.get_field(link).related_model(site=site, **values)


def _site_citations(world: World, site: Any, rows: list[Any]) -> Iterator[Model]:
    """Every fact of a site, and each value of those with several, cited."""
    facts = [(fact, "") for fact in site.stated_fields()]
    for fact, relation in site.cited_relations.items():
        model = site._meta.get_field(relation).related_model
        facts += [(fact, row.about) for row in rows if type(row) is model]
    yield from world.cited(site._meta.get_field("citations").related_model, site, facts)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
