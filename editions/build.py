"""From the editing database to one read-only SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Model
from django.utils.module_loading import import_string

from editions.diff import public_fields, published_models
from editions.failpoints import reach
from editions.integrity import sha256

BUILDING = "building"
METADATA = "metadata"
"""The table in which an edition says what it is, one row per statement."""
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
    given = {"default": {"ENGINE": engine, "NAME": name}}
    completed: dict[str, Any] = connections.configure_settings(given)["default"]
    completed["TEST"] = {}
    return completed


@contextmanager
def file_connection(
    path: Path, alias: str = BUILDING, *, read_only: bool = False
) -> Iterator[DatabaseWrapper]:
    """A plain SQLite file as a Django connection, registered for queries under `alias`."""
    name = f"file:{path}?mode=ro&immutable=1" if read_only else str(path)
    own_settings = connection_settings("django.db.backends.sqlite3", name)
    connection = FileConnection(own_settings, alias)
    connections.databases[alias] = own_settings
    connections[alias] = connection
    try:
        yield connection
    finally:
        connection.close()
        del connections[alias]
        del connections.databases[alias]


def build(target: Path, metadata: Mapping[str, str] | None = None) -> str:
    """Write the published tables of the editing database to `target` and return its SHA-256.

    The same records and metadata give the same bytes: rows in the order of their numbers, JSON with sorted
    keys. Raises ValueError for a reference to nothing.
    """
    with rough_edition(target.with_suffix(".building")) as rough:
        return finish(rough, target, metadata or {})


@contextmanager
def rough_edition(path: Path) -> Iterator[DatabaseWrapper]:
    """A database with the published tables, views and indexes, which `finish` makes an edition of.

    It exists inside the block only. Raises ValueError for a reference to nothing.
    """
    path.unlink(missing_ok=True)
    try:
        with file_connection(path) as connection:
            with connection.cursor() as cursor:
                # After a power cut nobody wants this file: no table need wait for the disk.
                cursor.execute("PRAGMA synchronous = OFF")
                cursor.execute("BEGIN")
                for model in published_models():
                    cursor.execute(_table(model, connection))
                    _copy(model, connection, cursor)
                # Sorting all rows is faster than placing each.
                for index in _indexes(connection):
                    cursor.execute(index)
                cursor.execute(
                    f"CREATE TABLE {METADATA} (name text NOT NULL PRIMARY KEY, value text NOT NULL)"
                )
                for add in settings.EDITION_VIEWS:
                    import_string(add)(connection)
                cursor.execute("COMMIT")
                reach("build:copied")
                orphans = cursor.execute("PRAGMA foreign_key_check").fetchall()
                if orphans:
                    raise ValueError(f"Rows point to nothing: {orphans[:5]}")
                cursor.execute("ANALYZE")
            yield connection
    finally:
        path.unlink(missing_ok=True)


def finish(rough: DatabaseWrapper, target: Path, metadata: Mapping[str, str]) -> str:
    """Write a rough edition with these metadata to `target` and return its SHA-256."""
    target.unlink(missing_ok=True)
    with rough.cursor() as cursor:
        cursor.execute(f"DELETE FROM {METADATA}")  # noqa: S608
        cursor.executemany(f"INSERT INTO {METADATA} VALUES (%s, %s)", list(metadata.items()))  # noqa: S608
        cursor.execute("VACUUM INTO %s", [str(target)])
    return sha256(target)


def metadata_of(path: Path) -> dict[str, str]:
    """What an edition's file says of itself; nothing if it is a draft or of an older make."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        try:
            return dict(database.execute(f"SELECT name, value FROM {METADATA}"))  # noqa: S608
        except sqlite3.OperationalError:
            return {}


def _table(model: type[Model], connection: DatabaseWrapper) -> str:
    """The statement that creates a table.

    The schema editor's would hold checks that call functions of Django, which no other program has. The
    editing database enforces them; an edition is never written to.
    """
    quote = connection.ops.quote_name
    parts = [_column(field, connection) for field in public_fields(model)]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and not constraint.condition:
            columns = (quote(str(_field(model, name).column)) for name in constraint.fields)
            parts.append(f"UNIQUE ({', '.join(columns)})")
    return f"CREATE TABLE {quote(model._meta.db_table)} ({', '.join(parts)})"


def _column(field: models.Field, connection: DatabaseWrapper) -> str:
    quote = connection.ops.quote_name
    parts = [quote(str(field.column)), str(field.db_type(connection))]
    if not field.null:
        parts.append("NOT NULL")
    if field.primary_key:
        parts.append("PRIMARY KEY")
    elif field.unique:
        parts.append("UNIQUE")
    if isinstance(field, models.ForeignKey):
        target = field.target_field
        parts.append(f"REFERENCES {quote(target.model._meta.db_table)} ({quote(str(target.column))})")
    return " ".join(parts)


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _indexes(connection: DatabaseWrapper) -> Iterator[str]:
    """An index of every foreign key, so that other programs can go against its direction too."""
    quote = connection.ops.quote_name
    for model in published_models():
        table = model._meta.db_table
        for field in public_fields(model):
            if isinstance(field, models.ForeignKey):
                name, column = quote(f"{table}_{field.column}"), quote(str(field.column))
                yield f"CREATE INDEX {name} ON {quote(table)} ({column})"


def _copy(model: type[Model], connection: DatabaseWrapper, cursor: Any) -> None:
    fields = public_fields(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    names = [field.attname for field in fields]
    rows: Iterable[tuple] = (
        model._default_manager.using(DEFAULT_DB_ALIAS).order_by("pk").values_list(*names).iterator()
    )
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
    if isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_save(_sorted(value), connection=connection)
    if isinstance(field, AS_READ):
        return None
    return lambda value: field.get_db_prep_save(value, connection=connection)


def _sorted(value: Any) -> Any:
    return json.loads(json.dumps(value, sort_keys=True))
