"""The list of AI Factory Antennas and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from antennas.cards import AntennaCards
from antennas.filters import AntennaFilter
from antennas.models import Antenna
from antennas.sheets import antenna_sheet
from reference import list_page
from reference.requests import accepts, documents_only
from reference.sheets import kept_sheet

LOOK = list_page.Look("antennas/list.html", row="antennas/row.html", cards=AntennaCards)


@require_safe
def antenna_list(request: HttpRequest) -> HttpResponse:
    """AI Factory Antennas under the filters of the contract."""
    filters = AntennaFilter(request.GET, Antenna.objects.all())
    return list_page.respond(request, filters, reverse("antennas:list"), LOOK)


@require_safe
@accepts("evidence")
def antenna_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory Antenna, with its sources."""
    only = documents_only(request)
    sheet, antenna = kept_sheet(Antenna, slug, antenna_sheet, documents_only=only)
    return render(request, "antennas/detail.html", {"sheet": sheet, "record": antenna})
