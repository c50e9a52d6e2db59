"""The page of a site as plain data, without what only a factory or an antenna has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from directory.cards import LEADING_ROLES, hosts
from directory.cites import Cite
from directory.detail import DetailPage, Section, stated
from directory.evidence import Evidence, References, record_evidence
from directory.facts import (
    Fact,
    Happening,
    Value,
    confirmed,
    happenings,
    machine_track,
    service_track,
    single,
)
from directory.figure_text import figure_value
from directory.map.site_map import Pin, site_map, site_pin
from directory.models import (
    MachineStep,
    ServiceStep,
    Site,
    SiteOrganisation,
    SiteSector,
    SiteSystem,
    WebLink,
)
from directory.ways_in import apply_or_ask, audience_fact, link_values, route_value, said_of_all

BESIDE = 90
"""Units between the marks of the small map."""


def site_detail_page(site: Site, kind: str, *, documents_only: bool, references: References) -> DetailPage:
    """The page of a factory or an antenna, without what only one of them has, and not yet numbered."""
    evidence = Evidence(site.citations.all(), references, documents_only=documents_only)  # type: ignore[attr-defined]
    page = DetailPage(
        kind=kind,
        noun=str(site._meta.verbose_name),
        title=site.name,
        lang=site.name_language,
        path=site.get_absolute_url(),  # type: ignore[attr-defined]
        slug=site.slug,
        term="ai-factory" if kind == "factory" else "ai-factory-antenna",
        aliases=[name for name in site.aliases if evidence.names(name)],
        name=evidence.cite("name"),
        references=references,
        documents_only=documents_only,
    )
    if evidence.whole("summary"):
        page.lead = Value(site.summary, cite=evidence.cite("summary"))
    machines = site.machines(documents_only=documents_only)
    milestones = {*site.milestones(), *(step for system in machines for step in system.milestones.all())}
    dated = [_selected(site, evidence, references)]
    dated += happenings(milestones, references, documents_only=documents_only)
    page.happenings = confirmed(dated)
    page.service = service_track(page.happenings)
    page.machines = [machine_track(system, page.happenings) for system in machines]
    page.usable_now = usable_now(site, evidence, references)
    page.brief = _brief(page, site)
    page.ways_in = Fact(_("Apply or ask"), apply_or_ask(site, evidence, references), "ways_in")
    shown = {value.url for value in page.ways_in.values}
    links = link_values(site, evidence, WebLink.Kind.values)
    organisations = organisation_facts(site, evidence)
    running = [Fact(_("Usable now"), page.usable_now, "usable")] if page.usable_now else []
    page.sections += [
        _place(site, evidence),
        Section("offer", _("What you get"), [*running, service_fact(site, evidence)]),
        Section("access", _("How to apply"), access_facts(site, evidence, references)),
        _for_all(site, references, documents_only=documents_only),
        Section("status", _("Status"), [_selected_in(site, evidence)], rows=[]),
        Section("organisations", _("Who is behind it"), organisations, _by_organisation(organisations)),
        Section("systems", _("Systems"), [system_fact(site, evidence)]),
        Section("sectors", _("Sectors"), [sector_fact(site, evidence)]),
    ]
    if figures := figure_facts(site, references, documents_only=documents_only):
        page.sections.append(Section("figures", _("Figures"), figures))
    others = [value for value in links if value.url not in shown]
    rows = [Fact(_("Links"), others, "web_links")] if others or not links else []
    page.sections.append(Section("web", _("Links"), [Fact(_("Links"), links, "web_links")], rows))
    return page


def add_map(
    page: DetailPage, site: Site, evidence: Evidence, others: Iterable[Pin], takes_part: Iterable[str] = ()
) -> None:
    """Give a page its map: the site, those it is linked to, and the countries of its consortium."""
    city_stated = evidence.supports("city")
    here = site_pin(site, page.kind, documents_only=page.documents_only, city_stated=city_stated)
    linked = list(others)
    page.map = site_map([here, *linked], takes_part=takes_part, distance=BESIDE)
    page.place = f"{here.city}, {here.country}" if here.city else here.country
    page.map.label = _("Map of Europe: {site} in {place}").format(site=site.name, place=page.place)
    if linked:
        named = ", ".join(f"{pin.name} ({pin.country})" for pin in linked)
        page.map.label = _("{label}; linked: {others}").format(label=page.map.label, others=named)


def _brief(page: DetailPage, site: Site) -> list[tuple[str, str]]:
    """Who leads the site, and its machines, in a few words; the page has the evidence further down."""
    rows = site.rows("organisations", documents_only=page.documents_only)
    in_service = str(MachineStep.IN_SERVICE.label)
    coming = [
        _("{machine} ({status})").format(machine=track.label, status=track.status)
        if track.status
        else track.label
        for track in page.machines
        if track.status != in_service
    ]
    words = (
        (_("Led by"), [tie.name for tie in hosts(rows)]),
        (_("Usable now"), [value.text for value in page.usable_now]),
        (_("Next machine"), coming),
    )
    return [(label, ", ".join(names)) for label, names in words if names]


def _place(site: Site, evidence: Evidence) -> Section:
    """Where it is: two facts, one line."""
    country = site.country
    facts = [
        single(evidence, site, "city", _("City")),
        single(
            evidence,
            site,
            "country",
            _("Host country"),
            text=country.display_name,
            url=country.get_absolute_url(),
        ),
    ]
    values = [value for fact in facts for value in fact.values]
    return Section("place", _("Place"), facts, [Fact(_("Place"), values, "place")])


def _selected_in(site: Site, evidence: Evidence) -> Fact:
    """The cut-off that selected the site."""
    cut_off = site.cut_off
    return single(
        evidence,
        site,
        "cut_off",
        _("Selected in"),
        text=cut_off.name,
        url=cut_off.get_absolute_url(),
        detail=str(cut_off.announced),
    )


def access_facts(site: Site, evidence: Evidence, references: References) -> list[Fact]:
    """Whom the site serves, how to get access, and its own access routes."""
    only = evidence.documents_only
    routes = [row.route for row in site.route_links.all()]  # type: ignore[attr-defined]
    values = [value for route in routes if (value := route_value(route, references, documents_only=only))]
    return [
        audience_fact(site, evidence),
        _access(site, evidence),
        Fact(_("Its own access routes"), values, "routes"),
    ]


def _for_all(site: Site, references: References, *, documents_only: bool) -> Section:
    """What the programme says of every site of the kind."""
    heading = _("Every AI Factory offers") if site.kind == "factory" else _("Every Antenna offers")
    facts = said_of_all(site, references, documents_only=documents_only)
    routes = [value.text.rpartition(": ")[2] for fact in facts for value in fact.values if value.url]
    named = _("{what}: {names}").format(what=heading, names=get_text_list(routes, _("and")))
    return Section("all", heading, stated(facts), folded=named if routes else heading)


def _access(site: Site, evidence: Evidence) -> Fact:
    """A text, not a value: shown only if everything it draws on counts."""
    label = _("How to get access")
    return single(evidence, site, "access", label) if evidence.whole("access") else Fact(label, [], "access")


def _selected(site: Site, evidence: Evidence, references: References) -> Happening:
    """The first step of the service."""
    cut_off = site.cut_off
    own = record_evidence(cut_off, references, documents_only=evidence.documents_only)
    return Happening(
        title=cut_off.name,
        when=cut_off.announced,
        happened=True,
        step=ServiceStep.SELECTED,
        url=cut_off.get_absolute_url(),
        cite=evidence.cite("cut_off").merged(own.cite("announced_on")),
    )


def organisation_facts(site: Site, evidence: Evidence) -> list[Fact]:
    """One fact a role, in the order of the roles."""
    facts = []
    links = list(site.organisation_links.all())  # type: ignore[attr-defined]
    for role in SiteOrganisation.Role:
        values = [
            _organisation_value(link, evidence)
            for link in links
            if link.role == role and evidence.supports("organisations", link.about)
        ]
        if values:
            is_open = role == SiteOrganisation.Role.PARTNER and site.organisations_open
            facts.append(Fact(capfirst(str(role.label)), values, "organisations", open_list=is_open))
    return facts or [Fact(_("Organisations"), [], "organisations")]


def _by_organisation(facts: list[Fact]) -> list[Fact]:
    """Each organisation once, with its roles: those that lead the site, then the others."""
    partner = capfirst(str(SiteOrganisation.Role.PARTNER.label))
    leading = {capfirst(str(role.label)) for role in LEADING_ROLES}
    roles: dict[str, list[Fact]] = {}
    found: dict[str, Value] = {}
    for fact in facts:
        for value in fact.values:
            earlier = found.get(value.url)
            found[value.url] = replace(earlier, cite=earlier.cite.merged(value.cite)) if earlier else value
            roles.setdefault(value.url, []).append(fact)
    rows: dict[str, list[Value]] = {_("Led by"): [], _("Partners"): []}
    for url, value in found.items():
        leads = any(fact.label in leading for fact in roles[url])
        named = [fact.label for fact in roles[url] if leads or fact.label != partner]
        detail = ", ".join([*([value.detail] if value.detail else []), *(name.lower() for name in named)])
        rows[_("Led by") if leads else _("Partners")].append(replace(value, detail=detail))
    is_open = any(fact.open_list for fact in facts)
    listed = [
        Fact(label, values, "organisations", open_list=is_open and label == _("Partners"))
        for label, values in rows.items()
        if values
    ]
    return listed or facts


def _organisation_value(link: SiteOrganisation, evidence: Evidence) -> Value:
    """The organisation with the source's verb, unless the source's own term says it already."""
    organisation = link.organisation
    cite = evidence.cite("organisations", link.about)
    known = {link.get_role_display(), *(term.text for term in cite.terms)}
    said = link.verb and link.verb.casefold() not in {words.casefold() for words in known}
    short = organisation.short_name if organisation.short_name != organisation.name else ""
    return Value(
        organisation.name,
        url=organisation.get_absolute_url(),
        detail=", ".join(filter(None, [short, f"“{link.verb}”" if said else ""])),
        lang=organisation.name_language,
        cite=cite,
    )


def system_fact(site: Site, evidence: Evidence) -> Fact:
    """The systems, each with all its relations to the site."""
    values: dict[str, Value] = {}
    for link in site.system_links.all():  # type: ignore[attr-defined]
        if not evidence.supports("supercomputers", link.about):
            continue
        system = link.supercomputer
        cite, relation = evidence.cite("supercomputers", link.about), link.get_relation_display()
        if earlier := values.get(system.slug):
            relation, cite = f"{earlier.detail}, {relation}", earlier.cite.merged(cite)
        values[system.slug] = Value(system.display_name, system.get_absolute_url(), relation, cite=cite)
    return Fact(_("Systems"), list(values.values()), "supercomputers")


def usable_now(site: Site, evidence: Evidence, references: References) -> list[Value]:
    """The systems in service that users of the site may work with, each with its relation to the site."""
    only = evidence.documents_only
    values = []
    for system in site.usable_now(documents_only=only):
        rows = [row for row in site.system_links.all() if row.supercomputer == system]  # type: ignore[attr-defined]
        rows = [row for row in rows if row.relation in SiteSystem.USABLE]
        cite = Cite()
        for row in rows:
            cite = cite.merged(evidence.cite("supercomputers", row.about))
        running = [step for step in system.steps(documents_only=only) if step.step == MachineStep.IN_SERVICE]
        for item in happenings((step for step in running if step.happened), references, documents_only=only):
            cite = cite.merged(item.cite)
        detail = ", ".join(dict.fromkeys(str(row.get_relation_display()) for row in rows))
        values.append(
            Value(system.display_name, system.get_absolute_url(), detail, cite=replace(cite, terms=[]))
        )
    return values


def sector_fact(site: Site, evidence: Evidence) -> Fact:
    """The sectors, and how specific the claim is."""
    values = [
        Value(
            link.sector.name,
            url=link.sector.get_absolute_url(),
            detail=link.get_emphasis_display() if link.emphasis == SiteSector.Emphasis.USE_CASE else "",
            cite=evidence.cite("sectors", link.about),
        )
        for link in site.sector_links.all()  # type: ignore[attr-defined]
        if evidence.supports("sectors", link.about)
    ]
    return Fact(_("Sectors"), values, "sectors", open_list=site.sectors_open and bool(values))


def service_fact(site: Site, evidence: Evidence) -> Fact:
    """What the site offers or plans to offer."""
    values = [
        Value(link.service.name, detail=link.detail, cite=evidence.cite("services", link.about))
        for link in site.service_links.all()  # type: ignore[attr-defined]
        if evidence.supports("services", link.about)
    ]
    # What is said of this site in particular comes before what is said of all of them.
    values.sort(key=lambda value: value.cite.general_notes)
    return Fact(_("Services"), values, "services")


def figure_facts(site: Site, references: References, *, documents_only: bool) -> list[Fact]:
    """The site's key figures, each a fact with its scope."""
    facts = []
    for link in site.figure_links.all():  # type: ignore[attr-defined]
        value = figure_value(link.figure, references, documents_only=documents_only)
        if value:
            facts.append(Fact(link.figure.label, [value], "figures"))
    return facts
