"""A list's page is the one that its template would draw, whatever was drawn before it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from editions.reading import reading
from opendata.citing import citation
from reference import list_page
from reference.filters.filterset import SiteFilter
from reference.stencil import Stencil, hole
from tests.listed import KINDS

WORDS = ("ai", '"ai', "<b>ai</b>", "ai & health", "health's", "poznań", "%2B ai", "ai.", "é ai")


def asked(chance: Random, filters: SiteFilter) -> list[tuple[str, str]]:
    """A query that may keep sites."""
    query = []
    for name in chance.sample(filters.ORDER, chance.randint(0, 4)):
        values = [choice.value for choice in filters.choices(name)]
        if values:
            number = chance.randint(1, 3) if filters.parameter(name).many else 1
            query += [(name, value) for value in chance.sample(values, min(number, len(values)))]
    if chance.random() < 0.4:
        query.append(("q", chance.choice(WORDS)))
    if chance.random() < 0.5:
        query += [("page_size", str(chance.randint(1, 3))), ("page", str(chance.randint(1, 4)))]
    return query


def drawn_by_its_template(
    request: HttpRequest, filters: SiteFilter, path: str, look: list_page.Look
) -> HttpResponse:
    """The page without any stencil."""
    page = list_page.listing.build(filters, path)
    parts = {
        "facets": list_page.checkboxes(page.facets, filters.memory),
        "cards": list_page._cards(page, look),
    }
    return render(request, look.page, {"listing": page, **parts}, status=page.status)


@pytest.mark.parametrize("path", KINDS)
def test_a_filled_stencil_is_the_page(client: Any, db: None, database_file: Path, path: str) -> None:
    kind, model = KINDS[path]
    chance = Random(path)
    edition = next((database_file.parent / "editions").glob("edition-*.sqlite3"))
    compared = 0
    with reading(edition):
        queries = [urlencode(asked(chance, kind(None, model.objects.all()))) for _ in range(150)]
        for query in queries:
            filled = client.get(f"{path}?{query}")
            with patch.object(list_page, "respond", drawn_by_its_template):
                whole = client.get(f"{path}?{query}")
            assert filled.status_code == whole.status_code, query
            assert filled.content == whole.content, query
            assert citation(filled.wsgi_request) == citation(whole.wsgi_request), query
            compared += filled.status_code == 200 and not filled.context
    assert compared > 20, "most were filled in, and not drawn"


def test_a_hole_is_filled_as_its_template_would() -> None:
    source = '<a title="{{ a }}" href="/?page={{ b|urlencode }}">{{ a }}</a> {{ plain }}'
    from django.template import Context, Template

    values = {"a": "<&'\"é", "b": "/x/?q=a b&é='", "plain": "{{ a }}"}
    stencil = Stencil(Template(source).render(Context({name: hole(name) for name in values})))
    for more in ({}, {"a": hole("b")}):
        given = {**values, **more}
        assert stencil.filled(given) == Template(source).render(Context(given))
    with pytest.raises(KeyError):
        stencil.filled({"a": ""})
