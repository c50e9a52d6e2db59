"""The list of AI Factory Antennas and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from antennas.cards import antenna_card
from antennas.detail import antenna_detail_page
from antennas.filters import AntennaFilter
from antennas.models import Antenna
from directory.list_page import list_page
from directory.listing import Column, ListKind
from directory.query_params import allow_params
from directory.site_view import site_page

ANTENNAS = ListKind(
    section="antennas",
    filters=AntennaFilter,
    card=antenna_card,
    row="antenna_row",
    columns=(
        Column(gettext_lazy("Antenna"), "name"),
        Column(gettext_lazy("Country"), "country"),
        Column(gettext_lazy("Service")),
        Column(gettext_lazy("Linked to")),
        Column(gettext_lazy("Led by")),
        Column(gettext_lazy("Sectors"), "sectors", is_number=True),
    ),
    heading=gettext_lazy("AI Factory Antennas"),
    description=gettext_lazy(
        "All AI Factory Antennas by country and sector, and the AI Factories that each of them leads to, "
        "with the source of every fact."
    ),
    intro=gettext_lazy(
        "An AI Factory Antenna is a national point of access: it serves its own country and is linked to one "
        "or more AI Factories for computing power."
    ),
    counted=lambda n: ngettext("{n} AI Factory Antenna", "{n} AI Factory Antennas", n).format(n=n),
    matching=lambda count, n: ngettext(
        "{count} of {n} AI Factory Antenna", "{count} of {n} AI Factory Antennas", n
    ).format(count=count, n=n),
    none=gettext_lazy("No AI Factory Antenna"),
)


@require_safe
def antenna_list(request: HttpRequest) -> HttpResponse:
    """AI Factory Antennas under the filters of the contract."""
    return list_page(request, ANTENNAS)


@require_safe
@allow_params("evidence")
def antenna_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory Antenna, with its sources."""
    return site_page(request, Antenna, slug, antenna_detail_page)
