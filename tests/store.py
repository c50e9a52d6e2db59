"""Editions that tests change after they were published."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from editions.integrity import sha256


def renamed_for_its_checksum(file: Path) -> Path:
    """Give a changed edition the name and the manifest that it would have had, were it published so."""
    checksum = sha256(file)
    manifest = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    file.with_suffix(".json").unlink()
    renamed = file.rename(file.with_name(f"{file.stem.rpartition('-')[0]}-{checksum[:12]}.sqlite3"))
    changed = {**manifest, "sha256": checksum, "size": renamed.stat().st_size}
    renamed.with_suffix(".json").write_text(json.dumps(changed), encoding="utf-8")
    return renamed


def drop_column(file: Path, table: str, column: str) -> None:
    """Make an edition look as if it were from before a column was added."""
    with closing(sqlite3.connect(file)) as database:
        for (view,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            database.execute(f"DROP VIEW {view}")
        database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        database.commit()


def dump_without_metadata(content: bytes) -> list[str]:
    """What an edition's file holds, but for what it says of itself."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        return [line for line in database.iterdump() if not line.startswith('INSERT INTO "metadata"')]
