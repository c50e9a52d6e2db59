"""A site with SQLite is saved by one command and restored by tar."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.asking import ask
from tests.gunicorn import ROOT, serving


def backup(**environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "manage.py", "backup"]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, check=False
    )


@pytest.mark.slow
def test_a_backup_is_restored_into_an_empty_folder(
    database_file: Path, tmp_path: Path, static_root: str
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    shutil.copytree(database_file.parent / "editions", old / "editions", symlinks=True)
    shutil.copy(database_file, old / "editing.sqlite3")
    with closing(sqlite3.connect(old / "editing.sqlite3")) as editor:
        editor.execute("PRAGMA journal_mode=WAL")
        editor.execute("BEGIN IMMEDIATE")
        editor.execute("DELETE FROM reference_sector")  # not committed: not in the backup
        database = f"sqlite:///{old}/editing.sqlite3"
        saved = backup(EDITIONS_DIR=str(old / "editions"), DATABASE_URL=database)
    assert saved.returncode == 0, saved.stderr
    (tmp_path / "backup.tar").write_bytes(saved.stdout)
    subprocess.run(["tar", "--extract", f"--directory={new}", f"--file={tmp_path}/backup.tar"], check=True)

    assert sorted(path.name for path in new.iterdir()) == ["editing.sqlite3", "editions"]
    assert stat.S_IMODE((new / "editing.sqlite3").stat().st_mode) == 0o600
    with closing(sqlite3.connect(new / "editing.sqlite3")) as restored:
        assert restored.execute("SELECT count(*) FROM reference_sector").fetchone()[0] > 10
    with serving(ROLE="public", EDITIONS_DIR=str(new / "editions"), STATIC_ROOT=static_root) as base:
        assert ask(f"{base}/factories/?country=DE")[0] == 200


def test_postgresql_is_not_saved_this_way() -> None:
    refused = backup(DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert refused.returncode == 1
    assert b"use pg_dump" in refused.stderr
    assert b"Traceback" not in refused.stderr
