"""Changes in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ChangeInWords:
    """One record's change as a person reads it."""

    noun: str
    key: str
    code: str
    """"added", "changed" or "removed"."""
    kind: str
    """The same in words."""
    fields: list[tuple[str, str, str]]
    """Label, value before, value after; empty where the whole record came or went."""


def in_words(change: Any) -> ChangeInWords:
    """A change, as comparisons and the log keep it, for people."""
    model = apps.get_model(change["model"])
    kinds = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
    fields = list(_fields(model, change)) if change["kind"] == "changed" else []
    noun = capfirst(str(model._meta.verbose_name))
    return ChangeInWords(noun, key_text(change["key"]), change["kind"], kinds[change["kind"]], fields)


def title(model_label: str, key: Any) -> str:
    """What kind of record, and which."""
    return f"{capfirst(str(apps.get_model(model_label)._meta.verbose_name))} “{key_text(key)}”"


def name(record: Model) -> str:
    """What kind of record, and its own name."""
    return f"{record._meta.verbose_name} “{record}”"


def key_text(key: Any) -> str:
    """A natural key on one line."""
    return " / ".join(str(part) for part in key if part not in ("", None))


def field_label(model: type[Model], field: str) -> str:
    """What a field is called on pages; its bare name if it is gone since."""
    try:
        return str(model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return field


def value_text(value: Any) -> str:
    """A plain value for people."""
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def _fields(model: type[Model], change: Any) -> Iterator[tuple[str, str, str]]:
    for field, (before, after) in change["fields"].items():
        yield field_label(model, field), value_text(before), value_text(after)
