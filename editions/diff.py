"""What is published, and the published records as plain values."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Model, QuerySet

from editions.serialization import (
    Change,
    Fields,
    Identity,
    data_fields,
    difference,
    has_natural_key,
    identity_of,
    in_order,
    plain_fields,
    sort_key,
    with_targets,
)


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
    for model in candidates:
        for field in data_fields(model):
            target: Any = field.related_model
            if isinstance(field, models.ForeignKey) and target not in candidates:
                raise ValueError(
                    f"{model._meta.label} points at {target._meta.label}, which is not published."
                )
    return in_order(candidates)


def public_fields(model: type[Model]) -> list[models.Field]:
    """The columns that are published: all but those for editors only."""
    return [
        field for field in model._meta.concrete_fields if field.name not in settings.EDITION_PRIVATE_FIELDS
    ]


def private_fields(model: type[Model]) -> list[str]:
    """The names of the columns that are for editors only."""
    return [
        field.name for field in model._meta.concrete_fields if field.name in settings.EDITION_PRIVATE_FIELDS
    ]


def take(using: str) -> dict[Identity, Fields]:
    """Every published record with a natural key, as plain values."""
    found: dict[Identity, Fields] = {}
    for model in filter(has_natural_key, published_models()):
        for record in _public_columns(with_targets(model._default_manager.using(using).all())):
            found[identity_of(record)] = plain_fields(record, settings.EDITION_PRIVATE_FIELDS)
    return found


def _public_columns(records: QuerySet) -> QuerySet:
    """The records without the columns that an edition does not have, nor those of what they point to."""
    names = private_fields(records.model)
    for field in data_fields(records.model):
        if isinstance(field, models.ForeignKey):
            names += [f"{field.name}__{name}" for name in private_fields(field.related_model)]
    return records.defer(*names)


def compare(before: dict[Identity, Fields], after: dict[Identity, Fields]) -> list[Change]:
    """What changed, record by record and field by field, in a stable order, as JSON can keep it."""
    changes = (
        difference(identity, before.get(identity), after.get(identity))
        for identity in sorted(before.keys() | after.keys(), key=sort_key)
    )
    return [change for change in changes if change]
