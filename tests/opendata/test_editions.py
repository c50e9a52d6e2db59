"""An edition as files: complete, the same bytes for the same records, and listed with their checksums."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.urls import set_script_prefix

from directory.models import Sector
from editions import store
from editions.archive import EditionGoneError, requested_edition
from editions.build import build
from editions.exports import folder_of, path_of
from editions.models import Edition
from editions.publishing import prune, publish, sync
from eurohpc_portal import errors
from opendata import edition_files, openapi
from opendata.page_tables import PAGES
from opendata.resources import RESOURCES
from opendata.sql_views import views
from opendata.tables import columns, value_tables
from tests.gunicorn import ROOT

pytestmark = pytest.mark.django_db
RECORDS = ["csv.zip", "json", "geojson"]
"""The files that hold every record."""
ENDINGS = [*RECORDS, "openapi.json"]
ABOUT = {
    "title": "AI Factories Directory",
    "edition": "7",
    "published_at": "2026-11-29T12:00:00+00:00",
    "address": "https://directory.example",
}
FOLDER = "ai-factories-directory-edition-7"
ELSEWHERE = """
import sys, django
from pathlib import Path
django.setup()
from opendata.edition_files import write
write(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def current() -> Path:
    path = store.current_file()
    assert path is not None
    return path


def written(tmp_path: Path, name: str) -> Path:
    """The files of an edition of what the editing database holds now."""
    folder = tmp_path / name
    folder.mkdir()
    edition = tmp_path / f"{name}.sqlite3"
    build(edition, ABOUT)
    assert list(edition_files.write(edition, folder)) == ENDINGS
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return written(tmp_path, "made")


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each table in the zip, by its name."""
    with zipfile.ZipFile(folder / "csv.zip") as archive:
        assert archive.testzip() is None
        return {
            name.removeprefix(f"{FOLDER}/").removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))
            )
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def test_another_process_elsewhere_writes_the_same_bytes(made: Path, tmp_path: Path) -> None:
    for seed, site in (("1", "https://one.example"), ("2", "https://two.example")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {
            "PYTHONHASHSEED": seed,
            "PUBLIC_URL": site,
            "SITE_NAME": site,
            "DJANGO_SETTINGS_MODULE": "eurohpc_portal.settings",
        }
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE, str(tmp_path / "made.sqlite3"), str(folder)],
            cwd=ROOT,
            env={**os.environ, **environment},
            check=True,
        )
        assert sums(folder) == sums(made)
    assert list(sums(made)) == sorted(ENDINGS)


def test_an_edit_that_is_undone_leaves_no_trace(made: Path, tmp_path: Path) -> None:
    Sector.objects.filter(slug="energy").update(name="Power")
    other = written(tmp_path, "other")
    assert all(sums(other)[ending] != sums(made)[ending] for ending in RECORDS)
    Sector.objects.filter(slug="energy").update(name="Energy")
    set_script_prefix("/elsewhere/")
    try:
        assert sums(written(tmp_path, "again")) == sums(made)
    finally:
        set_script_prefix("/")


def test_the_json_holds_what_the_api_answers(get: Callable[..., Any], tmp_path: Path, settings: Any) -> None:
    content = json.loads((written(tmp_path, "portions") / "json").read_bytes())
    assert {name: content[name] for name in ABOUT} == {**ABOUT, "edition": 7}
    assert content.keys() == {*ABOUT, "licence", *RESOURCES}
    for name, resource in RESOURCES.items():
        keys = sorted(resource.model.objects.values_list(resource.key, flat=True))
        assert [record[resource.key] for record in content[name]] == keys
        for record in content[name]:
            answer = get(f"/api/v1/{name}/{record[resource.key]}/").json()
            assert record == (answer | {"edition": 7} if "edition" in answer else answer)


def test_the_tables_hold_every_record_and_every_value(made: Path) -> None:
    content = json.loads((made / "json").read_bytes())
    found = tables(made)
    expected = {"sites"}
    assert {row["slug"] for row in found["sites"]} == {
        row["slug"] for name in ("factories", "antennas") for row in found[name]
    }
    assert {row["edition"] for row in [*found["sites"], *found["factories"]]} == {"7"}
    for name, resource in RESOURCES.items():
        expected.add(name)
        assert [row[resource.key] for row in found[name]] == [
            record[resource.key] for record in content[name]
        ]
        assert list(found[name][0]) == [column.name for column in columns(resource.serializer)]
        for table in value_tables(resource.detail):
            expected.add(f"{name}_{table.field}")
            rows = found[f"{name}_{table.field}"]
            values = [
                (record[resource.key], value) for record in content[name] for value in record[table.field]
            ]
            assert [row["record"] for row in rows] == [key for key, _value in values]
            first = table.columns[0]
            for row, (_key, value) in zip(rows, values, strict=True):
                stated = value[first.path[0]] if isinstance(value, dict) else value
                assert row[first.name].removeprefix("'") == str(stated).removeprefix("'")
    assert found.keys() == expected
    assert len(found["factories_citations"]) > 500


def test_the_zip_explains_itself(made: Path) -> None:
    with zipfile.ZipFile(made / "csv.zip") as archive:
        told = archive.read("README.txt").decode()
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "AI Factories Directory, edition 7 of 2026-11-29, https://directory.example" in told
    assert "CC BY 4.0" in told
    assert "apostrophe" in told
    for name, rows in tables(made).items():
        explained = told.split(f"\n{name}.csv\n---")[1].split("\n\n")[0]
        for column in rows[0]:
            assert re.search(rf"^  {column}: \S", explained, flags=re.M), (name, column)


READ: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "string": str,
}


def test_the_data_package_describes_each_table_as_it_is(made: Path) -> None:
    """What `frictionless validate` checks; `make outsiders` asks that itself."""
    with zipfile.ZipFile(made / "csv.zip") as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert {resource["path"] for resource in package["resources"]} == {
            name for name in archive.namelist() if name.endswith(".csv")
        }
    assert (package["version"], package["homepage"]) == ("7", "https://directory.example")
    assert package["licenses"][0]["path"].startswith("https://creativecommons.org/")
    found = tables(made)
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert schemas.keys() == found.keys()
    for name, schema in schemas.items():
        fields = {field["name"]: field for field in schema["fields"]}
        assert all(list(row) == list(fields) for row in found[name]), name
        assert all(field["description"] for field in fields.values()), name
        for row in found[name]:
            for column, cell in row.items():
                if cell:
                    READ[fields[column]["type"]](cell)
                    assert cell in fields[column].get("constraints", {}).get("enum", [cell]), (name, column)
        for key in schema.get("primaryKey", []):
            keys = [row[key] for row in found[name]]
            assert all(keys), name
            assert len(set(keys)) == len(keys), name
        for foreign in schema.get("foreignKeys", []):
            other = {
                row[foreign["reference"]["fields"][0]] for row in found[foreign["reference"]["resource"]]
            }
            assert {row[foreign["fields"][0]] for row in found[name]} <= other, name
    types = {field["name"]: field["type"] for field in schemas["sites"]["fields"]}
    assert types["selected_on"] == types["service_status_date"] == "date"


def test_no_table_has_a_date_without_its_precision(made: Path) -> None:
    with zipfile.ZipFile(made / "csv.zip") as archive:
        package = json.loads(archive.read("datapackage.json"))
    always_a_day = {"announced_on", "cut_off_announced_on", "selected_on", "checked_on"}
    for resource in package["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        for field in resource["schema"]["fields"]:
            if field["type"] == "date" and field["name"] not in always_a_day:
                assert any("precision" in name for name in fields), (resource["name"], field["name"])


def test_every_site_is_a_place(made: Path, get: Callable[..., Any]) -> None:
    content = json.loads((made / "geojson").read_bytes())
    assert (content["edition"], content["title"]) == (7, "AI Factories Directory")
    features = content["features"]
    kinds = {"factory": "factories", "antenna": "antennas"}
    for kind, name in kinds.items():
        alone = json.loads(get(f"/{name}.geojson").content)["features"]
        mine = [dict(place) for place in features if place["properties"]["kind"] == kind]
        for place in mine:
            place["properties"] = {
                name: value for name, value in place["properties"].items() if name != "kind"
            } | {"edition": None}
        assert sorted(mine, key=lambda place: place["id"]) == sorted(alone, key=lambda place: place["id"])


def test_what_the_page_lists_is_what_is_downloaded(client: Any) -> None:
    publish(note="First")
    Sector.objects.filter(slug="energy").update(name="Power")
    publish()
    page = client.get("/data/").content.decode()
    assert page.index("Edition 2") < page.index("Edition 1")
    assert re.search(r'id="edition-2" open>.*?current.*?id="edition-1">', page, flags=re.S)
    listed = client.get("/api/v1/editions/").json()["results"]
    assert [len(edition["files"]) for edition in listed] == [5, 5]
    for edition in listed:
        for file in edition["files"]:
            answer = client.get(file["url"])
            content = b"".join(answer)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
            assert f'href="{file["url"]}"' in page
            assert file["sha256"] in page
            assert answer.headers["ETag"] == f'"{file["sha256"]}"'
            assert answer.headers["Content-Type"] == file["media_type"]
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{file["name"]}"'
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            again = client.get(file["url"], headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304
            assert client.options(file["url"]).headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert listed[0]["files"][1]["sha256"] != listed[1]["files"][1]["sha256"]


def test_the_description_of_the_api_is_a_file_of_the_edition(client: Any, settings: Any) -> None:
    publish()
    settings.PUBLIC_URL = "https://directory.example"
    content = (folder_of(current()) / "openapi.json").read_bytes()
    manifest = store.read_manifest(current())
    assert openapi.of_edition(manifest) == content
    assert b"directory.example" not in content
    (folder_of(current()) / "openapi.json").unlink()
    assert openapi.of_edition(manifest) == content
    assert client.get("/api/v1/schema/").json()["info"] == json.loads(content)["info"]
    listed = client.get("/api/v1/editions/").json()["results"][0]["files"]
    assert listed[-1]["name"].endswith(".openapi.json")
    assert "openapi.json" not in client.get("/data/catalogue.ttl").content.decode()


def test_a_file_that_is_not_there_is_a_404(client: Any) -> None:
    publish()
    for name in ("9.json", "1.xlsx", "1.manifest", "1.files", "9.sqlite3", "1.csv"):
        answer = client.get(f"/data/editions/{name}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), name
    (folder_of(current()) / "json").unlink()
    assert client.get("/data/editions/1.json").status_code == 404
    sync()
    assert b"".join(client.get("/data/editions/1.json")).startswith(b"{")


def test_a_deleted_edition_is_a_410_that_says_so(client: Any, rf: Any) -> None:
    publish()
    for name in ("Power", "Energy"):
        Sector.objects.filter(slug="energy").update(name=name)
        publish()
    prune(keep=1)
    for ending in ("sqlite3", "json"):
        answer = client.get(f"/data/editions/1.{ending}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (410, "application/problem+json")
        assert "Edition 1 was published here and has been deleted." in answer.json()["detail"]
    assert b"".join(client.get("/data/editions/3.sqlite3"))
    assert client.get("/data/editions/4.sqlite3").status_code == 404
    with pytest.raises(EditionGoneError):
        requested_edition(rf.get("/factories/?edition=2"))
    with pytest.raises(Http404) as never:
        requested_edition(rf.get("/factories/?edition=4"))
    assert not isinstance(never.value, EditionGoneError)
    page = errors.not_found(rf.get("/factories/"), EditionGoneError("Edition 2 has been deleted."))
    assert page.status_code == 410


def fails(source: Path, folder: Path) -> dict[str, str]:
    (folder / "half").write_text("half a file")
    raise OSError("no space left")


def test_an_edition_is_published_without_files_that_fail(
    client: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EDITION_FILES = (f"{__name__}.fails",)
    edition = publish()
    assert edition is not None
    assert store.is_current(1, edition.sha256)
    assert "is published without its other files" in caplog.text
    assert not list(store.folder().glob("**/half"))
    assert "no other files of this edition" in client.get("/data/").content.decode()
    settings.EDITION_FILES = ("opendata.edition_files.write",)
    assert publish() is None
    assert len(client.get("/api/v1/editions/").json()["results"][0]["files"]) == 5


def test_an_edition_from_before_there_were_files_gets_them() -> None:
    publish()
    manifest = current().with_suffix(".json")
    told = json.loads(manifest.read_text())
    before = sums(folder_of(current()))
    del told["files"]
    manifest.write_text(json.dumps(told))
    assert store.read_manifest(current()).files is None
    Sector.objects.filter(slug="energy").update(name="Power")
    publish()
    old = store.find(1)
    assert old is not None
    assert old.files is not None
    assert {file.ending: file.sha256 for file in old.files} == before


def test_the_files_leave_the_store_with_their_edition() -> None:
    publish()
    first = current()
    Sector.objects.filter(slug="energy").update(name="Power")
    publish()
    assert all(path_of(first, file).exists() for file in store.read_manifest(first).files or ())
    prune(keep=1)
    assert not folder_of(first).exists()
    assert folder_of(current()).exists()
    assert Edition.objects.count() == 1


def test_the_dictionary_explains_every_field(get: Callable[..., Any]) -> None:
    told = get("/data/dictionary/").context["resources"]
    assert [entry.resource.name for entry in told] == list(RESOURCES)
    for entry in told:
        key = entry.resource.model.objects.values_list(entry.resource.key, flat=True).first()
        record = get(f"/api/v1/{entry.resource.name}/{key}/").json()
        assert [field.name for field in entry.fields] == list(record)
        for field in entry.fields:
            assert field.meaning, (entry.resource.name, field.name)
            assert bool(field.see) == (field.name == "citations")
            assert all(part.meaning for part in field.parts)
            if record[field.name] is None:
                assert "null" in field.type
    page = get("/data/dictionary/").content.decode()
    for name, table in PAGES.items():
        assert f"/{name}.csv" in page
        for column in table.columns:
            assert column.meaning, (name, column.name)
            assert f"<code>{column.name}</code>" in page
    for view in views():
        assert f"<code>{view.name}</code>" in page
    assert "<code>hosting-entity</code>" in page
    assert "<code>contracted</code>" in page
    assert "<code>adjacent</code> next to" in page
