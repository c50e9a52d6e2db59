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
    model: str
    """The label of the record's model."""
    natural_key: list[Any]


def in_words(change: Any) -> ChangeInWords:
    """A change, as comparisons and the log keep it, for people."""
    model = model_of(change["model"])
    kinds = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
    fields = list(_fields(model, change)) if change["kind"] == "changed" else []
    label, key, kind = change["model"], list(change["key"]), change["kind"]
    return ChangeInWords(_noun(label), key_text(key), kind, kinds[kind], fields, label, key)


def title(model_label: str, key: Any) -> str:
    """What kind of record, and which."""
    return f"{_noun(model_label)} “{key_text(key)}”"


def name(record: Model) -> str:
    """What kind of record, and its own name."""
    return f"{record._meta.verbose_name} “{record}”"


def key_text(key: Any) -> str:
    """A natural key on one line."""
    return " / ".join(str(part) for part in key if part not in ("", None))


def field_label(model: type[Model] | None, field: str) -> str:
    """What a field is called on pages; its bare name if it, or its model, is gone since."""
    try:
        return str(model._meta.get_field(field).verbose_name) if model else field  # type: ignore[union-attr]
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


def model_of(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _noun(label: str) -> str:
    model = model_of(label)
    return capfirst(str(model._meta.verbose_name)) if model else label


def _fields(model: type[Model] | None, change: Any) -> Iterator[tuple[str, str, str]]:
    dates = change.get("dates", {})
    for field, values in change["fields"].items():
        said = dates.get(field)
        before, after = (
            _date_text(value, {part: pair[side] for part, pair in said.items()})
            if said
            else value_text(value)
            for side, value in enumerate(values)
        )
        yield field_label(model, field), before, after


def _date_text(value: Any, said: dict[str, Any]) -> str:
    """A date as precisely as it is stated: it is stored as the first day of its period."""
    if not value:
        return value_text(value)
    periods = {
        "month": value[:7],
        "quarter": _("quarter from {month}").format(month=value[:7]),
        "half": _("half-year from {month}").format(month=value[:7]),
        "year": value[:4],
    }
    words = {"by": _("by {date}"), "around": _("around {date}")}
    text = periods.get(said["precision"], value)
    return words.get(said.get("qualifier", ""), "{date}").format(date=text)
