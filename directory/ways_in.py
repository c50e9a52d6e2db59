"""How to get into a site: its own links, else those who run it, the access routes, and whom it serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from directory.cards import LEADING_ROLES
from directory.cites import Cite
from directory.evidence import Evidence, References, record_evidence
from directory.facts import Fact, Value
from directory.models import AccessRoute, Audience, CutOff, Site, UserGroup, WebLink
from directory.models.access import Scope
from editions.current import records

TO_ASK = (WebLink.Kind.APPLY, WebLink.Kind.CONTACT, WebLink.Kind.WEBSITE)
"""The kinds of link by which one applies or asks, the most direct first."""


def link_values(site: Any, evidence: Evidence, kinds: Iterable[str]) -> list[Value]:
    """The links of these kinds, in the order of the kinds."""
    order = list(kinds)
    rows = [
        row for row in site.web_links.all() if row.kind in order and evidence.supports("links", row.about)
    ]
    return [
        Value(
            capfirst(str(row)),
            url=row.url,
            detail=checked(cite),
            cite=cite,
            external=True,
        )
        for row in sorted(rows, key=lambda row: order.index(row.kind))
        if (cite := evidence.cite("links", row.about))
    ]


def checked(cite: Cite) -> str:
    """Whether one of us has opened the page behind a link."""
    return _("not yet opened by us") if all(ref.source.is_unopened for ref in cite.references) else ""


def apply_or_ask(site: Any, evidence: Evidence, references: References) -> list[Value]:
    """Where to apply or ask: the site's links, else who leads it; the EuroHPC portal last."""
    everywhere = portals(references, evidence.documents_only)
    everywhere = [replace(value, detail=_("for every AI Factory")) for value in everywhere]
    return [*ways_of_its_own(site, evidence, references), *everywhere]


def ways_of_its_own(site: Any, evidence: Evidence, references: References) -> list[Value]:
    """Where to apply or ask at the site itself, each address once: its links, else who leads it."""
    values = [*link_values(site, evidence, TO_ASK), *_routes_of_its_own(site, evidence, references)]
    by_address: dict[str, Value] = {}
    for value in values or _who_runs_it(site, evidence, references):
        by_address.setdefault(value.url, value)
    return list(by_address.values())


def _routes_of_its_own(site: Any, evidence: Evidence, references: References) -> Iterator[Value]:
    """Where its own access routes are applied for."""
    for row in site.route_links.all():
        own = record_evidence(row.route, references, documents_only=evidence.documents_only)
        if row.route.apply_url and own.supports("apply_url"):
            cite = own.cite("apply_url")
            yield Value(row.route.name, row.route.apply_url, checked(cite), cite=cite, external=True)


def _who_runs_it(site: Any, evidence: Evidence, references: References) -> Iterator[Value]:
    """Who hosts, coordinates or operates it, by its website where one is known; then linked sites."""
    rows = site.rows("organisations", documents_only=evidence.documents_only)
    leading = [row for role in LEADING_ROLES for row in rows if row.role == role]
    for organisation in dict.fromkeys(row.organisation for row in leading):
        cite = Cite()
        for row in leading:
            if row.organisation == organisation:
                cite = cite.merged(evidence.cite("organisations", row.about))
        own = record_evidence(organisation, references, documents_only=evidence.documents_only)
        if organisation.website and own.supports("website"):
            cite = cite.merged(own.cite("website"))
            yield Value(organisation.name, organisation.website, _("website"), cite=cite, external=True)
        else:
            yield Value(organisation.name, organisation.get_absolute_url(), cite=cite)
    if site.kind == "antenna":
        for row in site.rows("factories", documents_only=evidence.documents_only):
            linked = row.factory
            own = record_evidence(linked, references, documents_only=evidence.documents_only)
            for value in link_values(linked, own, [WebLink.Kind.WEBSITE]):
                yield Value(linked.name, value.url, _("linked AI Factory"), cite=value.cite, external=True)


def portals(references: References, documents_only: bool = False) -> list[Value]:
    """The addresses at which the access routes to every site are applied for, with the time each takes."""
    cites: dict[str, Cite] = {}
    names: dict[str, list[str]] = {}
    for route in routes_for_all("factory"):
        own = record_evidence(route, references, documents_only=documents_only)
        if route.apply_url and own.supports("apply_url"):
            cites[route.apply_url] = cites.get(route.apply_url, Cite()).merged(own.cite("apply_url"))
            timed = route.decision_time and own.supports("decision_time")
            name = f"{short_name(route)} ({lower_first(route.decision_time)})" if timed else short_name(route)
            names.setdefault(route.apply_url, []).append(name)
            if timed:
                cites[route.apply_url] = cites[route.apply_url].merged(own.cite("decision_time"))
    return [
        Value(_("EuroHPC access portal"), url, ", ".join(names[url]), cite=cite, external=True)
        for url, cite in cites.items()
    ]


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def short_name(route: AccessRoute) -> str:
    """What a route is called among its kind: “Playground”."""
    return route.name.rpartition(": ")[2]


def routes_of(scope: str) -> list[AccessRoute]:
    """The access routes of a scope, those for startups first."""
    found = [route for route in records().all(AccessRoute) if route.scope == scope]
    return sorted(found, key=lambda route: (UserGroup.STARTUPS not in route.user_groups, route.name))


def routes_for_all(kind: str) -> list[AccessRoute]:
    """The access routes that are open at every site of a kind."""
    return routes_of(Scope.FACTORIES if kind == "factory" else Scope.ANTENNAS)


def route_value(route: AccessRoute, references: References, *, documents_only: bool = False) -> Value | None:
    """An access route in one line: for whom, at what cost, how long; None without evidence."""
    evidence = record_evidence(route, references, documents_only=documents_only)
    if not evidence.whole("summary"):
        return None
    parts, cite = [], evidence.cite("summary")
    if groups := [group for group in route.user_groups if evidence.supports("user_groups", group)]:
        parts.append(_("for {groups}").format(groups=group_words(groups)))
        for group in groups:
            cite = cite.merged(evidence.cite("user_groups", group))
    for fact, text in (
        ("cost", str(route.get_cost_display())),
        ("amount", route.amount),
        ("duration", route.duration),
        ("decision_time", route.decision_time),
    ):
        if text and evidence.supports(fact):
            parts.append(text)
            cite = cite.merged(evidence.cite(fact))
    return Value(route.name, route.get_absolute_url(), "; ".join(parts), cite=cite)


def group_words(groups: Iterable[str]) -> str:
    """User groups as words: “startups, researchers and public bodies”."""
    return str(get_text_list([str(UserGroup(group).label) for group in groups], _("and")))


def audience_fact(site: Any, evidence: Evidence) -> Fact:
    """The user groups that sources name for the site in particular."""
    values = [
        Value(capfirst(str(row)), cite=evidence.cite("audiences", row.about))
        for group in UserGroup.values
        for row in site.audience_links.all()
        if row.user_group == group and evidence.supports("audiences", row.about)
    ]
    return Fact(_("Who may use it"), values, "audiences")


def said_of_all(site: Site, references: References, *, documents_only: bool) -> list[Fact]:
    """What the programme says of every site of this kind: whom they serve, and the routes to them."""
    kind = CutOff.Kind.FACTORIES if site.kind == "factory" else CutOff.Kind.ANTENNAS
    groups = []
    for audience in records().all(Audience):
        evidence = record_evidence(audience, references, documents_only=documents_only)
        if audience.kind == kind and evidence.supports("user_group"):
            groups.append(
                Value(capfirst(str(audience.get_user_group_display())), cite=evidence.cite("user_group"))
            )
    routes = [
        value
        for route in routes_for_all(site.kind)
        if (value := route_value(route, references, documents_only=documents_only))
    ]
    return [
        Fact(_("User groups"), groups, "programme_audiences"),
        Fact(_("Access routes"), routes, "programme_routes"),
    ]
