"""The page of a factory or an antenna."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.detail import DetailPage
from directory.models import Site
from directory.query_params import DOCUMENTS, FULL, evidence_param, get_or_404
from editions.current import edition_cache


def site_page(
    request: HttpRequest, model: type[Site], slug: str, make: Callable[..., DetailPage]
) -> HttpResponse:
    """Everything the directory knows of one site. The page is made once per edition; nobody may change it."""
    evidence = evidence_param(request)
    only = evidence == DOCUMENTS
    site = get_or_404(model, slug=slug)
    key = (DetailPage, model, site.pk, only)
    page = edition_cache().get_or_set(key, lambda: make(site, documents_only=only))
    context = {"page": page, "record": site, "full": evidence == FULL}
    return render(request, "site_detail.html", context)
