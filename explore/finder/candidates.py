"""Sites as the rules see them, from the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from antennas.models import Antenna, AntennaFactory
from directory.cites import Cite
from directory.dates import PartialDate, Precision
from directory.evidence import Evidence, References, record_evidence
from directory.facts import Happening, Value, confirmed, happenings
from directory.map.projection import place
from directory.map.site_map import label_places
from directory.models import AccessRoute, Audience, CutOff, MachineStep, ServiceStep, Site
from directory.site_page import usable_now
from directory.ways_in import checked, routes_for_all, short_name, ways_of_its_own
from editions.clock import today
from editions.current import records
from factories.models import Factory


def no_cite(fact: str, about: str = "") -> Cite:
    """Evidence of a site that has none."""
    return Cite()


@dataclass(frozen=True)
class Door:
    """An antenna that leads to a factory: its name, whether formally linked, and what stands behind it."""

    name: str
    linked: bool
    cite: Cite = field(default_factory=Cite)


@dataclass(frozen=True)
class Candidate:
    """A site as the rules see it."""

    slug: str
    name: str
    kind: str
    country: str
    country_name: str = ""
    url: str = ""
    lang: str = ""
    city: str = ""
    sectors: Mapping[str, str] = field(default_factory=dict)
    """Emphasis by sector."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What sectors and services are called."""
    services: frozenset[str] = frozenset()
    place: tuple[float, float] | None = None
    """Where it is on the map."""
    near: int = 0
    """How many kilometres away it is, if it is one of the nearest to the country that was answered."""
    partners: frozenset[str] = frozenset()
    doors: Mapping[str, tuple[Door, ...]] = field(default_factory=dict)
    """Antennas that lead to it, by their country."""
    cite: Callable[..., Cite] = no_cite
    usable_now: tuple[Value, ...] = ()
    """The systems in service that its users may work with."""
    opened: Cite | None = None
    """What stands behind the statement that it serves users now; None where no source says so."""
    serves: Mapping[str, Cite] = field(default_factory=dict)
    """User groups that every site of this kind is meant to serve, with what stands behind it."""
    groups: Mapping[str, Cite] = field(default_factory=dict)
    """User groups that sources name for this site in particular, with what stands behind each."""
    free: Mapping[str, Mapping[str, Cite]] = field(default_factory=dict)
    """Its own free access routes by user group: their names, with what stands behind the price."""
    free_for_all: Mapping[str, Mapping[str, Cite]] = field(default_factory=dict)
    """The same of the routes that open every site of its kind."""
    ask: tuple[Value, ...] = ()
    """Where to apply or ask at the site itself, the most direct first."""
    cost: tuple[Value, ...] = ()
    """What its own access routes cost, with the name of each."""
    dates: tuple[Value, ...] = ()
    """What is expected next, and the cut-off dates to come of its own access routes."""
    limits: Mapping[str, Cite] = field(default_factory=dict)
    """Who may apply for its own access routes, in the words of the record."""

    def called(self, key: str) -> str:
        """The name of a sector or a service."""
        return self.names.get(key, key)


def system_names(site: Candidate) -> str:
    """The systems that its users may work with, in words."""
    return str(get_text_list([value.text for value in site.usable_now], _("and")))


def system_cites(site: Candidate) -> list[Cite]:
    """What stands behind them."""
    return [value.cite for value in site.usable_now]


def candidates(references: References) -> list[Candidate]:
    """Every site. The arguments' references come into the list given."""
    serves = _served_by_all(references)
    found = []
    for model, kind in ((Factory, CutOff.Kind.FACTORIES), (Antenna, CutOff.Kind.ANTENNAS)):
        free = _free_routes(routes_for_all(model.kind), references)
        found += [_candidate(site, serves[kind], free, references) for site in records().all(model)]
    return found


def _served_by_all(references: References) -> dict[str, dict[str, Cite]]:
    """For AI Factories and for Antennas: the user groups that all of them serve, with their evidence."""
    found: dict[str, dict[str, Cite]] = {"factories": {}, "antennas": {}}
    for audience in records().all(Audience):
        evidence = record_evidence(audience, references)
        found[audience.kind][audience.user_group] = evidence.cite("user_group")
    return found


def _candidate(
    site: Site, serves: dict[str, Cite], free_for_all: dict[str, dict[str, Cite]], references: References
) -> Candidate:
    sectors = [link.sector for link in site.sector_links.all()]  # type: ignore[attr-defined]
    services = [link.service for link in site.service_links.all()]  # type: ignore[attr-defined]
    evidence = record_evidence(site, references)
    partners = [link.country.code for link in site.country_links.all()] if isinstance(site, Factory) else []
    routes = [row.route for row in site.route_links.all()]  # type: ignore[attr-defined]
    events = confirmed(happenings(site.milestones(), references))
    return Candidate(
        slug=site.slug,
        name=site.name,
        kind=site.kind,
        country=site.country.code,
        country_name=site.country.display_name,
        url=site.get_absolute_url(),  # type: ignore[attr-defined]
        lang=site.name_language,
        city=site.city,
        sectors={link.sector.slug: link.emphasis for link in site.sector_links.all()},  # type: ignore[attr-defined]
        names={item.slug: item.name for item in (*sectors, *services)},
        services=frozenset(service.slug for service in services),
        place=_place(site),
        partners=frozenset(partners),
        doors=_doors(site, references) if isinstance(site, Factory) else {},
        cite=evidence.cite,
        usable_now=tuple(usable_now(site, evidence, references)),
        opened=_opened(site, events),
        serves=serves,
        groups=_user_groups(site, evidence),
        free=_free_routes(routes, references),
        free_for_all=free_for_all,
        ask=tuple(_without_check(value) for value in ways_of_its_own(site, evidence, references)),
        cost=tuple(cost_value(route, references) for route in routes if route.cost),
        dates=(
            *_expected(events),
            *(date for route in routes for date in deadline_values(route, references)),
        ),
        limits={
            route.eligibility: record_evidence(route, references).cite("eligibility")
            for route in routes
            if route.eligibility
        },
    )


def _place(site: Site) -> tuple[float, float] | None:
    """Where on the map its city is, or else the middle of its country."""
    if site.latitude is not None and site.longitude is not None:
        return place(float(site.latitude), float(site.longitude))
    return label_places().get(site.country.code)


def _opened(site: Site, events: list[Happening]) -> Cite | None:
    """What stands behind the statement that the site serves users now; None where no source says so."""
    if not site.is_open():
        return None
    cite = Cite()
    for item in events:
        if item.happened and item.step == ServiceStep.OPEN_TO_USERS:
            cite = cite.merged(item.cite)
    return cite


def _without_check(value: Value) -> Value:
    """The same link; whether we have opened its page stands with its source."""
    return replace(value, detail="") if value.detail == checked(value.cite) else value


def _expected(events: list[Happening]) -> list[Value]:
    """What is to come: users served, a machine in service; without what is known to have happened."""
    steps = (MachineStep.IN_SERVICE, ServiceStep.OPEN_TO_USERS)
    return [
        Value(item.title, detail=_date(item), cite=item.cite)
        for item in events
        if item.step in steps and not item.happened and not item.confirmed
    ]


def _date(item: Happening) -> str:
    """When it is expected, unless its title says so, and whether that has passed."""
    dated = "" if item.dated in item.title else item.dated
    overdue = _("overdue: not confirmed") if item.overdue else ""
    return ", ".join(part for part in (dated, overdue) if part)


def cost_value(route: AccessRoute, references: References) -> Value:
    """What an access route costs, in words, with its name."""
    evidence = record_evidence(route, references)
    text = route.cost_detail or str(route.get_cost_display())
    return Value(
        text, detail=short_name(route), cite=evidence.cite("cost").merged(evidence.cite("cost_detail"))
    )


def deadline_values(route: AccessRoute, references: References) -> list[Value]:
    """The next cut-off date of an access route: one value, or none where all have passed."""
    evidence = record_evidence(route, references)
    coming = [row for row in route.deadline_rows.all() if row.date >= today()]
    return [
        Value(
            _("next cut-off date: {date}").format(date=PartialDate(row.date, Precision.DAY)),
            detail=short_name(route),
            cite=evidence.cite("deadlines", row.about),
        )
        for row in sorted(coming, key=lambda row: row.date)[:1]
    ]


def _user_groups(site: Site, evidence: Evidence) -> dict[str, Cite]:
    """The user groups that sources name for the site in particular, with what stands behind each."""
    rows = site.audience_links.all()  # type: ignore[attr-defined]
    return {row.user_group: evidence.cite("audiences", row.about) for row in rows}


def _free_routes(routes: Iterable[AccessRoute], references: References) -> dict[str, dict[str, Cite]]:
    """Those of the routes that are free: by user group, names with their evidence."""
    found: dict[str, dict[str, Cite]] = defaultdict(dict)
    for route in routes:
        # What is free for some is so for startups and small companies: the record says it in words.
        groups = route.user_groups if route.cost == AccessRoute.Cost.FREE else []
        if route.cost == AccessRoute.Cost.PARTLY_FREE:
            groups = [group for group in route.user_groups if group in ("startups", "smes")]
        for group in groups:
            found[group][short_name(route)] = record_evidence(route, references).cite("cost")
    return found


def _doors(factory: Factory, references: References) -> dict[str, tuple[Door, ...]]:
    """The antennas that lead to a factory, by their country; their own citations stand behind them."""
    doors: dict[str, list[Door]] = defaultdict(list)
    for link in sorted(factory.antenna_links.all(), key=lambda link: link.site.name.lower()):
        cite = record_evidence(link.site, references).cite("factories", factory.slug)
        linked = link.kind == AntennaFactory.Kind.LINKED
        doors[link.site.country.code].append(Door(link.site.name, linked, cite))
    return {code: tuple(found) for code, found in doors.items()}
