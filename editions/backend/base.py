"""A database that is the current edition: one SQLite file, opened read-only."""

from __future__ import annotations

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


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens the edition it was told to read, or else the current one, and stays with it."""

    features_class = DatabaseFeatures
    chosen: Path | None = None

    def get_connection_params(self) -> dict[str, Any]:
        path = self.chosen or shelf.current_file()
        if path is None:
            raise NoEditionError("There is no edition yet: publish one first (manage.py publish).")
        return {**super().get_connection_params(), "database": f"file:{path}?mode=ro&immutable=1"}

    def read(self, path: Path | None) -> None:
        """Between two requests: from now on read this edition, and let go of another one."""
        if path != self.chosen:
            self.close()
            self.chosen = path
