"""Write a backup of a site with SQLite to the standard output."""

from __future__ import annotations

import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Writes the SQLite database, as it is at one moment, and all kept editions to stdout, as a tar "
        "file to extract into an empty DATA_DIR. The secret key is left out."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        database = settings.DATABASES["default"]
        if "sqlite3" not in database["ENGINE"]:
            raise CommandError("The database is not SQLite: use pg_dump, as docs/operations.md says.")
        if sys.stdout.isatty():
            raise CommandError(
                "A tar file is no text: send it to a file, such as manage.py backup > backup.tar"
            )
        path = Path(database["NAME"])
        with (
            tempfile.TemporaryDirectory(dir=path.parent) as folder,
            tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as tar,
        ):
            copy = Path(folder) / path.name
            # Editors go on meanwhile.
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
            copy.chmod(0o600)
            tar.add(copy, path.name)
            tar.add(settings.EDITIONS_DIR, "editions")
