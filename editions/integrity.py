"""Whether files of the store are what they claim to be."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from editions.diff import public_fields, published_models

NAME = re.compile(r"edition-\d+-([0-9a-f]{12})\.sqlite3")
"""The name of an edition's file, with the first digits of its SHA-256."""

Identity = tuple[int, int, int]
"""Inode, time of the last write in nanoseconds, and size: another identity means other content."""


class BadEditionError(Exception):
    """The bytes are not the edition they claim to be."""


def identity(path: Path) -> Identity | None:
    """What tells a file from one that had its name before; None if there is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116  # called for every request
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def sha256(path: Path) -> str:
    """The checksum of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=1_000)
def _sha256(path: Path, identity: Identity | None) -> str:
    return sha256(path)


def has_checksum(path: Path, checksum: str) -> bool:
    """Whether a file has a SHA-256, of which the first digits are enough. Reads it again once it changed."""
    try:
        return _sha256(path, identity(path)).startswith(checksum)
    except OSError:
        return False


def check(path: Path) -> None:
    """Raise BadEditionError if an edition's file does not have the checksum in its name.

    A file that is not named as an edition, such as a draft, has nothing to check.
    """
    named = NAME.fullmatch(path.name)
    if named and not has_checksum(path, named[1]):
        raise BadEditionError(f"{path.name} is missing or damaged.")


def readable(path: Path) -> bool:
    """Whether an edition has every public table and column of the models: an update may have added some.

    Raises sqlite3.Error if it cannot be read at all.
    """
    return _readable(path, identity(path))


@lru_cache(maxsize=256)
def _readable(path: Path, identity: Identity | None) -> bool:
    with closing(_opened(path)) as database:
        columns = "SELECT name FROM pragma_table_info(?)"
        return all(
            {field.column for field in public_fields(model)}
            <= {name for (name,) in database.execute(columns, [model._meta.db_table])}
            for model in published_models()
        )


def sound(path: Path) -> bool:
    """Whether a file is a whole SQLite database with the published tables."""
    try:
        with closing(_opened(path)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM pragma_table_list")}
            whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.Error:
        return False
    return whole and {model._meta.db_table for model in published_models()} <= tables


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
