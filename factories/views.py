"""The list of AI Factories and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from directory.list_page import list_page
from directory.listing import Column, ListKind
from directory.query_params import allow_params
from directory.site_view import site_page
from factories.cards import factory_card
from factories.detail import factory_detail_page
from factories.filters import FactoryFilter
from factories.models import Factory

FACTORIES = ListKind(
    section="factories",
    filters=FactoryFilter,
    card=factory_card,
    row="factory_row",
    columns=(
        Column(gettext_lazy("AI Factory"), "name"),
        Column(gettext_lazy("Country"), "country"),
        Column(gettext_lazy("Service")),
        Column(gettext_lazy("Machine")),
        Column(gettext_lazy("Usable now")),
        Column(gettext_lazy("Led by")),
        Column(gettext_lazy("Selected"), "selected"),
        Column(gettext_lazy("Sectors"), "sectors", is_number=True),
    ),
    heading=gettext_lazy("AI Factories"),
    description=gettext_lazy(
        "All EuroHPC AI Factories by country, sector, system, service and status: who is behind each, and "
        "the source of every fact."
    ),
    intro=gettext_lazy(
        "An AI Factory is a consortium around an AI-optimised supercomputer that gives startups, companies, "
        "researchers and public bodies computing, data and help."
    ),
    counted=lambda n: ngettext("{n} AI Factory", "{n} AI Factories", n).format(n=n),
    matching=lambda count, n: ngettext("{count} of {n} AI Factory", "{count} of {n} AI Factories", n).format(
        count=count, n=n
    ),
    none=gettext_lazy("No AI Factory"),
)


@require_safe
def factory_list(request: HttpRequest) -> HttpResponse:
    """AI Factories under the filters of the contract."""
    return list_page(request, FACTORIES)


@require_safe
@allow_params("evidence")
def factory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory, with its sources."""
    return site_page(request, Factory, slug, factory_detail_page)
