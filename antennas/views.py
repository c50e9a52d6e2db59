"""The list of AI Factory Antennas and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from antennas.cards import antenna_card
from antennas.detail import antenna_detail_page
from antennas.filters import AntennaFilter
from antennas.models import Antenna
from directory import list_page
from directory.detail import cached_detail_page
from directory.query_params import allow_params, documents_only, get_or_404

LOOK = list_page.ListTemplates("antennas/list.html", row="antenna_row", card=antenna_card)


@require_safe
def antenna_list(request: HttpRequest) -> HttpResponse:
    """AI Factory Antennas under the filters of the contract."""
    filters = AntennaFilter(request.GET)
    return list_page.respond(request, filters, reverse("antennas:list"), LOOK)


@require_safe
@allow_params("evidence")
def antenna_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory Antenna, with its sources."""
    only = documents_only(request)
    antenna = get_or_404(Antenna, slug=slug)
    page = cached_detail_page(antenna, antenna_detail_page, documents_only=only)
    return render(request, "antennas/detail.html", {"page": page, "record": antenna})
