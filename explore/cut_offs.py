"""Selection cut-offs: the list, and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.detail import DetailPage, Section
from directory.evidence import References, record_evidence
from directory.facts import Fact, Value, happenings, single
from directory.figure_text import figure_value
from directory.models import CutOff
from directory.query_params import allow_params, get_or_404
from editions.current import records
from explore.site_links import by_name, site_value


@require_safe
@allow_params()
def cut_off_list(request: HttpRequest) -> HttpResponse:
    """The rounds in order of time, each with the sites it selected."""
    rows = [
        {
            "cut_off": cut_off,
            "url": cut_off.get_absolute_url(),
            "kind": "factory" if cut_off.kind == CutOff.Kind.FACTORIES else "antenna",
            "sites": sorted(
                [*cut_off.factories.all(), *cut_off.antennas.all()], key=lambda s: s.name.lower()
            ),
        }
        for cut_off in records().all(CutOff)
    ]
    return render(request, "explore/cut_offs.html", {"rows": rows})


@require_safe
@allow_params()
def cut_off_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One round: when, under which call, whom it selected, in numbers."""
    cut_off = get_or_404(CutOff, slug=slug)
    return render(request, "explore/record.html", {"page": _page(cut_off), "record": None})


def _page(cut_off: CutOff) -> DetailPage:
    references = References()
    evidence = record_evidence(cut_off, references)
    page = DetailPage(
        kind="cut-off",
        noun=_("Selection cut-off"),
        title=cut_off.name,
        path=cut_off.get_absolute_url(),
        term="cut-off",
        references=references,
        crumbs=[(_("Selection cut-offs"), reverse("cut-offs"))],
    )
    if cut_off.summary:
        page.lead = Value(cut_off.summary, cite=evidence.cite("announced_on"))
    facts = [
        single(
            evidence, cut_off, "number", _("Round"), text=f"{cut_off.number}, {cut_off.get_kind_display()}"
        ),
        single(evidence, cut_off, "announced_on", _("Selection announced"), text=str(cut_off.announced)),
        single(evidence, cut_off, "call_identifier", _("Call")),
    ]
    page.sections.append(Section("glance", _("At a glance"), facts))
    chosen = []
    for relation, heading in (("factories", _("AI Factories")), ("antennas", _("AI Factory Antennas"))):
        sites = by_name(getattr(cut_off, relation).all())
        values = [site_value(site, "cut_off", "", references) for site in sites]
        if values:
            chosen.append(Fact(heading, values, "sites"))
    page.sections.append(Section("sites", _("Selected"), chosen))
    figures = [
        Fact(figure.label, [value], "figures")
        for figure in cut_off.figures.all()
        if (value := figure_value(figure, references))
    ]
    if figures:
        page.sections.append(Section("figures", _("In numbers"), figures))
    page.happenings = happenings(cut_off.milestones.all(), references)
    return page.numbered()
