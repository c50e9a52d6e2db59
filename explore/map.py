"""The map of Europe with every site, and the same as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from directory.filters.fields import shortened
from directory.filters.filterset import SiteFilter
from directory.map.site_map import Pin, SiteMap, site_map, site_pin
from directory.query_params import allow_params
from editions.current import records
from factories.filters import FactoryFilter
from factories.models import Factory

KINDS = ("factory", "antenna")
MOST = 60
"""Marks of a kind that a map can hold; of more sites it shows the first, and says so."""


@require_safe
@allow_params("kind", "sector")
def map_page(request: HttpRequest) -> HttpResponse:
    """All sites, or those of a kind and a sector."""
    kind = _kind(request)
    filters = _filters(request)
    chosen = {name: found.sites() for name, found in filters.items() if kind in ("", name)}
    counts = {name: len(sites) for name, sites in chosen.items()}
    drawing = site_map(_pins(chosen))
    sectors = filters["factory"].value("sector")
    query = urlencode({"kind": kind, "sector": sectors} if kind else {"sector": sectors}, doseq=True)
    context = {
        "map": drawing,
        "counts": counts,
        "most": MOST if max(counts.values()) > MOST else 0,
        "kind": kind,
        "sectors": [(c.value, c.label, c.value in sectors) for c in filters["factory"].choices("sector")],
        "chosen": filters["factory"].labels("sector") if sectors else [],
        "canonical": f"{reverse('map')}?{query}" if query else reverse("map"),
        "narrowed": bool(query),
    }
    return render(request, "explore/map.html", context)


def whole_map() -> SiteMap:
    """Every site, or the first of each kind where there are too many."""
    return site_map(_pins({"factory": records().all(Factory), "antenna": records().all(Antenna)}))


def _kind(request: HttpRequest) -> str:
    """The kind asked for, "" for both; anything else is a 400."""
    values = [value for value in request.GET.getlist("kind") if value]
    if not values:
        return ""
    if len(values) > 1 or values[0] not in KINDS:
        message = _("“kind” may be “factory” or “antenna”, once; here it is “{given}”.")
        raise BadRequest(message.format(given=shortened(", ".join(values))))
    return values[0]


def _filters(request: HttpRequest) -> dict[str, SiteFilter]:
    """The filters of both lists under the sector asked for; an unknown one, or several, is a 400."""
    query = QueryDict(mutable=True)
    given = [value for value in request.GET.getlist("sector") if value]
    if len(given) > 1:
        raise BadRequest(
            _("“{name}” may be given once; here it is given several times.").format(name="sector")
        )
    query.setlist("sector", given)
    filters: dict[str, SiteFilter] = {
        "factory": FactoryFilter(query),
        "antenna": AntennaFilter(query),
    }
    for problem in filters["factory"].problems:
        raise BadRequest(f"{problem.message} {problem.allowed}".strip())
    return filters


def _pins(chosen: Mapping[str, Sequence[Any]]) -> list[Pin]:
    """Factories first, each kind in the order of names, `MOST` of it at most."""
    return [
        site_pin(site, kind)
        for kind, sites in chosen.items()
        for site in sorted(sites, key=lambda site: site.name.lower())[:MOST]
    ]
