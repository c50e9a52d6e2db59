"""The SQLite file of an edition as others read it: by the plain sqlite3 of Python, without Django."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from antennas.models import Antenna
from directory.models import Sector, Supercomputer
from editions import store
from editions.build import build, finish, rough_edition
from editions.publishing import publish, rollback
from factories.models import Factory
from opendata.dataset import metadata
from opendata.resources import RESOURCES
from tests.gunicorn import ROOT

pytestmark = pytest.mark.django_db
ABOUT = {"edition": "7", "published_at": "2026-11-29T12:00:00+00:00"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "edition.sqlite3"
    build(path, metadata(7, ABOUT["published_at"]))
    return path


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def names(database: sqlite3.Connection, kind: str) -> set[str]:
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = ?", [kind])}


def column(database: sqlite3.Connection, statement: str) -> list[Any]:
    return [value for (value,) in database.execute(statement)]


def test_plain_sqlite_checks_dumps_loads_vacuums_and_writes(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert not re.search(
        "django_|REGEXP", " ".join(filter(None, column(database, "SELECT sql FROM sqlite_master")))
    )
    with closing(sqlite3.connect(":memory:")) as copy:
        copy.executescript("\n".join(database.iterdump()))
        for name in names(database, "table") | names(database, "view"):
            count = f'SELECT count(*) FROM "{name}"'
            assert copy.execute(count).fetchone() == database.execute(count).fetchone(), name
    database.execute("VACUUM")
    database.execute(
        "INSERT INTO reference_sector (slug, name, name_language, aliases, scope) VALUES ('x', 'X', '', '[]', '')"
    )
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE factories_factorysector SET sector_id = 999")


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="no sqlite3 program found")
def test_the_sqlite3_program_dumps_and_loads_it(path: Path, tmp_path: Path) -> None:
    dump = subprocess.run(["sqlite3", path, ".dump"], capture_output=True, check=True).stdout
    subprocess.run(["sqlite3", tmp_path / "copy.sqlite3"], input=dump, check=True)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        assert column(copy, "SELECT count(*) FROM factories") == [Factory.objects.count()]


def test_it_says_what_it_is(database: sqlite3.Connection) -> None:
    told = dict(database.execute("SELECT name, value FROM metadata"))
    assert told.items() >= ABOUT.items()
    assert told["title"] == "AI Factories Directory"
    assert told["licence"] == "CC BY 4.0"
    assert told["licence_url"].startswith("https://creativecommons.org/")


def test_it_has_no_columns_for_editors(database: sqlite3.Connection) -> None:
    columns = "SELECT c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c"
    assert "editor_note" not in column(database, columns)


def test_each_kind_of_record_is_a_view_without_row_numbers(database: sqlite3.Connection) -> None:
    for name, resource in RESOURCES.items():
        view = name.replace("-", "_")
        keys = column(database, f'SELECT "{resource.key}" FROM "{view}"')
        assert sorted(keys) == sorted(resource.model.objects.values_list(resource.key, flat=True)), name
    for view in names(database, "view"):
        rows = database.execute(f'SELECT * FROM "{view}"')
        assert not [part[0] for part in rows.description if part[0] == "id" or part[0].endswith("_id")]
        assert "" not in {value for row in rows for value in row}, view


def test_the_views_join_by_slugs(database: sqlite3.Connection) -> None:
    statement = (
        "SELECT f.name FROM factories AS f JOIN factory_sectors AS s ON s.factory = f.slug"
        " JOIN sectors ON sectors.slug = s.sector WHERE sectors.name = 'Energy' ORDER BY 1"
    )
    expected = Factory.objects.filter(sector_links__sector__slug="energy").order_by("name")
    assert column(database, statement) == [site.name for site in expected]
    loose = (
        "SELECT count(*) FROM citations WHERE source NOT IN (SELECT slug FROM sources)"
        " OR record_kind = 'factories' AND record NOT IN (SELECT slug FROM factories)"
    )
    assert column(database, loose) == [0]


def test_the_views_state_what_the_api_states(database: sqlite3.Connection, client: Any) -> None:
    sites = {site.slug: site.service_status() for site in [*Factory.objects.all(), *Antenna.objects.all()]}
    assert dict(database.execute("SELECT slug, service_status FROM sites")) == sites
    systems = {system.slug: system.status() for system in Supercomputer.objects.all()}
    assert dict(database.execute("SELECT slug, status FROM supercomputers")) == systems
    wanted = ("field", "about", "source", "locator", "as_stated", "verbatim", "agrees", "note")
    rows = database.execute(
        f"SELECT {', '.join(wanted)} FROM citations WHERE record_kind = 'factories' AND record = 'pharos'"
    )
    told = client.get("/api/v1/factories/pharos/").json()["citations"]
    assert {tuple(row) for row in rows} == {tuple(item[name] for name in wanted) for item in told}


def test_the_dictionary_explains_every_column_of_every_view(database: sqlite3.Connection) -> None:
    told = {(view, name): meaning for view, name, meaning in database.execute("SELECT * FROM dictionary")}
    for view in names(database, "view"):
        assert told.pop((view, "")), view
        for (name,) in database.execute("SELECT name FROM pragma_table_info(?)", [view]):
            assert told.pop((view, name)), (view, name)
    assert not told


def test_the_same_records_and_metadata_make_the_same_bytes(path: Path, tmp_path: Path) -> None:
    with rough_edition(tmp_path / "rough") as rough:
        first = finish(rough, tmp_path / "first", {"edition": "1"})
        assert finish(rough, tmp_path / "second", {"edition": "2"}) != first
        again = finish(rough, tmp_path / "again", metadata(7, ABOUT["published_at"]))
    assert (tmp_path / "again").read_bytes() == path.read_bytes()
    assert build(tmp_path / "third", {"edition": "1"}) == first
    assert again != first


def test_number_day_and_address_alone_are_no_news(settings: Any) -> None:
    settings.PUBLIC_URL = "https://directory.example"
    assert publish()
    file = store.current_file()
    assert file
    with closing(sqlite3.connect(file)) as database:
        assert ("address", "https://directory.example") in database.execute(
            "SELECT * FROM metadata"
        ).fetchall()
    settings.PUBLIC_URL = "https://other.example"
    assert publish() is None
    Sector.objects.filter(slug="energy").update(name="Power")
    assert publish()
    rollback(1)
    Sector.objects.filter(slug="energy").update(name="Energy")
    assert publish() is None


def test_the_queries_of_the_documentation_find_something(database: sqlite3.Connection) -> None:
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sql\n(.*?)```", text, flags=re.S)
    for statement in block.split("\n\n"):
        assert database.execute(statement).fetchall(), statement
