"""Where the pictures are fetched from. The response cache keeps each as long as its edition."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from antennas.sheets import antenna_sheet
from editions.loaded import records
from explore.map import whole_map
from explore.sharing.picture import Picture, draw
from factories.models import Factory
from factories.sheets import factory_sheet
from reference.requests import accepts, get_or_404
from reference.sheets import Sheet


@require_safe
@accepts()
def network_picture(request: HttpRequest) -> HttpResponse:
    """The picture of every page that is not about one site."""
    factories, antennas = len(records().all(Factory)), len(records().all(Antenna))
    counted = ngettext("{n} AI Factory", "{n} AI Factories", factories).format(n=factories)
    more = ngettext("{n} Antenna", "{n} Antennas", antennas).format(n=antennas)
    title = _("Europe’s AI Factories and Antennas")
    return _png(Picture(_("Fact by fact"), title, [f"{counted}, {more}"], whole_map()))


@require_safe
@accepts()
def factory_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a factory's page."""
    return _site(factory_sheet(get_or_404(Factory, slug=slug)))


@require_safe
@accepts()
def antenna_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of an antenna's page."""
    return _site(antenna_sheet(get_or_404(Antenna, slug=slug)))


def _site(sheet: Sheet) -> HttpResponse:
    stage = [capfirst(str(sheet.stage.label))] if sheet.stage else []
    return _png(Picture(capfirst(sheet.noun), sheet.title, [sheet.place, *stage], sheet.map, sheet.kind))


def _png(picture: Picture) -> HttpResponse:
    response = HttpResponse(draw(picture, settings.SITE_NAME), content_type="image/png")
    # Sites that show a shared page fetch its picture from wherever they are.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
