"""A record's page as plain data: sections of facts, the status, and the numbered references."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.evidence import Cite, Evidence, References
from directory.facts import (
    Fact,
    Happening,
    Track,
    Value,
    confirmed,
    happenings,
    machine_track,
    service_track,
    single,
)
from directory.figure_text import figure_value
from directory.map.site_map import Pin, SiteMap, site_map, site_pin
from directory.models import (
    CutOff,
    MachineStep,
    ServiceStep,
    Site,
    SiteOrganisation,
    SiteSector,
    SiteSystem,
    WebLink,
)
from directory.ways_in import apply_or_ask, audience_fact, link_values, route_value, said_of_all
from editions.current import edition_cache


@dataclass(frozen=True)
class Section:
    """Facts under one heading."""

    id: str
    heading: str
    facts: list[Fact]


@dataclass
class DetailPage:
    """Everything a detail page prints."""

    kind: str
    noun: str
    title: str
    path: str
    slug: str = ""
    lang: str = ""
    aliases: list[str] = field(default_factory=list)
    lead: Value | None = None
    sections: list[Section] = field(default_factory=list)
    service: Track | None = None
    machines: list[Track] = field(default_factory=list)
    usable_now: list[Value] = field(default_factory=list)
    ways_in: list[Value] = field(default_factory=list)
    """Where to apply or ask."""
    happenings: list[Happening] = field(default_factory=list)
    references: References = field(default_factory=References)
    documents_only: bool = False
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    map: SiteMap = field(default_factory=SiteMap)
    place: str = ""
    """City and country, of a site."""

    def numbered(self) -> DetailPage:
        """The page with its references numbered in the order of the page. Call it once, last."""
        values = (value for section in self.sections for fact in section.facts for value in fact.values)
        self.references.show([self.lead.cite] if self.lead else [])
        self.references.show(value.cite for value in (*self.ways_in, *self.usable_now))
        self.references.show(item.cite for item in self.on_tracks)
        self.references.show(value.cite for value in values)
        self.references.show(item.cite for item in self.other_happenings)
        return self

    @property
    def tracks(self) -> list[Track]:
        return [*([self.service] if self.service else []), *self.machines]

    @property
    def on_tracks(self) -> list[Happening]:
        """What is dated and a step of a machine or of the service."""
        return [item for track in self.tracks for step in track.steps for item in step.happenings]

    @property
    def other_happenings(self) -> list[Happening]:
        """What is dated and no step shown above."""
        shown = self.on_tracks
        return [item for item in self.happenings if item not in shown and not item.is_state]

    @property
    def disputed(self) -> list[tuple[str, str]]:
        """What sources disagree about, and where on the page that is shown."""
        lead = [(_("Summary"), self.lead.cite)] if self.lead else []
        shown = self.on_tracks + self.other_happenings
        cites = [*lead, *((item.title, item.cite) for item in shown)]
        for section in self.sections:
            for fact in section.facts:
                several = len(fact.values) > 1
                for value in fact.values:
                    label = f"{fact.label}: {value.text}" if several else fact.label
                    cites.append((label, value.cite))
        return [(label, cite.anchor) for label, cite in cites if cite.disputes]


def site_detail_page(site: Site, kind: str, *, documents_only: bool, references: References) -> DetailPage:
    """The page of a factory or an antenna, without what only one of them has, and not yet numbered."""
    evidence = Evidence(site.citations.all(), references, documents_only=documents_only)  # type: ignore[attr-defined]
    title = Fact("", [Value(site.name, lang=site.name_language, cite=evidence.cite("name"))])
    page = DetailPage(
        kind=kind,
        noun=str(site._meta.verbose_name),
        title=site.name,
        lang=site.name_language,
        path=site.get_absolute_url(),  # type: ignore[attr-defined]
        slug=site.slug,
        aliases=[name for name in site.aliases if evidence.names(name)],
        references=references,
        documents_only=documents_only,
    )
    if evidence.whole("summary"):
        page.lead = Value(site.summary, cite=evidence.cite("summary"))
    machines = site.machines(documents_only=documents_only)
    milestones = {*site.milestones(), *(step for system in machines for step in system.milestones.all())}
    dated = [_selected(site.cut_off, references, documents_only=documents_only)]
    dated += happenings(milestones, references, documents_only=documents_only)
    page.happenings = confirmed(dated)
    page.service = service_track(page.happenings)
    page.machines = [machine_track(system, page.happenings) for system in machines]
    page.usable_now = usable_now(site, evidence, references)
    page.ways_in = apply_or_ask(site, evidence, references)
    page.sections += [
        Section("access", _("How to get in"), access_facts(site, evidence, references)),
        _at_a_glance(site, evidence, title),
        Section("all", _for_all(site), said_of_all(site, references, documents_only=documents_only)),
        Section("organisations", _("Who is behind it"), organisation_facts(site, evidence)),
        Section("systems", _("Systems"), [system_fact(site, evidence)]),
        Section(
            "fields", _("Sectors and services"), [sector_fact(site, evidence), service_fact(site, evidence)]
        ),
    ]
    if figures := figure_facts(site, references, documents_only=documents_only):
        page.sections.append(Section("figures", _("Figures"), figures))
    return page


BESIDE = 90
"""Units between the marks of the small map."""


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


def _at_a_glance(site: Site, evidence: Evidence, title: Fact) -> Section:
    country = site.country
    facts = [
        Fact(_("Name"), title.values, "name"),
        single(
            evidence,
            site,
            "country",
            _("Host country"),
            text=country.display_name,
            url=country.get_absolute_url(),
        ),
        single(evidence, site, "city", _("City")),
        single(
            evidence,
            site,
            "cut_off",
            _("Selected in"),
            text=site.cut_off.name,
            url=site.cut_off.get_absolute_url(),
            detail=str(site.cut_off.announced),
        ),
    ]
    return Section("glance", _("At a glance"), facts)


def _for_all(site: Site) -> str:
    return _("Every AI Factory offers") if site.kind == "factory" else _("Every Antenna offers")


def access_facts(site: Site, evidence: Evidence, references: References) -> list[Fact]:
    """Whom the site serves, how to get access, its own access routes, and its other links."""
    only = evidence.documents_only
    routes = [row.route for row in site.route_links.all()]  # type: ignore[attr-defined]
    values = [value for route in routes if (value := route_value(route, references, documents_only=only))]
    return [
        audience_fact(site, evidence),
        _access(site, evidence),
        Fact(_("Its own access routes"), values, "routes"),
        Fact(_("Links"), link_values(site, evidence, WebLink.Kind.values), "web_links"),
    ]


def _access(site: Site, evidence: Evidence) -> Fact:
    """A text, not a value: shown only if everything it draws on counts."""
    label = _("How to get access")
    return single(evidence, site, "access", label) if evidence.whole("access") else Fact(label, [], "access")


def _selected(cut_off: CutOff, references: References, *, documents_only: bool) -> Happening:
    evidence = Evidence(cut_off.citations.all(), references, documents_only=documents_only)
    return Happening(
        title=_("Selected: {cut_off}").format(cut_off=cut_off.name),
        when=cut_off.announced,
        happened=True,
        step=ServiceStep.SELECTED,
        url=cut_off.get_absolute_url(),
        cite=evidence.cite("announced_on"),
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


def _organisation_value(link: SiteOrganisation, evidence: Evidence) -> Value:
    """The organisation with the source's verb, unless the source's own term says it already."""
    organisation = link.organisation
    cite = evidence.cite("organisations", link.about)
    said = link.verb and link.verb.casefold() not in {term.text.casefold() for term in cite.terms}
    short = organisation.short_name if organisation.short_name != organisation.name else ""
    return Value(
        organisation.name,
        url=organisation.get_absolute_url(),
        detail=", ".join(filter(None, [short, f"“{link.verb}”" if said else ""])),
        lang=organisation.name_language,
        cite=cite,
    )


def system_fact(site: Site, evidence: Evidence) -> Fact:
    """The systems with their relation to the site."""
    return Fact(
        _("Systems"),
        [
            Value(
                link.supercomputer.display_name,
                url=link.supercomputer.get_absolute_url(),
                detail=link.get_relation_display(),
                cite=evidence.cite("supercomputers", link.about),
            )
            for link in site.system_links.all()  # type: ignore[attr-defined]
            if evidence.supports("supercomputers", link.about)
        ],
        "supercomputers",
    )


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
    count = len(values)
    note = ngettext("{n} sector named", "{n} sectors named", count).format(n=count) if count else ""
    return Fact(_("Sectors"), values, "sectors", open_list=site.sectors_open and bool(values), note=note)


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


def stated(facts: Iterable[Fact]) -> list[Fact]:
    """Only the facts that have a value, for records where silence is the rule."""
    return [fact for fact in facts if fact.values]


def cached_detail_page(site: Site, make: Callable[..., DetailPage], *, documents_only: bool) -> DetailPage:
    """The page of a site, made once per edition. Nobody may change it."""
    key = (DetailPage, type(site), site.pk, documents_only)
    return edition_cache().get_or_set(key, lambda: make(site, documents_only=documents_only))
