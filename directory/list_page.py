"""The page of a site list."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from markupsafe import Markup

from directory.facet_html import checkboxes
from directory.listing import ListKind, ListPage
from directory.macros import macro
from editions.current import edition_cache


def list_page(request: HttpRequest, kind: ListKind) -> HttpResponse:
    """The list under the filters of the address: 400 with the form if they have a problem, and a redirect
    where the address carries empty values.
    """
    page = ListPage.of(kind, request.GET)
    if page.filters.form.has_empty_values and not page.problems:
        return redirect(page.canonical)
    context = {"listing": page, "kind": kind, "facets": checkboxes(page.facets), "cards": _cards(page)}
    return render(request, "list.html", context, status=400 if page.problems else 200)


def _cards(page: ListPage) -> Markup:
    """The sites of the page as cards or rows. Each is rendered once per edition."""
    if page.map:
        return Markup()
    cache, only = edition_cache(), page.documents_only
    name = page.kind.row if page.view == "table" else "card_of"
    draw = macro("sites", name)

    def card(site: Any) -> Markup:
        return draw(page.kind.card(site, documents_only=only))

    parts = [cache.get_or_set((name, only, type(site), site.pk), partial(card, site)) for site in page.sites]
    return Markup().join(parts)
