"""Where the pictures are fetched from. The response cache keeps each as long as its edition."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from antennas.detail import antenna_detail_page
from antennas.models import Antenna
from directory.detail import DetailPage
from directory.query_params import allow_params, get_or_404
from editions.current import records
from explore.map import whole_map
from explore.og_images.picture import Picture, draw
from factories.detail import factory_detail_page
from factories.models import Factory


@require_safe
@allow_params()
def network_picture(request: HttpRequest) -> HttpResponse:
    """The picture of every page that is not about one site."""
    factories, antennas = len(records().all(Factory)), len(records().all(Antenna))
    counted = ngettext("{n} AI Factory", "{n} AI Factories", factories).format(n=factories)
    more = ngettext("{n} Antenna", "{n} Antennas", antennas).format(n=antennas)
    title = _("Europe’s AI Factories and Antennas")
    return _png(Picture(_("Fact by fact"), title, [f"{counted}, {more}"], whole_map()))


@require_safe
@allow_params()
def factory_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a factory's page."""
    return _site(factory_detail_page(get_or_404(Factory, slug=slug)))


@require_safe
@allow_params()
def antenna_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of an antenna's page."""
    return _site(antenna_detail_page(get_or_404(Antenna, slug=slug)))


def _site(page: DetailPage) -> HttpResponse:
    status = [capfirst(page.service.status)] if page.service else []
    return _png(Picture(capfirst(page.noun), page.title, [page.place, *status], page.map, page.kind))


def _png(picture: Picture) -> HttpResponse:
    response = HttpResponse(draw(picture, settings.SITE_NAME), content_type="image/png")
    # Sites that show a shared page fetch its picture from wherever they are.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
