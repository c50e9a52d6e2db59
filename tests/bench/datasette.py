"""Datasette on the published file, at its best.

Its facets count the values of one table's columns, and those of JSON lists inside them. A published file
keeps many-valued facts in rows of their own, so a table is added that has all facts of a factory in one row:
indexed, with the address name as its key. A view would be slower, and joins are not what is compared.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.bench.servers import Server, running
from tests.gunicorn import ROOT

FOLDER = ROOT / "var" / "bench"
LOCK = Path(__file__).with_name("requirements.txt")
TABLE = "factories"
SETTINGS = {
    "suggest_facets": "off",  # it would try out every column to offer more facets
    "facet_time_limit_ms": "600000",  # what takes longer is left out, and would look fast
    "sql_time_limit_ms": "600000",
    "default_page_size": "50",
}
FACETS = ("country", "cutoff", "stage")
LIST_FACETS = ("participant", "sector", "service", "organisation", "system")
ON_CARDS = ("name", "country", "city", "cutoff", "stage", "organisations", "systems", "sectors")
"""The columns that a card of the site's own list prints."""

COLUMNS = """
    slug TEXT PRIMARY KEY, name TEXT, aliases TEXT, country TEXT, cutoff TEXT, city TEXT, latitude REAL,
    longitude REAL, summary TEXT, website TEXT, access TEXT, stage INTEGER, participant TEXT, sector TEXT,
    service TEXT, organisation TEXT, system TEXT, milestones TEXT, organisations TEXT, systems TEXT,
    sectors TEXT, services TEXT, antennas TEXT
"""
ROWS = """
    SELECT f.slug, f.name, f.aliases, c.code, r.slug, f.city, f.latitude, f.longitude, f.summary, f.website, f.access,
      (SELECT coalesce(max(m.stage), 1) FROM factories_factorymilestone l
         JOIN reference_milestone m ON m.id = l.milestone_id AND m.status = 'happened' WHERE l.site_id = f.id),
      (SELECT json_group_array(code) FROM (SELECT c.code AS code UNION SELECT p.code
         FROM factories_factorycountry l JOIN reference_country p ON p.id = l.country_id WHERE l.site_id = f.id)),
      (SELECT json_group_array(s.slug)
         FROM factories_factorysector l JOIN reference_sector s ON s.id = l.sector_id WHERE l.site_id = f.id),
      (SELECT json_group_array(s.slug)
         FROM factories_factoryservice l JOIN reference_service s ON s.id = l.service_id WHERE l.site_id = f.id),
      (SELECT json_group_array(slug) FROM (SELECT DISTINCT o.slug AS slug
         FROM factories_factoryorganisation l JOIN reference_organisation o ON o.id = l.organisation_id
         WHERE l.site_id = f.id)),
      (SELECT json_group_array(relation) FROM (SELECT DISTINCT l.relation AS relation
         FROM factories_factorysystem l WHERE l.site_id = f.id)),
      (SELECT json_group_array(json_object('title', m.title, 'kind', m.kind, 'status', m.status, 'date', m.date))
         FROM factories_factorymilestone l JOIN reference_milestone m ON m.id = l.milestone_id WHERE l.site_id = f.id),
      (SELECT json_group_array(json_object('name', o.name, 'role', l.role))
         FROM factories_factoryorganisation l JOIN reference_organisation o ON o.id = l.organisation_id
         WHERE l.site_id = f.id),
      (SELECT json_group_array(json_object('name', s.name, 'label', s.label, 'relation', l.relation))
         FROM factories_factorysystem l JOIN reference_supercomputer s ON s.id = l.supercomputer_id
         WHERE l.site_id = f.id),
      (SELECT json_group_array(json_object('name', s.name, 'emphasis', l.emphasis))
         FROM factories_factorysector l JOIN reference_sector s ON s.id = l.sector_id WHERE l.site_id = f.id),
      (SELECT json_group_array(json_object('name', s.name, 'detail', l.detail))
         FROM factories_factoryservice l JOIN reference_service s ON s.id = l.service_id WHERE l.site_id = f.id),
      (SELECT json_group_array(json_object('name', a.name, 'kind', l.kind))
         FROM antennas_antennafactory l JOIN antennas_antenna a ON a.id = l.site_id WHERE l.factory_id = f.id)
    FROM factories_factory f JOIN reference_country c ON c.id = f.country_id JOIN reference_cutoff r ON r.id = f.cut_off_id
    ORDER BY f.slug
"""


def program() -> Path:
    """Datasette in an environment of its own, installed from the locked list if it is not there yet."""
    environment = FOLDER / "datasette"
    stamp = environment / ".installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("Installing Datasette …", file=sys.stderr, flush=True)
        shutil.rmtree(environment, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        pip = [environment / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True)
        stamp.write_text(wanted)
    return environment / "bin" / "datasette"


def with_table(edition: Path, target: Path) -> Path:
    """A copy of a published file with the table of whole factories, as small and as well known as it can be."""
    shutil.copyfile(edition, target)
    with closing(sqlite3.connect(target)) as database:
        database.execute(f"CREATE TABLE {TABLE} ({COLUMNS})")
        database.execute(f"INSERT INTO {TABLE} {ROWS}")
        for column in (*FACETS, "name"):
            database.execute(f"CREATE INDEX {TABLE}_{column} ON {TABLE} ({column})")
        database.commit()
        database.execute("ANALYZE")
    return target


@contextmanager
def serving(file: Path) -> Iterator[Server]:
    """Datasette on such a copy: immutable, its tables counted beforehand."""
    counted = file.with_suffix(".inspected.json")
    subprocess.run([program(), "inspect", file, "--inspect-file", counted], check=True)
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, value)]
    command = (program(), "serve", "-i", file, "--inspect-file", counted, "--port", "{port}", *settings)
    with running(*command, ready="/-/versions.json") as server:
        yield server


def filtered(file: Path, conditions: dict[str, str], size: int) -> str:
    """The address of its table with the facets of the site's list, the columns of a card, and these filters."""
    facets = "".join(f"&_facet={name}" for name in FACETS)
    facets += "".join(f"&_facet_array={name}" for name in LIST_FACETS)
    columns = "".join(f"&_col={name}" for name in ON_CARDS)
    chosen = "".join(
        f"&{name}__arraycontains={value}" if name in LIST_FACETS else f"&{name}={value}"
        for name, value in conditions.items()
    )
    return f"/{file.stem}/{TABLE}?_size={size}&_sort=name{facets}{columns}{chosen}"


def version() -> str:
    """Its version, as it says itself."""
    return subprocess.run(
        [program(), "--version"], check=True, capture_output=True, text=True
    ).stdout.split()[-1]


def as_json(text: bytes) -> dict:
    """An answer of its as data."""
    return json.loads(text)
