"""A site as a card or a table row shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from directory.models import Site, SiteOrganisation, SiteSector

LEADING_ROLES = (
    SiteOrganisation.Role.HOST,
    SiteOrganisation.Role.COORDINATOR,
    SiteOrganisation.Role.OPERATOR,
)


SECTORS_ON_A_CARD = 3


@dataclass(frozen=True, slots=True)
class Tie:
    """Something a card names and links to."""

    name: str
    url: str
    detail: str | Promise = ""
    lang: str = ""


@dataclass(slots=True)
class Card:
    """What a card prints."""

    kind: str
    name: str
    url: str
    country: Tie
    city: str
    cut_off: Tie
    machine: list[str]
    """The last steps that its machines have reached, in words; empty where no source says so."""
    is_open: bool
    usable_now: list[Tie]
    hosts: list[Tie]
    sectors: list[Tie]
    ties: list[Tie] = field(default_factory=list)
    """Linked antennas of a factory, linked factories of an antenna."""
    slug: str = ""
    website: str = ""
    offer: str = ""
    """What it offers: the first sentence of its summary."""

    @property
    def first_sectors(self) -> list[Tie]:
        """The sectors that a card has room for."""
        return self.sectors[:SECTORS_ON_A_CARD]


def tie(record: Any, name: str, detail: str | Promise = "") -> Tie:
    """A record that a card names. A short name is the same in every language."""
    foreign = getattr(record, "name_language", "") if not getattr(record, "short_name", "") else ""
    return Tie(name, record.get_absolute_url(), detail, foreign)


def site_card(site: Site, kind: str, *, documents_only: bool) -> Card:
    """What every card has, whatever the kind of the site."""
    city_stated = site.states("city", documents_only=documents_only)
    return Card(
        kind=kind,
        name=site.name,
        url=site.get_absolute_url() + ("?evidence=documents" if documents_only else ""),  # type: ignore[attr-defined]
        country=tie(site.country, site.country.display_name),
        city=site.city if city_stated else "",
        cut_off=tie(site.cut_off, site.cut_off.name),
        machine=[str(step.label) for step in site.machine_status(documents_only=documents_only)],
        is_open=site.is_open(documents_only=documents_only),
        usable_now=[
            tie(system, system.display_name) for system in site.usable_now(documents_only=documents_only)
        ],
        hosts=hosts(site.rows("organisations", documents_only=documents_only)),
        sectors=[
            tie(row.sector, row.sector.name, row.get_emphasis_display() if _is_use_case(row) else "")
            for row in site.rows("sectors", documents_only=documents_only)
        ],
        slug=site.slug,
        website=site.website(documents_only=documents_only),
        offer=first_sentence(site.summary) if site.states("summary", documents_only=documents_only) else "",
    )


def first_sentence(text: str) -> str:
    """The text up to its first full stop before a capital letter; all of it where there is none."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", text, maxsplit=1)[0]


def hosts(rows: list[Any]) -> list[Tie]:
    """Who leads, hosts first; an organisation in two roles stands where the first of them puts it."""
    leading = sorted(
        (row for row in rows if row.role in LEADING_ROLES), key=lambda row: LEADING_ROLES.index(row.role)
    )
    return list(dict.fromkeys(tie(row.organisation, row.organisation.label) for row in leading))


def _is_use_case(row: Any) -> bool:
    return bool(row.emphasis == SiteSector.Emphasis.USE_CASE)
