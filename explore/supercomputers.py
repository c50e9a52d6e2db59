"""Supercomputers and other systems: the list, and the page of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.cites import Cite
from directory.detail import DetailPage, Section
from directory.evidence import References, record_evidence
from directory.facts import Fact, Value, confirmed, happenings, machine_track, single
from directory.figure_text import figure_text, figure_value, quantity
from directory.models import KeyFigure, Supercomputer
from directory.query_params import allow_params, get_or_404
from editions.current import records
from explore.site_links import row_facts, site_links_of


@require_safe
@allow_params()
def supercomputer_list(request: HttpRequest) -> HttpResponse:
    """Every system that a source names or describes, those with a name first."""
    systems = sorted(
        records().all(Supercomputer), key=lambda system: (not system.name, system.display_name.lower())
    )
    rows = [_row(system) for system in systems]
    named = sum(1 for system in systems if system.name)
    context = {"rows": rows, "named": named, "unnamed": len(systems) - named}
    return render(request, "explore/supercomputers.html", context)


def _row(system: Supercomputer) -> dict[str, Any]:
    ties = site_links_of(system, _relation)
    country = system.country.display_name if system.country else ""
    return {
        "system": system,
        "url": system.get_absolute_url(),
        "place": ", ".join(filter(None, (system.city, country))),
        "accelerators": _figure(system, KeyFigure.Kind.ACCELERATORS),
        "rank": _figure(system, KeyFigure.Kind.RANK),
        "ties": ties,
        "usable_by": [tie for tie in ties if system in tie.site.usable_now()],
    }


def _figure(system: Supercomputer, kind: str) -> dict[str, Any] | None:
    """Its latest figure of a kind, in words; one of the publisher before one that is attributed to others."""
    found = [figure for figure in system.figures.all() if figure.kind == kind]
    figure = max(found, key=lambda item: (not item.attributed_to, str(item.as_of or "")), default=None)
    return {"text": figure_text(figure), "record": figure} if figure else None


@require_safe
@allow_params()
def supercomputer_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One system: where it stands, who runs it, its status, and the sites that use it."""
    system = get_or_404(Supercomputer, slug=slug)
    return render(request, "explore/record.html", {"page": _page(system), "record": system})


def _page(system: Supercomputer) -> DetailPage:
    references = References()
    evidence = record_evidence(system, references)
    page = DetailPage(
        kind="supercomputer",
        noun=capfirst(system.get_kind_display()),
        title=system.display_name,
        path=system.get_absolute_url(),
        aliases=system.aliases,
        name=(evidence.cite("name") if system.name else Cite()).merged(evidence.cite("kind")),
        references=references,
        crumbs=[(_("Supercomputers"), reverse("supercomputers"))],
    )
    if system.description:
        page.lead = Value(system.description, cite=evidence.cite("description"))
    described = replace(
        single(evidence, system, "label", _("Described as")),
        note=_("The source documents give it no name; this description is ours."),
    )
    facts = [
        *([] if system.name else [described]),
        single(
            evidence,
            system,
            "organisation",
            _("Operated or hosted by"),
            text=system.organisation.name if system.organisation else None,
            url=system.organisation.get_absolute_url() if system.organisation else "",
            lang=system.organisation.name_language if system.organisation else "",
        ),
        single(
            evidence,
            system,
            "country",
            _("Country"),
            text=system.country.display_name if system.country else None,
            url=system.country.get_absolute_url() if system.country else "",
        ),
        single(evidence, system, "city", _("City")),
        single(
            evidence,
            system,
            "contract_eur",
            _("Contract value"),
            text=quantity(system.contract_eur, "EUR") if system.contract_eur else None,
        ),
    ]
    page.sections.append(Section("glance", _("At a glance"), facts))
    page.sections.append(Section("status", _("Status"), []))
    ties = row_facts(system, "supercomputers", references, detail=_relation)
    none = Fact(_("Sites"), [], "sites", note=_("No source ties it to an AI Factory or an Antenna."))
    page.sections.append(Section("sites", _("Sites that use it"), ties or [none]))
    figures = [
        Fact(figure.label, [value], "figures")
        for figure in system.figures.all()
        if (value := figure_value(figure, references))
    ]
    if figures:
        page.sections.append(Section("figures", _("Figures"), figures))
    page.happenings = confirmed(happenings(system.milestones.all(), references))
    page.machines = [replace(machine_track(system, page.happenings), label=_("Now and next"), url="")]
    return page.numbered()


def _relation(row: Any) -> str:
    return row.get_relation_display()
