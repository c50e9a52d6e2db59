"""The list of AI Factories and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from factories.cards import factory_card
from factories.filters import FactoryFilter
from factories.models import Factory
from factories.sheets import factory_sheet
from reference import list_page
from reference.requests import accepts, documents_only, get_or_404
from reference.sheets import cached_sheet

LOOK = list_page.Look("factories/list.html", row="factory_row", card=factory_card)


@require_safe
def factory_list(request: HttpRequest) -> HttpResponse:
    """AI Factories under the filters of the contract."""
    filters = FactoryFilter(request.GET)
    return list_page.respond(request, filters, reverse("factories:list"), LOOK)


@require_safe
@accepts("evidence")
def factory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory, with its sources."""
    only = documents_only(request)
    factory = get_or_404(Factory, slug=slug)
    sheet = cached_sheet(factory, factory_sheet, documents_only=only)
    return render(request, "factories/detail.html", {"sheet": sheet, "record": factory})
