"""Editing databases with as many sites as wanted, and the shelves they are published to."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.bench.datasette import FOLDER, with_table
from tests.gunicorn import ROOT

REAL = 32
"""Sites of the reviewed record."""
MADE_FROM = ("tests/bench/synthetic.py", "fixtures/*.yaml", "*/migrations/*.py", "reference/loading.py")


@dataclass(frozen=True)
class Place:
    """An editing database, and a shelf of its own."""

    sites: int

    @property
    def folder(self) -> Path:
        return FOLDER / str(self.sites)

    @property
    def editing(self) -> Path:
        return self.folder / "editing.sqlite3"

    @property
    def shelf(self) -> Path:
        return self.folder / "editions"

    @property
    def edition(self) -> Path:
        """The published file."""
        return self.shelf / (self.shelf / "current").readlink()

    def first_factory(self) -> str:
        """The address name of a factory that is there at every size."""
        with closing(sqlite3.connect(f"file:{self.edition}?mode=ro&immutable=1", uri=True)) as database:
            (slug,) = database.execute("SELECT slug FROM factories_factory ORDER BY id LIMIT 1").fetchone()
        return str(slug)

    def for_datasette(self) -> Path:
        """The published file with the table that Datasette is asked for."""
        return with_table(self.edition, self.folder / f"of-{self.sites}.sqlite3")


@dataclass(frozen=True)
class Run:
    """What a command took."""

    seconds: float
    processor: float
    """Seconds of processor time, user and system."""
    peak: int
    """Bytes of memory of its largest process."""


def prepared(sites: int = REAL) -> Place:
    """An editing database with so many sites, made once for as long as what makes it stays the same."""
    place = Place(sites)
    stamp, wanted = place.folder / "made-from", _digest()
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(place.folder, ignore_errors=True)
        place.folder.mkdir(parents=True)
        manage(place, "migrate", "--verbosity", "0")
        manage(place, "load_directory")
        if sites > REAL:
            run(place, "-m", "tests.bench.synthetic", str(sites))
        stamp.write_text(wanted)
    return place


def published(place: Place) -> Run:
    """Publish it anew, as the first edition of an empty shelf, by the command that editors' servers run."""
    shutil.rmtree(place.shelf, ignore_errors=True)
    run(place, "-c", _FORGET)
    return manage(place, "publish")


_FORGET = (
    "import django; django.setup();"
    "from editions.models import Edition; Edition.objects.all().delete();"
    "from django.db import connection; connection.cursor().execute('VACUUM')"
)


def manage(place: Place, *arguments: str) -> Run:
    """Run a management command on it."""
    return run(place, "manage.py", *arguments)


def run(place: Place, *arguments: str) -> Run:
    """Run Python on it in a process of its own. Raises CalledProcessError."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment(place), stdout=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Run(time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def run_public(place: Place, code: str, *arguments: str) -> str:
    """What code prints that runs as the public process of a place would."""
    command = [sys.executable, "-c", code, *arguments]
    env = {**environment(place), "ROLE": "public"}
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


def environment(place: Place) -> dict[str, str]:
    """What a process that works on a place is told."""
    where = {"DATABASE_URL": f"sqlite:///{place.editing}", "EDITIONS_DIR": str(place.shelf), "DEBUG": "0"}
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings", **where}


def _digest() -> str:
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
