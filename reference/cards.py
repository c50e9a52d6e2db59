"""A site as a card or a table row shows it: plain data from what `for_cards` fetched."""

from __future__ import annotations

from dataclasses import dataclass, field

from reference.models import Site, SiteOrganisation, SiteSector, Stage

LEADING_ROLES = (
    SiteOrganisation.Role.HOST,
    SiteOrganisation.Role.COORDINATOR,
    SiteOrganisation.Role.OPERATOR,
)


@dataclass(frozen=True)
class Tie:
    """Something a card names and links to."""

    name: str
    url: str
    detail: str = ""
    lang: str = ""


@dataclass
class Card:
    """What a card prints."""

    kind: str
    name: str
    url: str
    country: Tie
    city: str
    cut_off: Tie
    stage: Stage
    reached: set[int]
    """The rungs for which something happened, not only those below the highest."""
    hosts: list[Tie] = field(default_factory=list)
    systems: list[Tie] = field(default_factory=list)
    sectors: list[Tie] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    """Linked antennas of a factory, linked factories of an antenna."""
    countries: list[Tie] = field(default_factory=list)
    slug: str = ""

    @property
    def machines(self) -> list[Tie]:
        """The systems, each once, however many relations it has to the site."""
        return list({system.url: system for system in self.systems}.values())


def site_card(site: Site, kind: str, *, documents_only: bool) -> Card:
    """The card of a factory or an antenna, without what only one of them has."""
    city = site.city if not documents_only or site.city_stated else ""  # type: ignore[attr-defined]
    return Card(
        kind=kind,
        slug=site.slug,
        name=site.name,
        url=site.get_absolute_url() + ("?evidence=documents" if documents_only else ""),  # type: ignore[attr-defined]
        country=Tie(site.country.display_name, site.country.get_absolute_url()),
        city=city,
        cut_off=Tie(site.cut_off.name, site.cut_off.get_absolute_url()),
        stage=Stage(site.stage),  # type: ignore[attr-defined]
        reached={int(Stage.SELECTED), *(row.milestone.stage for row in site.reached_rows)},  # type: ignore[attr-defined]
        hosts=_leading(site),
        systems=[
            Tie(
                link.supercomputer.display_name,
                link.supercomputer.get_absolute_url(),
                link.get_relation_display(),
            )
            for link in site.system_links.all()  # type: ignore[attr-defined]
        ],
        sectors=[
            Tie(
                link.sector.name,
                link.sector.get_absolute_url(),
                link.get_emphasis_display() if link.emphasis == SiteSector.Emphasis.USE_CASE else "",
            )
            for link in site.sector_links.all()  # type: ignore[attr-defined]
        ],
    )


def _leading(site: Site) -> list[Tie]:
    """The organisations that lead: hosts first, each organisation once."""
    links = sorted(
        (link for link in site.organisation_links.all() if link.role in LEADING_ROLES),  # type: ignore[attr-defined]
        key=lambda link: LEADING_ROLES.index(link.role),
    )
    unique = {link.organisation.slug: link.organisation for link in links}
    return [
        Tie(
            org.label,
            org.get_absolute_url(),
            lang=org.name_language if not org.short_name else "",
        )
        for org in unique.values()
    ]
