"""The data dictionary: every resource, table and view, every field, its type and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rest_framework import serializers

from directory.query_params import allow_params
from opendata.page_tables import PAGES
from opendata.resources import RESOURCES, Resource
from opendata.serializers.fields import PageURLField
from opendata.serializers.parts import CitationSerializer
from opendata.sql_views import views
from opendata.tables import columns


@dataclass(frozen=True)
class Entry:
    """A field, or a part of one."""

    name: str
    type: str
    meaning: str
    words: list[tuple[str, Any]]
    """The words it may hold, and what they mean, where that is settled."""
    parts: list[Entry]
    columns: list[str]
    """What it becomes in a table, where that has another name."""
    see: str = ""
    """Where on the page its parts are explained, if not here."""


@dataclass(frozen=True)
class ResourceEntry:
    """A kind of record."""

    resource: Resource
    meaning: str
    fields: list[Entry]


@require_safe
@allow_params()
def dictionary(request: HttpRequest) -> HttpResponse:
    """The page."""
    crumbs = [(_("Data"), reverse("data"))]
    page = {
        "crumbs": crumbs,
        "resources": entries(),
        "citations": list(_fields(CitationSerializer)),
        "tables": PAGES,
        "views": views(),
    }
    return render(request, "opendata/dictionary.html", page)


def entries() -> list[ResourceEntry]:
    """All resources, in the order in which readers ask for them."""
    return [
        ResourceEntry(resource, resource.meaning, list(_fields(resource.detail)))
        for resource in RESOURCES.values()
    ]


def _fields(serializer: type[serializers.Serializer]) -> Iterator[Entry]:
    cells: dict[str, list[str]] = {}
    for column in columns(serializer):
        cells.setdefault(column.path[0], []).append(column.name)
    for name, field in serializer().fields.items():
        inner = _inner(field)
        apart = inner is CitationSerializer
        yield Entry(
            name,
            type_of(field),
            str(field.help_text or ""),
            _words(field) if isinstance(field, serializers.ChoiceField) else [],
            list(_fields(inner)) if inner and not apart else [],
            cells[name] if inner and not apart else [],
            name if apart else "",
        )


def _words(field: Any) -> list[tuple[str, Any]]:
    """Each word with its meaning, where that is more than the word itself."""
    return [
        (word, "" if str(label).lower().replace(" ", "-") == word else label)
        for word, label in field.choices.items()
    ]


def _inner(field: Any) -> type[serializers.Serializer] | None:
    if isinstance(field, serializers.ListSerializer):
        return type(field.child)
    return type(field) if isinstance(field, serializers.Serializer) else None


def type_of(field: Any) -> str:
    """What a field holds, in words."""
    kinds: list[tuple[Any, str]] = [
        (serializers.ListSerializer, _("list of objects")),
        (serializers.ListField, _("list of texts")),
        (serializers.Serializer, _("object")),
        (serializers.ChoiceField, _("one of these words")),
        (serializers.DateField, _("date")),
        (serializers.BooleanField, _("true or false")),
        (serializers.IntegerField, _("whole number")),
        (serializers.FloatField, _("number")),
        (PageURLField, _("address")),
    ]
    word = next((word for kind, word in kinds if isinstance(field, kind)), _("text"))
    return _("{type}, or null").format(type=word) if field.allow_null else word
