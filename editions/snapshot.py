"""Records as plain values under their natural keys, the same from any database."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Model

Fields = dict[str, Any]
Identity = tuple[str, tuple[Any, ...]]


def published_models() -> list[type[Model]]:
    """The models of the published apps, each after those it points to.

    Raises ValueError if one points at a model that is not published: the file would have a hole.
    """
    candidates = [
        model
        for app in settings.EDITION_APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.label not in settings.EDITION_LEAVES_OUT
    ]
    ordered: list[type[Model]] = []

    def visit(model: type[Model]) -> None:
        for field in model._meta.concrete_fields:
            target: Any = field.related_model
            if isinstance(field, models.ForeignKey) and target is not model:
                if target not in candidates:
                    raise ValueError(
                        f"{model._meta.label} points at {target._meta.label}, which is not published."
                    )
                visit(target)
        if model not in ordered:
            ordered.append(model)

    for model in candidates:
        visit(model)
    return ordered


def blanked(field: models.Field) -> bool:
    """Whether a column is published empty: it is for editors only."""
    return field.name in settings.EDITION_BLANKS


def take(using: str) -> dict[Identity, Fields]:
    """Every published record with a natural key, as text, number, list or key of what it points to."""
    found: dict[Identity, Fields] = {}
    for model in published_models():
        if not hasattr(model, "natural_key"):
            continue
        links = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        records = model._default_manager.using(using).all()
        for link in links:
            records = records.select_related(link.name)
        for record in records:
            fields: Fields = {}
            for field in model._meta.concrete_fields:
                if field.primary_key or blanked(field):
                    continue
                value = getattr(record, field.name)
                if isinstance(field, models.ForeignKey):
                    fields[field.name] = None if value is None else list(value.natural_key())
                else:
                    fields[field.name] = _plain(field, value)
            found[model._meta.label_lower, record.natural_key()] = fields
    return found


def _plain(field: models.Field, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(field, models.DecimalField):
        return f"{value:.{field.decimal_places}f}"
    return str(value)


def compare(before: dict[Identity, Fields], after: dict[Identity, Fields]) -> list[dict[str, Any]]:
    """What changed, record by record and field by field, in a stable order, as JSON can keep it."""
    changes = []
    for identity in sorted(
        before.keys() | after.keys(), key=lambda item: (item[0], [str(part) for part in item[1]])
    ):
        old, new = before.get(identity), after.get(identity)
        if old == new:
            continue
        model, key = identity
        fields = {
            name: [old.get(name) if old else None, new.get(name) if new else None]
            for name in sorted((old or {}).keys() | (new or {}).keys())
            if (old or {}).get(name) != (new or {}).get(name)
        }
        kind = "added" if old is None else "removed" if new is None else "changed"
        changes.append({"model": model, "key": list(key), "kind": kind, "fields": fields})
    return changes
