"""A PostgreSQL cluster of the tests' own, made and thrown away."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.gunicorn import free_port


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None; TEST_DATABASE_URL stands for a server elsewhere."""
    if os.environ.get("TEST_DATABASE_URL"):
        return Path()
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))  # noqa: PTH207
    return Path(folders[-1]) if folders else None


@contextmanager
def cluster() -> Iterator[str]:
    """Starts a cluster on a free port and yields its address as a DATABASE_URL."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="directory-pg-"))
    port = free_port()
    binaries = programs()
    assert binaries is not None
    data = folder / "data"
    try:
        _run(
            folder,
            binaries / "initdb",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "-U",
            "directory",
            "-D",
            data,
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(folder, binaries / "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgres://directory@127.0.0.1:{port}/postgres"
        finally:
            _run(folder, binaries / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: object) -> None:
    """PostgreSQL refuses to run as root, so root hands over to the user `postgres` or `nobody`."""
    words = [str(word) for word in command]
    user = None
    if os.geteuid() == 0:
        users = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in users else "nobody"
        shutil.chown(folder, user)
    subprocess.run(
        words, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
