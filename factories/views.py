"""The list of AI Factories and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory import list_page
from directory.detail import cached_detail_page
from directory.query_params import allow_params, documents_only, get_or_404
from factories.cards import factory_card
from factories.detail import factory_detail_page
from factories.filters import FactoryFilter
from factories.models import Factory

LOOK = list_page.ListTemplates("factories/list.html", row="factory_row", card=factory_card)


@require_safe
def factory_list(request: HttpRequest) -> HttpResponse:
    """AI Factories under the filters of the contract."""
    filters = FactoryFilter(request.GET)
    return list_page.respond(request, filters, reverse("factories:list"), LOOK)


@require_safe
@allow_params("evidence")
def factory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory, with its sources."""
    only = documents_only(request)
    factory = get_or_404(Factory, slug=slug)
    page = cached_detail_page(factory, factory_detail_page, documents_only=only)
    return render(request, "factories/detail.html", {"page": page, "record": factory})
