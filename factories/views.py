"""The list of AI Factories and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from factories.cards import factory_card
from factories.filters import FactoryFilter
from factories.models import Factory
from factories.sheets import factory_sheet
from reference import listing
from reference.requests import accepts, documents_only, get_or_404


@require_safe
def factory_list(request: HttpRequest) -> HttpResponse:
    """AI Factories under the filters of the contract."""
    filters = FactoryFilter(request.GET, Factory.objects.all())
    page = listing.build(filters, reverse("factories:list"))
    if filters.has_empty_values and not page.problems:
        return redirect(page.canonical)
    cards = [factory_card(site, documents_only=page.documents_only) for site in page.sites]
    return render(request, "factories/list.html", {"listing": page, "cards": cards}, status=page.status)


@require_safe
@accepts("evidence")
def factory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the directory knows of one AI Factory, with its sources."""
    only = documents_only(request)
    factory = get_or_404(Factory.objects.for_detail(documents_only=only), slug=slug)
    context = {"sheet": factory_sheet(factory, documents_only=only), "record": factory}
    return render(request, "factories/detail.html", context)
