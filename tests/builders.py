"""Small records for cases. Every builder fills in what the case does not care about."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from antennas.models import Antenna, AntennaFactory
from directory.models import Country, CutOff, Milestone, Organisation, Sector, Source, Supercomputer
from factories.models import Factory, FactoryCitation, FactorySector

_numbers = itertools.count(1)


def number() -> int:
    """A number not used before."""
    return next(_numbers)


def make_country(**fields: Any) -> Country:
    code = fields.pop("code", "DE")
    defaults = {"name": f"Country {code}", "alpha3": f"X{code}"[:3], **fields}
    return Country.objects.get_or_create(code=code, defaults=defaults)[0]


def make_cut_off(**fields: Any) -> CutOff:
    n = number()
    values = {
        "slug": f"round-{n}",
        "kind": "factories",
        "number": 100 + n,
        "name": f"Round {n}",
        "announced_on": datetime.date(2030, 1, 1),
    }
    return CutOff.objects.create(**{**values, **fields})


def make_source(**fields: Any) -> Source:
    n = number()
    values = {
        "slug": f"source-{n}",
        "kind": "primary",
        "title": f"Source {n}",
        "publisher": "A publisher",
        "language": "en",
    }
    if fields.get("kind") == "document":
        values |= {"file_name": f"{n}.txt", "sha256": "0" * 64}
    return Source.objects.create(**{**values, **fields})


def make_sector(**fields: Any) -> Sector:
    n = number()
    return Sector.objects.create(**{"slug": f"sector-{n}", "name": f"Sector {n}", "scope": "scope", **fields})


def make_organisation(**fields: Any) -> Organisation:
    n = number()
    return Organisation.objects.create(**{"slug": f"org-{n}", "name": f"Organisation {n}", **fields})


def make_supercomputer(**fields: Any) -> Supercomputer:
    n = number()
    values = {"slug": f"system-{n}", "kind": "supercomputer"}
    if "label" not in fields:
        values["name"] = f"System {n}"
    return Supercomputer.objects.create(**{**values, **fields})


def make_milestone(**fields: Any) -> Milestone:
    n = number()
    values = {
        "slug": f"milestone-{n}",
        "title": f"Milestone {n}",
        "kind": "event",
        "status": "happened",
        "date": datetime.date(2025, 5, 1),
        "precision": "day",
    }
    return Milestone.objects.create(**{**values, **fields})


def _site(fields: dict[str, Any]) -> dict[str, Any]:
    n = number()
    values = {"slug": f"site-{n}", "name": f"Site {n}", "summary": "A summary."}
    values["country"] = fields.pop("country", None) or make_country()
    values["cut_off"] = fields.pop("cut_off", None) or make_cut_off()
    return {**values, **fields}


def make_factory(sectors: tuple[Sector, ...] = (), **fields: Any) -> Factory:
    factory = Factory.objects.create(**_site(fields))
    for sector in sectors:
        FactorySector.objects.create(site=factory, sector=sector)
    return factory


def make_antenna(linked: tuple[Factory, ...] = (), **fields: Any) -> Antenna:
    antenna = Antenna.objects.create(**_site(fields))
    for factory in linked:
        AntennaFactory.objects.create(site=antenna, factory=factory, kind="linked")
    return antenna


def cite(factory: Factory, field: str, source: Source, about: str = "", **fields: Any) -> FactoryCitation:
    return FactoryCitation.objects.create(record=factory, field=field, about=about, source=source, **fields)
