"""The first page."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from antennas.models import Antenna, AntennaFactory
from directory.evidence import References
from directory.models import CutOff, Organisation, Source, Supercomputer
from directory.query_params import allow_params
from editions.current import records
from explore.changes import in_brief
from explore.countries import countries_with_counts
from explore.finder.views import finder_choices
from explore.map import whole_map
from explore.sectors import sectors_with_counts
from explore.site_choices import sites_by_kind
from explore.standing import Standing, standing
from explore.timeline_events import moments, news
from factories.models import Factory

NEWS = 3
"""Entries of the timeline on the first page, behind us and ahead."""


def today_and_promised(factories: list[Factory]) -> list[Standing]:
    """Every AI Factory, those that serve users first, then those with a system to work with."""
    return sorted(
        map(standing, factories),
        key=lambda item: (not item.is_open, not item.usable_now, item.site.name.lower()),
    )


@require_safe
@allow_params()
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the finder's first questions, the map, and the network by figures, rounds and names."""
    edition = records()
    all_countries = countries_with_counts()
    countries = [row for row in all_countries if row["factories"] or row["antennas"] or row["takes_part"]]
    rounds = [
        {
            "cut_off": cut_off,
            "url": cut_off.get_absolute_url(),
            "count": len(cut_off.factories.all()) + len(cut_off.antennas.all()),
        }
        for cut_off in edition.all(CutOff)
    ]
    kinds_of_link = Counter(link.kind for link in edition.all(AntennaFactory))
    documents = sum(source.is_document for source in edition.all(Source))
    figures = {
        "factories": len(edition.all(Factory)),
        "antennas": len(edition.all(Antenna)),
        "hosts": sum(1 for row in countries if row["factories"]),
        "countries": sum(1 for row in countries if row["factories"] or row["antennas"]),
        "links": kinds_of_link[AntennaFactory.Kind.LINKED],
        "collaborations": kinds_of_link[AntennaFactory.Kind.COLLABORATES],
        "systems": len(edition.all(Supercomputer)),
        "organisations": len(edition.all(Organisation)),
        "documents": documents,
        "later": len(edition.all(Source)) - documents,
    }
    sectors = sorted(sectors_with_counts(), key=lambda row: row["sector"].name)
    context = {
        "figures": figures,
        "today": today_and_promised(edition.all(Factory)),
        "rounds": rounds,
        "countries": countries,
        "sectors": sectors,
        "choices": finder_choices(all_countries),
        "map": whole_map(),
        "news": news(moments(sites_by_kind(), References()), NEWS),
        "latest": in_brief(getattr(request, "edition", None)),
    }
    return render(request, "explore/home.html", context)
