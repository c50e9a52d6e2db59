"""Loading never destroys anybody's work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from factories.models import Factory, FactorySector
from reference.loading import FixtureError, load
from reference.models import LoadedRecord, Sector
from tests.gunicorn import ROOT

pytestmark = pytest.mark.django_db
REAL = ROOT / "fixtures"

COUNTRY = {"model": "reference.country", "fields": {"code": "QA", "alpha3": "QAA", "name": "Quarta"}}
ROUND = {
    "model": "reference.cutoff",
    "fields": {"slug": "q", "kind": "factories", "number": 77, "name": "Q", "announced_on": "2030-01-01"},
}
SECTOR = {"model": "reference.sector", "fields": {"slug": "q-sector", "name": "Q sector", "scope": "first"}}
FACTORY = {
    "model": "factories.factory",
    "fields": {"slug": "q-factory", "name": "Q", "country": ["QA"], "cut_off": ["q"], "summary": "Text."},
}
LINK = {"model": "factories.factorysector", "fields": {"site": ["q-factory"], "sector": ["q-sector"]}}
ALL = [COUNTRY, ROUND, SECTOR, FACTORY, LINK]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small record; what the test database holds counts as never loaded."""
    LoadedRecord.objects.all().delete()
    write(tmp_path, ALL)
    return tmp_path


def write(folder: Path, records: list[dict[str, Any]]) -> None:
    folder.joinpath("all.yaml").write_text(yaml.safe_dump(records), encoding="utf-8")


def changed(record: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**record, "fields": {**record["fields"], **fields}}


def snapshot() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Factory, Sector, FactorySector)]


def test_the_real_record_loads_and_a_second_load_changes_nothing(db: None) -> None:
    before = snapshot()
    plan = load(REAL)
    assert (plan.changes, plan.kept_edited, plan.kept_deleted, plan.kept_referred) == (0, [], [], [])
    assert plan.unchanged > 2000
    assert snapshot() == before


def test_it_creates_what_is_new(folder: Path) -> None:
    plan = load(folder)
    assert len(plan.created) == len(ALL)
    assert Factory.objects.get(slug="q-factory").sector_links.get().sector.slug == "q-sector"


def test_records_nobody_touched_follow_the_fixtures(folder: Path) -> None:
    load(folder)
    write(folder, [COUNTRY, ROUND, changed(SECTOR, scope="second"), FACTORY, LINK])
    plan = load(folder)
    assert plan.updated == ["reference.sector q-sector"]
    assert Sector.objects.get(slug="q-sector").scope == "second"


def test_an_edited_record_is_left_alone_and_listed(folder: Path) -> None:
    load(folder)
    Sector.objects.filter(slug="q-sector").update(scope="an editor's")
    write(folder, [COUNTRY, ROUND, changed(SECTOR, scope="second"), FACTORY, LINK])
    plan = load(folder)
    assert plan.kept_edited == ["reference.sector q-sector"]
    assert Sector.objects.get(slug="q-sector").scope == "an editor's"
    assert load(folder).changes == 0


def test_an_edit_that_the_fixtures_catch_up_with_is_an_edit_no_more(folder: Path) -> None:
    load(folder)
    Sector.objects.filter(slug="q-sector").update(scope="second")
    write(folder, [COUNTRY, ROUND, changed(SECTOR, scope="second"), FACTORY, LINK])
    assert load(folder).kept_edited == []
    write(folder, [COUNTRY, ROUND, changed(SECTOR, scope="third"), FACTORY, LINK])
    assert load(folder).updated == ["reference.sector q-sector"]


def test_a_deleted_record_stays_deleted_and_so_do_its_rows(folder: Path) -> None:
    load(folder)
    Factory.objects.get(slug="q-factory").delete()
    plan = load(folder)
    assert plan.changes == 0
    assert sorted(plan.kept_deleted) == [
        "factories.factory q-factory",
        "factories.factorysector q-factory / q-sector",
    ]
    assert not Factory.objects.filter(slug="q-factory").exists()


def test_a_new_row_of_a_deleted_record_is_not_loaded(folder: Path) -> None:
    load(folder)
    Factory.objects.get(slug="q-factory").delete()
    second = {"model": "factories.factorysector", "fields": {"site": ["q-factory"], "sector": ["health"]}}
    write(folder, [*ALL, second])
    plan = load(folder)
    assert plan.created == []
    assert "factories.factorysector q-factory / health" in plan.kept_deleted


def test_what_leaves_the_fixtures_leaves_the_database(folder: Path) -> None:
    load(folder)
    write(folder, [COUNTRY, ROUND, FACTORY])
    plan = load(folder)
    assert len(plan.deleted) == 2
    assert not Sector.objects.filter(slug="q-sector").exists()


def test_what_leaves_the_fixtures_stays_while_somebody_refers_to_it(folder: Path) -> None:
    load(folder)
    other = Factory.objects.exclude(slug="q-factory").first()
    FactorySector.objects.create(site=other, sector=Sector.objects.get(slug="q-sector"))
    write(folder, [COUNTRY, ROUND, FACTORY])
    plan = load(folder)
    assert plan.kept_referred == ["reference.sector q-sector"]
    assert Sector.objects.filter(slug="q-sector").exists()


def test_a_record_that_an_update_sets_free_is_deleted(folder: Path) -> None:
    load(folder)
    elsewhere = {"model": "reference.country", "fields": {"code": "QB", "alpha3": "QBB", "name": "Quebracho"}}
    write(folder, [elsewhere, ROUND, SECTOR, changed(FACTORY, country=["QB"]), LINK])
    plan = load(folder)
    assert plan.deleted == ["reference.country QA"]
    assert plan.kept_referred == []


def test_a_record_that_an_editor_made_first_is_left_alone(folder: Path) -> None:
    Sector.objects.create(slug="q-sector", name="Q sector", scope="an editor's")
    plan = load(folder)
    assert "reference.sector q-sector" in plan.kept_edited
    assert Sector.objects.get(slug="q-sector").scope == "an editor's"


def test_a_check_shows_the_plan_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot()
    call_command("load_directory", check=True, fixtures=folder)
    shown = capsys.readouterr().out
    assert "5 would be created" in shown
    assert "factories.factory q-factory" in shown
    assert snapshot() == before
    assert not LoadedRecord.objects.exists()


BROKEN = {
    "an unknown field": ([changed(SECTOR, colour="blue")], "no field colour"),
    "an unknown model": ([{"model": "reference.planet", "fields": {}}], "planet"),
    "a model that is not loaded": ([{"model": "reference.loadedrecord", "fields": {}}], "not loaded"),
    "a record without fields": ([{"model": "reference.sector"}], "a record is a model and its fields"),
    "a reference to nothing": ([COUNTRY, ROUND, changed(FACTORY, country=["QZ"])], "does not exist"),
    "a reference by number": ([COUNTRY, ROUND, changed(FACTORY, country=1)], "natural key"),
    "an impossible value": ([changed(ROUND, announced_on="yesterday")], "announced_on"),
    "a value not among the choices": ([changed(ROUND, kind="other")], "kind"),
    "a false that was meant as Norway": ([changed(COUNTRY, code=False)], "code"),
    "the same record twice": ([SECTOR, SECTOR], "is there twice"),
    "a broken rule of the database": ([changed(ROUND, number=0)], "number"),
    "a taken name": ([changed(SECTOR, name="Energy")], "Another sector has this name"),
    "an empty required text": ([COUNTRY, ROUND, changed(FACTORY, summary="")], "summary"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_fixtures_write_nothing_and_say_what_is_wrong(folder: Path, case: str) -> None:
    records, expected = BROKEN[case]
    write(folder, [changed(SECTOR, slug="fine", name="Fine"), *records])
    before = snapshot()
    with pytest.raises(FixtureError) as refusal:
        load(folder)
    assert expected in str(refusal.value)
    assert snapshot() == before
    assert not LoadedRecord.objects.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- model: [", "all.yaml"),
        ("- model: reference.sector\n  model: x\n  fields: {}", "given twice"),
        ("5", "all.yaml"),
    ],
)
def test_a_file_that_is_not_a_list_of_records_is_named(folder: Path, text: str, expected: str) -> None:
    folder.joinpath("all.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FixtureError, match=expected):
        load(folder)


def test_an_empty_folder_does_not_empty_the_database(tmp_path: Path, db: None) -> None:
    with pytest.raises(FixtureError, match="no fixtures"):
        load(tmp_path)
    assert Factory.objects.count() == 19


def test_the_command_says_how_many_problems_there_are(folder: Path) -> None:
    write(folder, [changed(SECTOR, colour="blue")])
    with pytest.raises(CommandError, match=r"Nothing was written\. 1 problem"):
        call_command("load_directory", fixtures=folder)
