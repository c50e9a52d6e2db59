"""Records as plain values under their natural keys, the same from any database and from fixtures.

Loading, publishing and the log of changes all compare records, and all of them compare these values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, NotRequired, TypedDict

from django.apps import apps
from django.db import models
from django.db.models import Model, QuerySet

Fields = dict[str, Any]
Key = tuple[Any, ...]
Identity = tuple[str, Key]
"""A model's lower-case label, and the natural key of one of its records."""


class Change(TypedDict):
    """What happened to one record, as JSON keeps it."""

    model: str
    key: list[Any]
    kind: str
    """"added", "removed" or "changed"."""
    fields: dict[str, list[Any]]
    """Each field that differs: the value before, the value after."""
    dates: NotRequired[dict[str, dict[str, list[Any]]]]
    """Of a changed record, for each date among them its precision and qualifier, before and after."""


def has_natural_key(model: type[Model]) -> bool:
    """Whether records of this model are named by a natural key, and so loaded, compared and logged."""
    return hasattr(model, "natural_key_lookups")


def identity_of(record: Model) -> Identity:
    """The model and the natural key of a record."""
    return record._meta.label_lower, record.natural_key()  # type: ignore[attr-defined]


def data_fields(model: type[Model]) -> list[models.Field]:
    """The fields that say something: all but the row number."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def plain(field: models.Field, value: Any) -> Any:
    """A value as JSON keeps it; what a foreign key points to is given by its natural key, as a list."""
    if isinstance(field, models.ForeignKey):
        return None if value is None else list(value.natural_key())
    if value is None or isinstance(value, bool | int | list | dict):
        return value
    value = field.to_python(value)
    if isinstance(field, models.DecimalField):
        return f"{value:.{field.decimal_places}f}"
    return str(value)


def plain_fields(record: Model, leave_out: Collection[str] = ()) -> Fields:
    """All that a record says, as plain values; `leave_out` names fields to pass over."""
    return {
        field.name: plain(field, getattr(record, field.name))
        for field in data_fields(type(record))
        if field.name not in leave_out
    }


def with_targets(records: QuerySet) -> QuerySet:
    """The records with what they point to fetched along, so that plain values need no further query."""
    targets = [field.name for field in data_fields(records.model) if isinstance(field, models.ForeignKey)]
    return records.select_related(*targets) if targets else records


def owner_field(model: type[Model]) -> models.ForeignKey | None:
    """The foreign key to the record that this one belongs to and goes with, or None if it stands alone."""
    for field in data_fields(model):
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            return field
    return None


def owner_of(record: Model) -> Model:
    """The record that a row belongs to, or the record itself."""
    field = owner_field(type(record))
    return record if field is None else getattr(record, field.name)


@cache
def said_of_date(label: str, name: str) -> dict[str, str]:
    """The fields that hold a date's precision and qualifier; none if the field is no date or always a day.

    A date alone would claim a day: “by mid-2026” is stored as 1 January 2026 with “half” and “by”.
    """
    fields = {field.name: field for field in data_fields(apps.get_model(label))}
    if not isinstance(fields.get(name), models.DateField):
        return {}
    own = f"{name.removesuffix('_on')}_precision"
    if own in fields:
        return {"precision": own}
    if "precision" not in fields:
        return {}
    # The end of a period has the precision of its beginning, but not its qualifier.
    return {"precision": "precision"} | ({"qualifier": "qualifier"} if name == "date" else {})


def in_order(candidates: Iterable[type[Model]]) -> list[type[Model]]:
    """The models, each after those it points to."""
    pool = list(candidates)
    ordered: list[type[Model]] = []

    def visit(model: type[Model]) -> None:
        for field in data_fields(model):
            target = field.related_model
            if isinstance(field, models.ForeignKey) and target is not model and target in pool:
                visit(target)
        if model not in ordered:
            ordered.append(model)

    for model in pool:
        visit(model)
    return ordered


def difference(identity: Identity, before: Fields | None, after: Fields | None) -> Change | None:
    """What changed from one state of a record to another; None stands for “not there”."""
    if before == after:
        return None
    old, new = before or {}, after or {}
    fields = {
        name: [old.get(name), new.get(name)]
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }
    kind = "added" if before is None else "removed" if after is None else "changed"
    label, key = identity
    change = Change(model=label, key=list(key), kind=kind, fields=fields)
    if kind == "changed" and (dates := _said_of_dates(label, fields, old, new)):
        change["dates"] = dates
    return change


def _said_of_dates(
    label: str, names: Collection[str], old: Fields, new: Fields
) -> dict[str, dict[str, list[Any]]]:
    """Precision and qualifier of each date among these fields, before and after, even if unchanged."""
    found = {
        name: {part: [old.get(field), new.get(field)] for part, field in said_of_date(label, name).items()}
        for name in names
    }
    return {name: parts for name, parts in found.items() if parts}


def sort_key(identity: Identity) -> tuple[str, list[str]]:
    """Puts identities in an order that is the same everywhere."""
    return identity[0], [str(part) for part in identity[1]]
