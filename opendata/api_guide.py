"""The API's own documentation: how to begin, what may be asked, what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.query_params import StrictForm, allow_params
from opendata.list_filters import LIST_FILTERS, list_form
from opendata.openapi import parameters
from opendata.queries import API_FILTERS
from opendata.resources import RESOURCES, Resource

CONTENTS = {
    "begin": _("Quick start"),
    "records": _("Endpoints"),
    "filters": _("Filters"),
    "answers": _("Responses"),
    "errors": _("Errors"),
    "editions": _("Editions and caches"),
    "terms": _("Terms"),
}
WRITTEN_FOR = "http://127.0.0.1:8000"
"""The address in the examples, that of `make run`; a test runs them against a server of its own."""
EVERYWHERE = ("page", "page_size", "edition")
"""Parameters of every list."""
EXAMPLES = Path(__file__).parent / "examples"


@dataclass(frozen=True)
class Example:
    """A way to ask, as code."""

    label: str
    code: str


@dataclass(frozen=True)
class Operation:
    """A kind of record, and the addresses of its list and of one record."""

    resource: Resource
    path: str
    one: str


@require_safe
@allow_params()
def guide(request: HttpRequest) -> HttpResponse:
    """The page."""
    context = {
        "contents": CONTENTS,
        "examples": examples(settings.PUBLIC_URL or WRITTEN_FOR),
        "operations": [_operation(resource) for resource in RESOURCES.values()],
        "filters": _filters(),
        "other_filters": _other_filters(),
        "licence": settings.DATA_LICENCE["url"],
        "first": f"{reverse('api-factories')}?sector=health&page_size=2",
    }
    return render(request, "opendata/guide.html", context)


def examples(origin: str) -> list[Example]:
    """The same question in three languages: which AI Factories name health and are past contract?"""
    labels = {"ask.sh": "curl", "ask.py": "Python", "ask.R": "R"}
    return [
        Example(label, (EXAMPLES / name).read_text(encoding="utf-8").replace(WRITTEN_FOR, origin).strip())
        for name, label in labels.items()
    ]


def _operation(resource: Resource) -> Operation:
    path = reverse(f"api-{resource.name}")
    return Operation(resource, path, f"{path}{{{resource.key}}}/")


def _filters() -> list[dict[str, Any]]:
    """Each parameter of the site lists once, and which of the two lists know it."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("factories", "antennas"):
        resource = RESOURCES[name]
        assert resource.filters is not None
        for parameter in _described(API_FILTERS[resource.filters]().form):
            found.setdefault(parameter["name"], {**parameter, "on": []})["on"].append(resource.heading)
    return list(found.values())


def _other_filters() -> list[tuple[Resource, list[dict[str, Any]]]]:
    """The parameters of the other lists, but for those that every list has."""
    return [
        (resource, [item for item in _described(list_form(name)()) if item["name"] not in EVERYWHERE])
        for name, resource in RESOURCES.items()
        if name in LIST_FILTERS
    ]


def _described(form: StrictForm) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.name,
            "meaning": str(parameter.description).replace("`", ""),  # Markdown, as OpenAPI has it
            "words": parameter.enum,
        }
        for parameter in parameters(form.fields)
    ]
