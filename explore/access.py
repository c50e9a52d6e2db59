"""The access routes: who may apply, what it costs, how long it takes, where to apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.dates import PartialDate, Precision
from directory.detail import stated
from directory.evidence import Evidence, References, record_evidence
from directory.facts import Fact, Value, single
from directory.models import AccessRoute, UserGroup
from directory.models.access import Scope
from directory.query_params import allow_params
from directory.ways_in import routes_of
from editions.clock import today
from explore.site_links import by_name


@dataclass(frozen=True)
class Route:
    """An access route as the page shows it."""

    record: AccessRoute
    summary: Value | None
    facts: list[Fact]


@require_safe
@allow_params()
def access_route_list(request: HttpRequest) -> HttpResponse:
    """Every access route under what it opens, those to every site first."""
    references = References()
    groups = [
        (capfirst(str(scope.label)), [_route(item, references) for item in routes_of(scope)])
        for scope in Scope
    ]
    for _heading, routes in groups:
        for route in routes:
            references.show([route.summary.cite] if route.summary else [])
            for fact in route.facts:
                references.show_together(value.cite for value in fact.values)
    return render(request, "explore/access.html", {"groups": groups, "references": references})


def _route(route: AccessRoute, references: References) -> Route:
    evidence = record_evidence(route, references)
    summary = Value(route.summary, cite=evidence.cite("summary")) if route.summary else None
    facts = [
        Fact(_("For"), _user_groups(route, evidence), "user_groups"),
        single(evidence, route, "eligibility", _("Who may apply")),
        Fact(_("Cost"), _cost(route, evidence), "cost"),
        single(evidence, route, "amount", _("Amount")),
        single(evidence, route, "duration", _("Duration")),
        single(evidence, route, "decision_time", _("Time to access")),
        single(evidence, route, "is_continuous", _("Open"), text=_opening(route)),
        Fact(_("Next cut-off dates"), _deadlines(route, evidence), "deadlines"),
        _address(evidence, route, "apply_url", _("Apply at")),
        _address(evidence, route, "info_url", _("More about it")),
        Fact(_("Sites"), _sites(route), "sites"),
    ]
    return Route(route, summary, stated(facts))


def _cost(route: AccessRoute, evidence: Evidence) -> list[Value]:
    """In words where there are any: they rest on their own sources too."""
    text = route.cost_detail or capfirst(route.get_cost_display())
    cite = evidence.cite("cost").merged(evidence.cite("cost_detail"))
    return [Value(text, cite=cite)] if text else []


def _opening(route: AccessRoute) -> str:
    return _("All year") if route.is_continuous else _("At cut-off dates only")


def _address(evidence: Evidence, route: AccessRoute, fact: str, label: str) -> Fact:
    url = getattr(route, fact)
    return single(evidence, route, fact, label, url=url, external=True)


def _user_groups(route: AccessRoute, evidence: Evidence) -> list[Value]:
    return [
        Value(capfirst(str(UserGroup(group).label)), cite=evidence.cite("user_groups", group))
        for group in route.user_groups
    ]


def _deadlines(route: AccessRoute, evidence: Evidence) -> list[Value]:
    """The dates that have not passed yet, then what else is said of them."""
    dates = [
        Value(str(PartialDate(row.date, Precision.DAY)), cite=evidence.cite("deadlines", row.about))
        for row in route.deadline_rows.all()
        if row.date >= today()
    ]
    if route.deadline_note:
        dates.append(Value(route.deadline_note, cite=evidence.cite("deadline_note")))
    return dates


def _sites(route: AccessRoute) -> list[Value]:
    rows = [*route.factories_links.all(), *route.antennas_links.all()]
    sites: list[Any] = by_name(row.site for row in rows)
    return [
        Value(site.name, site.get_absolute_url(), site.country.display_name, mark=site.kind) for site in sites
    ]
