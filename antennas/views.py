"""The list of AI Factory Antennas and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from antennas.cards import antenna_card
from antennas.filters import AntennaFilter
from antennas.models import Antenna
from antennas.sheets import antenna_sheet
from reference import list_page
from reference.requests import accepts, documents_only, get_or_404
from reference.sheets import cached_sheet

LOOK = list_page.Look("antennas/list.html", row="antenna_row", card=antenna_card)


@require_safe
def antenna_list(request: HttpRequest) -> HttpResponse:
    """AI Factory Antennas under the filters of the contract."""
    filters = AntennaFilter(request.GET)
    return list_page.respond(request, filters, reverse("antennas:list"), LOOK)


@require_safe
@accepts("evidence")
def antenna_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory Antenna, with its sources."""
    only = documents_only(request)
    antenna = get_or_404(Antenna, slug=slug)
    sheet = cached_sheet(antenna, antenna_sheet, documents_only=only)
    return render(request, "antennas/detail.html", {"sheet": sheet, "record": antenna})
