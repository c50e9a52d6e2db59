"""The page of a site list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from markupsafe import Markup

from directory import listing
from directory.cards import Card
from directory.facet_html import checkboxes
from directory.filters.filterset import SiteFilter
from directory.listing import Listing
from directory.macros import macro
from editions.current import edition_cache


@dataclass(frozen=True)
class ListTemplates:
    """How the sites of a kind are drawn."""

    page: str
    """The template of the list."""
    row: str
    """The macro for a site in the list drawn as a table."""
    card: Callable[..., Card]


def respond(request: HttpRequest, filters: SiteFilter, path: str, look: ListTemplates) -> HttpResponse:
    """The list at `path` under `filters`: 400 with the form if they had a problem, and a redirection where
    the address carries empty values.
    """
    page = listing.build(filters, path)
    if filters.has_empty_values and not page.problems:
        return redirect(page.canonical)
    context = {"listing": page, "facets": checkboxes(page.facets), "cards": _cards(page, look)}
    return render(request, look.page, context, status=page.status)


def _cards(page: Listing, look: ListTemplates) -> Markup:
    """The sites of the page as cards or rows. Each is rendered once per edition."""
    if page.map:
        return Markup()
    cache, only = edition_cache(), page.documents_only
    name = look.row if page.view == "table" else "card_of"
    draw = macro("sites", name)

    def card(site: Any) -> Markup:
        return draw(look.card(site, documents_only=only))

    parts = [cache.get_or_set((name, only, type(site), site.pk), partial(card, site)) for site in page.sites]
    return Markup().join(parts)
