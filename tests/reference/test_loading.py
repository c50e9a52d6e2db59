"""Loading never destroys anybody's work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from factories.models import Factory, FactorySector
from reference.loading import FixtureError, load
from reference.models import LoadedRecord, Organisation, Sector
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
    "a fraction for a whole number": ([changed(ROUND, number=9.9)], "not a whole number"),
    "a number for a model": ([{"model": 5, "fields": {}}], "record 2"),
    "a key inside a key": ([COUNTRY, ROUND, changed(FACTORY, country=[["QA"]])], "natural key"),
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


OTHER = {
    "model": "factories.factorycitation",
    "fields": {"record": ["q-factory"], "field": "name", "source": ["analysis-2025"]},
}


@pytest.fixture
def with_citation(folder: Path) -> Path:
    """The small record with its source and a citation, loaded."""
    source = {"slug": "q-source", "kind": "primary", "title": "Q", "publisher": "Q", "language": "en"}
    write(
        folder, [*ALL, {"model": "reference.source", "fields": source}, changed(OTHER, source=["q-source"])]
    )
    load(folder)
    write(folder, [COUNTRY, ROUND, SECTOR, {"model": "reference.source", "fields": source}])
    return folder


def test_a_record_that_was_dropped_goes_with_its_rows(with_citation: Path) -> None:
    assert len(load(with_citation).deleted) == 3
    assert not Factory.objects.filter(slug="q-factory").exists()


def test_a_row_that_an_editor_added_keeps_the_dropped_record(with_citation: Path) -> None:
    FactorySector.objects.create(
        site=Factory.objects.get(slug="q-factory"), sector=Sector.objects.get(slug="health")
    )
    plan = load(with_citation)
    assert plan.deleted == []
    assert "factories.factory q-factory" in plan.kept_edited
    assert Factory.objects.get(slug="q-factory").sector_links.count() == 2
    assert Factory.objects.get(slug="q-factory").citations.count() == 1
    assert load(with_citation).deleted == [], "and so it stays"


def test_a_row_that_an_editor_changed_keeps_the_dropped_record(with_citation: Path) -> None:
    Factory.objects.get(slug="q-factory").citations.update(note="An editor's")
    assert load(with_citation).deleted == []
    assert Factory.objects.get(slug="q-factory").citations.get().note == "An editor's"


def test_an_edited_record_that_was_dropped_keeps_all_its_rows(with_citation: Path) -> None:
    Factory.objects.filter(slug="q-factory").update(summary="An editor's")
    assert load(with_citation).deleted == []
    assert Factory.objects.get(slug="q-factory").citations.count() == 1
    assert Factory.objects.get(slug="q-factory").sector_links.count() == 1


def test_rows_of_a_record_that_left_the_fixtures_are_refused(folder: Path) -> None:
    load(folder)
    write(folder, [COUNTRY, ROUND, SECTOR, LINK])
    with pytest.raises(FixtureError, match="q-factory, which does not exist"):
        load(folder)
    assert Factory.objects.filter(slug="q-factory").exists()


def test_a_row_may_point_to_what_an_editor_made(folder: Path) -> None:
    Sector.objects.create(slug="made-here", name="Made here", scope="s")
    write(
        folder,
        [
            *ALL,
            {"model": "factories.factorysector", "fields": {"site": ["q-factory"], "sector": ["made-here"]}},
        ],
    )
    assert len(load(folder).created) == 6


def test_an_update_that_points_to_what_an_editor_deleted_is_left_behind_and_listed(folder: Path) -> None:
    system = {
        "model": "reference.supercomputer",
        "fields": {"slug": "q-system", "name": "Q system", "kind": "cloud"},
    }
    org = {"model": "reference.organisation", "fields": {"slug": "q-org", "name": "Q org"}}
    write(folder, [*ALL, system, org])
    load(folder)
    Organisation.objects.get(slug="q-org").delete()
    write(folder, [*ALL, changed(system, organisation=["q-org"]), org])
    for _again in range(2):
        plan = load(folder)
        assert plan.left_behind == ["reference.supercomputer q-system"]
        assert plan.kept_edited == []
    write(folder, [*ALL, changed(system, description="New"), org])
    assert load(folder).updated == ["reference.supercomputer q-system"]


def test_what_was_kept_for_a_reference_goes_when_the_reference_goes(folder: Path) -> None:
    load(folder)
    other = Factory.objects.exclude(slug="q-factory").first()
    row = FactorySector.objects.create(site=other, sector=Sector.objects.get(slug="q-sector"))
    write(folder, [COUNTRY, ROUND, FACTORY])
    load(folder)
    row.delete()
    assert load(folder).deleted == ["reference.sector q-sector"]


def test_two_names_can_be_swapped(folder: Path) -> None:
    second = changed(SECTOR, slug="r-sector", name="R sector")
    write(folder, [*ALL, second])
    load(folder)
    write(
        folder,
        [COUNTRY, ROUND, changed(SECTOR, name="R sector"), FACTORY, LINK, changed(second, name="Q sector")],
    )
    assert len(load(folder).updated) == 2
    assert Sector.objects.get(slug="q-sector").name == "R sector"


def test_an_address_name_can_be_corrected_while_it_is_in_use(folder: Path) -> None:
    load(folder)
    corrected = changed(SECTOR, slug="right-sector")
    write(folder, [COUNTRY, ROUND, corrected, FACTORY, changed(LINK, sector=["right-sector"])])
    load(folder)
    assert not Sector.objects.filter(slug="q-sector").exists()
    assert Sector.objects.get(slug="right-sector").name == "Q sector"


@pytest.mark.parametrize("name", ["other.yml", "folder.yaml"])
def test_only_fixture_files_belong_into_the_folder(folder: Path, name: str) -> None:
    load(folder)
    if name == "folder.yaml":
        folder.joinpath(name).mkdir()
    else:
        folder.joinpath("all.yaml").rename(folder / name)
    with pytest.raises(FixtureError, match=r"only \.yaml files"):
        load(folder)
    assert Factory.objects.filter(slug="q-factory").exists()


def test_an_empty_folder_does_not_empty_the_database(tmp_path: Path, db: None) -> None:
    with pytest.raises(FixtureError, match="no fixtures"):
        load(tmp_path)
    assert Factory.objects.count() == 19


def test_the_command_says_how_many_problems_there_are(folder: Path) -> None:
    write(folder, [changed(SECTOR, colour="blue")])
    with pytest.raises(CommandError, match=r"Nothing was written\. 1 problem"):
        call_command("load_directory", fixtures=folder)
