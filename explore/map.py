"""The map of Europe with every site, and the same as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from directory.filterset import SiteFilter, sector_choices
from directory.map.site_map import Pin, SiteMap, site_map, site_pin
from directory.query_params import ChoiceField, allow_params, choice_param, read_param
from editions.current import records
from factories.filters import FactoryFilter
from factories.models import Factory

FILTERS: dict[str, type[SiteFilter]] = {"factory": FactoryFilter, "antenna": AntennaFilter}
MOST = 60
"""Marks of a kind that a map can hold; of more sites it shows the first, and says so."""


@require_safe
@allow_params("kind", "sector")
def map_page(request: HttpRequest) -> HttpResponse:
    """All sites, or those of a kind and a sector."""
    kind = choice_param(request, "kind", FILTERS)
    sector = read_param(request.GET, "sector", ChoiceField(choices=sector_choices))
    filters = _filters(sector)
    chosen = {name: each.qs for name, each in filters.items() if kind in ("", name)}
    counts = {name: len(sites) for name, sites in chosen.items()}
    drawing = site_map(_pins(chosen), takes_part=_partners(chosen.get("factory", [])))
    query = urlencode({name: value for name, value in (("kind", kind), ("sector", sector)) if value})
    context = {
        "map": drawing,
        "counts": counts,
        "most": MOST if max(counts.values()) > MOST else 0,
        "kind": kind,
        "sectors": [(value, label, value == sector) for value, label in sector_choices().items()],
        "chosen": [sector_choices()[sector]] if sector else [],
        "canonical": f"{reverse('map')}?{query}" if query else reverse("map"),
        "narrowed": bool(query),
    }
    return render(request, "explore/map.html", context)


def whole_map() -> SiteMap:
    """Every site, or the first of each kind where there are too many."""
    factories = records().all(Factory)
    pins = _pins({"factory": factories, "antenna": records().all(Antenna)})
    return site_map(pins, takes_part=_partners(factories))


def _partners(factories: Iterable[Any]) -> set[str]:
    """The codes of the countries that take part in one of these AI Factories."""
    return {link.country.code for factory in factories for link in factory.country_links.all()}


def _filters(sector: str) -> dict[str, SiteFilter]:
    """Both kinds of site, those of a sector if one is given."""
    query = QueryDict(urlencode({"sector": sector}))
    return {kind: filters(query) for kind, filters in FILTERS.items()}


def _pins(chosen: Mapping[str, Sequence[Any]]) -> list[Pin]:
    """Factories first, each kind in the order of names, `MOST` of it at most."""
    return [
        site_pin(site, kind)
        for kind, sites in chosen.items()
        for site in sorted(sites, key=lambda site: site.name.lower())[:MOST]
    ]
