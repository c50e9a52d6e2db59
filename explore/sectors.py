"""Sectors: the list with counts, and the page of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from directory.detail import DetailPage, Section
from directory.evidence import References
from directory.facts import Value
from directory.models import Sector, Site, SiteSector
from directory.query_params import allow_params, get_or_404
from editions.current import records
from explore.site_links import row_facts
from factories.models import Factory


def sectors_with_counts() -> list[dict[str, Any]]:
    """Every sector with the number of factories and antennas that name it."""
    return [
        {
            "sector": sector,
            "url": sector.get_absolute_url(),
            "factories": len(sector.factories_links.all()),
            "antennas": len(sector.antennas_links.all()),
        }
        for sector in records().all(Sector)
    ]


def sites_without_sector(model: type[Site]) -> int:
    """How many sites of a kind state no sector."""
    sites: list[Any] = records().all(model)
    return sum(1 for site in sites if not site.sector_links.all())


@require_safe
@allow_params()
def sector_list(request: HttpRequest) -> HttpResponse:
    """All sectors, and how many sites state none."""
    context = {
        "rows": sectors_with_counts(),
        "silent_factories": sites_without_sector(Factory),
        "silent_antennas": sites_without_sector(Antenna),
    }
    return render(request, "explore/sectors.html", context)


@require_safe
@allow_params()
def sector_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One sector: who names it, in whose words."""
    sector = get_or_404(Sector, slug=slug)
    references = References()
    page = DetailPage(
        kind="sector",
        noun=_("Sector"),
        title=sector.name,
        path=sector.get_absolute_url(),
        aliases=sector.aliases,
        lead=Value(_("Covers: {scope}.").format(scope=sector.scope.rstrip("."))),
        references=references,
        crumbs=[(_("Sectors"), reverse("sectors"))],
    )
    facts = row_facts(sector, "sectors", references, detail=_emphasis, when_empty=True)
    page.sections.append(Section("sites", _("Sites that name it"), facts))
    context = {"page": page.numbered(), "record": sector}
    return render(request, "explore/record.html", context)


def _emphasis(row: Any) -> str:
    return row.get_emphasis_display() if row.emphasis == SiteSector.Emphasis.USE_CASE else ""
