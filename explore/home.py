"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from directory.evidence import References
from directory.models import Source
from directory.query_params import allow_params
from editions.clock import today
from editions.current import records
from explore.changes import in_brief
from explore.countries import countries_with_counts
from explore.finder.views import finder_choices
from explore.map import whole_map
from explore.sectors import sectors_with_counts
from explore.site_choices import sites_by_kind
from explore.timeline_events import moments, news
from explore.timeline_lanes import lane_chart
from factories.models import Factory

NEWS = 3
"""Entries of the timeline on the first page, behind us and ahead."""


@require_safe
@allow_params()
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the finder's first questions, the map, every AI Factory on its lane, and what is new."""
    edition = records()
    all_countries = countries_with_counts()
    documents = sum(source.is_document for source in edition.all(Source))
    figures = {
        "factories": len(edition.all(Factory)),
        "antennas": len(edition.all(Antenna)),
        "documents": documents,
        "later": len(edition.all(Source)) - documents,
    }
    day = today()
    context = {
        "figures": figures,
        "day": day,
        "lanes": lane_chart(edition.all(Factory), day),
        "countries": [
            row for row in all_countries if row["factories"] or row["antennas"] or row["takes_part"]
        ],
        "sectors": sorted(sectors_with_counts(), key=lambda row: row["sector"].name),
        "choices": finder_choices(all_countries),
        "map": whole_map(),
        "news": news(moments(sites_by_kind(), References()), NEWS),
        "latest": in_brief(getattr(request, "edition", None)),
    }
    return render(request, "explore/home.html", context)
