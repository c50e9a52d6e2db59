"""What is published, and the published records as plain values."""

from __future__ import annotations

from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.models import Model

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

AT_A_TIME = 5_000
"""Rows asked for together by their numbers."""


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


def blanked(field: models.Field) -> bool:
    """Whether a column is published empty: it is for editors only."""
    return field.name in settings.EDITION_BLANKS


def take(using: str) -> dict[Identity, Fields]:
    """Every published record with a natural key, as plain values."""
    found: dict[Identity, Fields] = {}
    for model in filter(has_natural_key, published_models()):
        for record in with_targets(model._default_manager.using(using).all()):
            found[identity_of(record)] = plain_fields(record, settings.EDITION_BLANKS)
    return found


Rows = dict[int, tuple[Identity, Fields]]
"""Records as plain values, by the number of their row."""


def differences(before: str, file: Path, after: str) -> list[Change]:
    """The same list as `compare` makes of two editions, without reading what is the same in both.

    before: the alias of the earlier one, whose file is given; after: that of the later one.
    """
    old: dict[Identity, Fields] = {}
    new: dict[Identity, Fields] = {}
    renamed: dict[type[Model], set[int]] = {}
    with connections[after].cursor() as cursor:
        cursor.execute("ATTACH %s AS earlier", [str(file)])
        for model in filter(has_natural_key, published_models()):
            numbers = _differing(model, cursor)
            for alias in (before, after):
                numbers |= _naming(model, alias, renamed)
            was, is_now = (_rows(model, alias, numbers) for alias in (before, after))
            renamed[model] = {n for n in was.keys() & is_now.keys() if was[n][0] != is_now[n][0]}
            old.update(was.values())
            new.update(is_now.values())
    return compare(old, new)


def _differing(model: type[Model], cursor: Any) -> set[int]:
    """The numbers of the rows that only one of two editions has, or that are not the same in both."""
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [str(field.column) for field in data_fields(model) if not blanked(field)]
    unequal = " OR ".join(f'there."{column}" IS NOT here."{column}"' for column in columns)
    found: set[int] = set()
    for here, there in (("main", "earlier"), ("earlier", "main")):
        statement = f"""SELECT here."{key}" FROM {here}."{table}" here LEFT JOIN {there}."{table}" there
            ON there."{key}" = here."{key}" WHERE there."{key}" IS NULL OR {unequal}"""  # noqa: S608
        found |= {number for (number,) in cursor.execute(statement)}
    return found


def _naming(model: type[Model], alias: str, renamed: dict[type[Model], set[int]]) -> set[int]:
    """The rows that point to a record whose natural key changed: what they say reads differently now."""
    found: set[int] = set()
    for field in data_fields(model):
        changed = renamed.get(field.related_model) if isinstance(field, models.ForeignKey) else None
        if changed:
            rows = model._default_manager.using(alias).filter(**{f"{field.name}__in": changed})
            found |= set(rows.values_list("pk", flat=True))
    return found


def _rows(model: type[Model], alias: str, numbers: set[int]) -> Rows:
    found: Rows = {}
    for portion in batched(sorted(numbers), AT_A_TIME):
        for record in with_targets(model._default_manager.using(alias).filter(pk__in=portion)):
            found[record.pk] = identity_of(record), plain_fields(record, settings.EDITION_BLANKS)
    return found


def compare(before: dict[Identity, Fields], after: dict[Identity, Fields]) -> list[Change]:
    """What changed, record by record and field by field, in a stable order, as JSON can keep it."""
    changes = (
        difference(identity, before.get(identity), after.get(identity))
        for identity in sorted(before.keys() | after.keys(), key=sort_key)
    )
    return [change for change in changes if change]
