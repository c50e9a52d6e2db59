"""From the editing database to one read-only SQLite file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Model

from editions.diff import blanked, published_models
from editions.failpoints import reach
from editions.integrity import sha256

BUILDING = "building"
AT_A_TIME = 5_000
"""Rows inserted together."""
AS_READ = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
"""Fields whose values go from database to database unchanged."""


class FileConnection(DatabaseWrapper):
    """A database file outside the settings: it opens itself, whatever is allowed to the configured ones."""

    def ensure_connection(self) -> None:
        if self.connection is None:
            with self.wrap_database_errors:
                self.connect()


def connection_settings(engine: str, name: str) -> dict[str, Any]:
    """Settings of a database that is not among the configured ones, defaults filled in."""
    settings: dict[str, Any] = connections.configure_settings({"default": {"ENGINE": engine, "NAME": name}})[
        "default"
    ]
    settings["TEST"] = {}
    return settings


@contextmanager
def file_connection(
    path: Path, alias: str = BUILDING, *, read_only: bool = False
) -> Iterator[DatabaseWrapper]:
    """A plain SQLite file as a Django connection, registered for queries under `alias`."""
    name = f"file:{path}?mode=ro&immutable=1" if read_only else str(path)
    settings = connection_settings("django.db.backends.sqlite3", name)
    connection = FileConnection(settings, alias)
    connections.databases[alias] = settings
    connections[alias] = connection
    try:
        yield connection
    finally:
        connection.close()
        del connections[alias]
        del connections.databases[alias]


def build(target: Path, using: str = "default") -> str:
    """Write the published tables to `target` and return its SHA-256.

    The same records give the same bytes: rows in the order of their numbers, JSON with sorted keys,
    neither number nor date of the edition inside. Raises ValueError for a reference to nothing.
    """
    tables = published_models()
    rough = target.with_suffix(".building")
    for path in (rough, target):
        path.unlink(missing_ok=True)
    try:
        with file_connection(rough) as connection:
            with connection.cursor() as cursor:
                # After a power cut nobody wants this file: no table need wait for the disk.
                cursor.execute("PRAGMA synchronous = OFF")
            # Indexes are made as the editor ends: sorting all rows is faster than placing each.
            with connection.schema_editor(atomic=False) as editor, connection.cursor() as cursor:
                for model in tables:
                    editor.create_model(model)
                cursor.execute("BEGIN")
                for model in tables:
                    _copy(model, using, connection, cursor)
                cursor.execute("COMMIT")
            reach("build:copied")
            with connection.cursor() as cursor:
                orphans = cursor.execute("PRAGMA foreign_key_check").fetchall()
                if orphans:
                    raise ValueError(f"Rows point to nothing: {orphans[:5]}")
                cursor.execute("ANALYZE")
                cursor.execute("VACUUM INTO %s", [str(target)])
    finally:
        rough.unlink(missing_ok=True)
    return sha256(target)


def _copy(model: type[Model], using: str, connection: DatabaseWrapper, cursor: Any) -> None:
    fields = list(model._meta.concrete_fields)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    names = [field.attname for field in fields]
    rows: Iterable[tuple] = model._default_manager.using(using).order_by("pk").values_list(*names).iterator()
    converters = [_converter(field, connection) for field in fields]
    if any(converters):
        rows = (
            tuple(
                convert(value) if convert else value for convert, value in zip(converters, row, strict=True)
            )
            for row in rows
        )
    for portion in batched(rows, AT_A_TIME):
        cursor.executemany(statement, portion)


def _converter(field: models.Field, connection: DatabaseWrapper) -> Callable[[Any], Any] | None:
    """From a value as it was read to one that SQLite takes; None where it takes it as it is."""
    if blanked(field):
        empty = field.get_db_prep_save(field.get_default(), connection=connection)
        return lambda value: empty
    if isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_save(_sorted(value), connection=connection)
    if isinstance(field, AS_READ):
        return None
    return lambda value: field.get_db_prep_save(value, connection=connection)


def _sorted(value: Any) -> Any:
    return json.loads(json.dumps(value, sort_keys=True))
