"""Sites as the rules see them, from the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from antennas.models import Antenna, AntennaFactory
from directory.cards import LEADING_ROLES
from directory.evidence import Cite, Evidence, References
from directory.facts import Value
from directory.models import Audience, Organisation, Site
from editions.current import records
from explore.finder.rules import Candidate, Door
from factories.models import Factory


def candidates(references: References) -> list[Candidate]:
    """Every site. The arguments' references come into the list given."""
    serves = _served_by_all(references)
    found = [_candidate(site, "factory", serves["factories"], references) for site in records().all(Factory)]
    return found + [
        _candidate(site, "antenna", serves["antennas"], references) for site in records().all(Antenna)
    ]


def _served_by_all(references: References) -> dict[str, dict[str, Cite]]:
    """For AI Factories and for Antennas: the user groups that all of them serve, with their evidence."""
    found: dict[str, dict[str, Cite]] = {"factories": {}, "antennas": {}}
    for audience in records().all(Audience):
        evidence = Evidence(audience.citations.all(), references)
        found[audience.kind][audience.user_group] = evidence.cite("user_group")
    return found


def _candidate(site: Site, kind: str, serves: dict[str, Cite], references: References) -> Candidate:
    sectors = [link.sector for link in site.sector_links.all()]  # type: ignore[attr-defined]
    services = [link.service for link in site.service_links.all()]  # type: ignore[attr-defined]
    evidence = Evidence(site.citations.all(), references)  # type: ignore[attr-defined]
    partners = [link.country.code for link in site.country_links.all()] if isinstance(site, Factory) else []
    return Candidate(
        slug=site.slug,
        name=site.name,
        kind=kind,
        country=site.country.code,
        country_name=site.country.display_name,
        url=site.get_absolute_url(),  # type: ignore[attr-defined]
        lang=site.name_language,
        city=site.city,
        stage=site.stage(),
        sectors={link.sector.slug: link.emphasis for link in site.sector_links.all()},  # type: ignore[attr-defined]
        names={item.slug: item.name for item in (*sectors, *services)},
        services=frozenset(service.slug for service in services),
        partners=frozenset(partners),
        doors=_doors(site, references) if isinstance(site, Factory) else {},
        cite=evidence.cite,
        reached=_reached(site, references),
        serves=serves,
        ask=tuple(_ask(site, evidence)),
    )


def _reached(site: Site, references: References) -> Cite:
    """What stands behind the stage: the milestone that happened and reached it."""
    stage = site.stage()
    reaching = [
        link.milestone
        for link in site.milestone_links.all()  # type: ignore[attr-defined]
        if link.milestone.happened and link.milestone.stage == stage
    ]
    return Evidence(reaching[0].citations.all(), references).cite("title") if reaching else Cite()


def _ask(site: Site, evidence: Evidence) -> Iterator[Value]:
    """The website if a source names one, else the organisations that host or coordinate, each once."""
    if site.website:
        yield Value(site.website, url=site.website, external=True, cite=evidence.cite("website"))
        return
    cites: dict[Organisation, Cite] = {}
    for link in site.organisation_links.all():  # type: ignore[attr-defined]
        if link.role in LEADING_ROLES:
            cite = replace(evidence.cite("organisations", link.about), terms=[])
            cites[link.organisation] = cites.get(link.organisation, Cite()).merged(cite)
    for organisation, cite in cites.items():
        url, lang = organisation.get_absolute_url(), organisation.name_language
        yield Value(organisation.name, url, lang=lang, cite=cite)


def _doors(factory: Factory, references: References) -> dict[str, tuple[Door, ...]]:
    """The antennas that lead to a factory, by their country; their own citations stand behind them."""
    doors: dict[str, list[Door]] = defaultdict(list)
    for link in sorted(factory.antenna_links.all(), key=lambda link: link.site.name.lower()):
        cite = Evidence(link.site.citations.all(), references).cite("factories", factory.slug)
        linked = link.kind == AntennaFactory.Kind.LINKED
        doors[link.site.country.code].append(Door(link.site.name, linked, cite))
    return {code: tuple(found) for code, found in doors.items()}
