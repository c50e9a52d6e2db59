"""What changed, edition by edition, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from editions import shelf
from factories.models import Factory
from reference.requests import accepts

SHOWN_AN_EDITION = 200


@dataclass(frozen=True)
class Change:
    """One record's change in words."""

    noun: str
    key: str
    kind: str
    fields: list[tuple[str, str, str]]
    """Label, value before, value after."""


@dataclass(frozen=True)
class EditionChanges:
    """An edition and what it changed, at most `SHOWN_AN_EDITION` records."""

    card: shelf.Card
    changes: list[Change]
    count: int

    @property
    def more(self) -> int:
        """How many changes are not shown."""
        return self.count - len(self.changes)


@require_safe
@accepts("site")
def change_list(request: HttpRequest) -> HttpResponse:
    """All kept editions, newest first; with `site=` only what concerns one factory or antenna."""
    slug = _site(request)
    editions = []
    for card in shelf.cards():
        wanted = [change for change in card.changes if not slug or slug in _slugs(change)]
        if wanted or not slug:
            shown = [_in_words(change) for change in wanted[:SHOWN_AN_EDITION]]
            editions.append(EditionChanges(card, shown, len(wanted)))
    site = next((found for model in (Factory, Antenna) for found in model.objects.filter(slug=slug)), None)
    return render(request, "explore/changes.html", {"editions": editions, "site": site})


def _site(request: HttpRequest) -> str:
    """The site asked for, "" for all; anything that does not exist is a 400."""
    values = [value for value in request.GET.getlist("site") if value]
    if len(values) > 1:
        raise BadRequest(_("“site” may be given once; here it is given several times."))
    slug = values[0] if values else ""
    named = slug_re.fullmatch(slug)
    if slug and not (named and any(model.objects.filter(slug=slug).exists() for model in (Factory, Antenna))):
        raise BadRequest(_("“site” is the address name of an AI Factory or an Antenna."))
    return slug


def _slugs(change: dict[str, Any]) -> set[str]:
    """The address names that a change is about: its own key, or that of the site it belongs to."""
    return {str(part) for part in change["key"][:2]}


def _in_words(change: dict[str, Any]) -> Change:
    model = apps.get_model(change["model"])
    kinds = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
    key = " / ".join(str(part) for part in change["key"] if part != "")
    fields = list(_fields(model, change)) if change["kind"] == "changed" else []
    return Change(capfirst(str(model._meta.verbose_name)), key, kinds[change["kind"]], fields)


def _fields(model: Any, change: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, (before, after) in change["fields"].items():
        try:
            label = str(model._meta.get_field(name).verbose_name)
        except FieldDoesNotExist:
            label = name
        yield label, _value(before), _value(after)


def _value(value: Any) -> str:
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
