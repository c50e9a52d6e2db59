"""A database that is the current edition: one SQLite file, opened read-only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base, features

from editions import shelf


class NoEditionError(ImproperlyConfigured):
    """Nothing was published yet, so there is nothing to serve."""


class DatabaseFeatures(features.DatabaseFeatures):
    """Known without asking: the project can be checked where there is no edition yet."""

    supports_json_field = True


LONGEST = 10_000
"""Characters of a question that is worth remembering."""


class Cursor(base.SQLiteCursorWrapper):
    """Knows how the questions that come again and again are spelled for SQLite.

    Looking through one for its placeholders takes as long as SQLite takes to answer it.
    """

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """A question with SQLite's placeholders."""
        if param_names is not None or len(query) > LONGEST:
            return str(super().convert_query(query, param_names=param_names))
        return _converted(query)


@lru_cache(maxsize=500)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens the edition it was told to read, or else the current one, and stays with it."""

    features_class = DatabaseFeatures
    chosen: Path | None = None
    identity: tuple[int, int] | None = None
    """Of the chosen file when it was last seen: a repair puts another one under the same name."""

    def get_connection_params(self) -> dict[str, Any]:
        path = self.chosen or shelf.current_file()
        if path is None:
            raise NoEditionError("There is no edition yet: publish one first (manage.py publish).")
        return {**super().get_connection_params(), "database": f"file:{path}?mode=ro&immutable=1"}

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor on the edition."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor

    @property
    def remembered(self) -> tuple[Path, int] | None:
        """What memories of the edition are kept under; None for a database that has none.

        Not the time of writing: damage in place leaves what is in memory sound, a repair under the same name
        may not.
        """
        return (self.chosen, self.identity[0]) if self.chosen and self.identity else None

    def read(self, path: Path | None) -> None:
        """Between two requests: from now on read this edition, and let go of another one.

        A file that is gone is read on by who has it open; one that was replaced is opened anew.
        """
        # Before it is opened: what is opened later is at least as new.
        found = shelf.identity(path) if path else None
        if path != self.chosen or (found and found != self.identity):
            self.close()
            self.chosen, self.identity = path, found
