"""Loading the fixtures never overwrites what editors did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from directory.fixtures import FixtureError, label
from directory.loading import load
from directory.models import LoadedRecord, Organisation, Sector
from editions.serialization import Identity
from factories.models import Factory, FactorySector
from tests.gunicorn import ROOT

pytestmark = pytest.mark.django_db
REAL = ROOT / "fixtures"


def record(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "fields": fields}


def changed(entry: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**entry, "fields": {**entry["fields"], **fields}}


COUNTRY = record("reference.country", code="QA", alpha3="QAA", name="Quarta")
ROUND = record("reference.cutoff", slug="q", kind="factories", number=77, name="Q", announced_on="2030-01-01")
SECTOR = record("reference.sector", slug="q-sector", name="Q sector", scope="first")
SOURCE = record("reference.source", slug="q-source", kind="primary", title="Q", publisher="Q", language="en")
FACTORY = record(
    "factories.factory", slug="q-factory", name="Q", country=["QA"], cut_off=["q"], summary="Text."
)
LINK = record("factories.factorysector", site=["q-factory"], sector=["q-sector"])
CITATION = record("factories.factorycitation", record=["q-factory"], field="name", source=["q-source"])
ALL = [COUNTRY, ROUND, SECTOR, FACTORY, LINK]
WITHOUT_SECTOR = [COUNTRY, ROUND, FACTORY]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small record; what the test database holds counts as never loaded."""
    LoadedRecord.objects.all().delete()
    write(tmp_path, ALL)
    return tmp_path


def write(folder: Path, records: list[dict[str, Any]]) -> None:
    folder.joinpath("all.yaml").write_text(yaml.safe_dump(records), encoding="utf-8")


def names(identities: Iterable[Identity]) -> list[str]:
    return sorted(map(label, identities))


def snapshot() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Factory, Sector, FactorySector)]


def test_the_real_record_loads_and_a_second_load_changes_nothing() -> None:
    before = snapshot()
    plan = load(REAL)
    assert (plan.changes, plan.not_followed) == (0, set())
    assert plan.unchanged > 2000
    assert snapshot() == before


def test_it_creates_what_is_new(folder: Path) -> None:
    assert len(load(folder).created) == len(ALL)
    assert Factory.objects.get(slug="q-factory").sector_links.get().sector.slug == "q-sector"


def test_records_nobody_touched_follow_the_fixtures(folder: Path) -> None:
    load(folder)
    write(folder, [*WITHOUT_SECTOR, changed(SECTOR, scope="second"), LINK])
    assert names(load(folder).updated) == ["reference.sector q-sector"]
    assert Sector.objects.get(slug="q-sector").scope == "second"


def test_what_leaves_the_fixtures_leaves_the_database(folder: Path) -> None:
    load(folder)
    write(folder, WITHOUT_SECTOR)
    assert len(load(folder).deleted) == 2
    assert not Sector.objects.filter(slug="q-sector").exists()


def test_an_edited_record_is_left_alone_and_listed_until_the_fixtures_say_the_same(folder: Path) -> None:
    load(folder)
    Sector.objects.filter(slug="q-sector").update(scope="an editor's")
    write(folder, [*WITHOUT_SECTOR, changed(SECTOR, scope="second"), LINK])
    for _again in range(2):
        plan = load(folder)
        assert (plan.changes, names(plan.kept_edited)) == (0, ["reference.sector q-sector"])
    assert Sector.objects.get(slug="q-sector").scope == "an editor's"
    write(folder, [*WITHOUT_SECTOR, changed(SECTOR, scope="an editor's"), LINK])
    assert load(folder).kept_edited == []
    write(folder, [*WITHOUT_SECTOR, changed(SECTOR, scope="third"), LINK])
    assert names(load(folder).updated) == ["reference.sector q-sector"]


def test_a_record_that_an_editor_made_first_is_left_alone(folder: Path) -> None:
    Sector.objects.create(slug="q-sector", name="Q sector", scope="an editor's")
    assert "reference.sector q-sector" in names(load(folder).kept_edited)
    assert Sector.objects.get(slug="q-sector").scope == "an editor's"


def test_a_row_may_point_to_what_an_editor_made(folder: Path) -> None:
    Sector.objects.create(slug="made-here", name="Made here", scope="s")
    write(folder, [*ALL, changed(LINK, sector=["made-here"])])
    assert len(load(folder).created) == 6


def test_a_deleted_record_stays_deleted_and_so_do_its_rows_old_and_new(folder: Path) -> None:
    load(folder)
    Factory.objects.get(slug="q-factory").delete()
    write(folder, [*ALL, changed(LINK, sector=["health"])])
    for _again in range(2):
        plan = load(folder)
        assert plan.changes == 0
        assert names(plan.kept_deleted) == [
            "factories.factory q-factory",
            "factories.factorysector q-factory / health",
            "factories.factorysector q-factory / q-sector",
        ]
    assert not Factory.objects.filter(slug="q-factory").exists()


def test_an_update_that_points_to_what_an_editor_deleted_is_left_behind_and_listed(folder: Path) -> None:
    system = record("reference.supercomputer", slug="q-system", name="Q system", kind="cloud")
    organisation = record("reference.organisation", slug="q-org", name="Q org")
    write(folder, [*ALL, system, organisation])
    load(folder)
    Organisation.objects.get(slug="q-org").delete()
    write(folder, [*ALL, changed(system, organisation=["q-org"]), organisation])
    for _again in range(2):
        plan = load(folder)
        assert names(plan.left_behind) == ["reference.supercomputer q-system"]
        assert plan.kept_edited == []
    write(folder, [*ALL, changed(system, description="New"), organisation])
    assert names(load(folder).updated) == ["reference.supercomputer q-system"]


def test_what_left_the_fixtures_stays_while_another_record_refers_to_it(folder: Path) -> None:
    load(folder)
    other = Factory.objects.exclude(slug="q-factory").first()
    row = FactorySector.objects.create(site=other, sector=Sector.objects.get(slug="q-sector"))
    write(folder, WITHOUT_SECTOR)
    plan = load(folder)
    assert names(plan.kept_referred) == ["reference.sector q-sector"]
    assert names(plan.deleted) == ["factories.factorysector q-factory / q-sector"]
    assert Sector.objects.get(slug="q-sector").name == "Q sector"
    row.delete()
    assert names(load(folder).deleted) == ["reference.sector q-sector"]


def test_a_record_that_an_update_sets_free_is_deleted(folder: Path) -> None:
    load(folder)
    elsewhere = record("reference.country", code="QB", alpha3="QBB", name="Quebracho")
    write(folder, [elsewhere, ROUND, SECTOR, changed(FACTORY, country=["QB"]), LINK])
    plan = load(folder)
    assert names(plan.deleted) == ["reference.country QA"]
    assert plan.kept_referred == []


def test_two_names_can_be_swapped(folder: Path) -> None:
    second = changed(SECTOR, slug="r-sector", name="R sector")
    write(folder, [*ALL, second])
    load(folder)
    swapped = [changed(SECTOR, name="R sector"), changed(second, name="Q sector")]
    write(folder, [*WITHOUT_SECTOR, LINK, *swapped])
    assert len(load(folder).updated) == 2
    assert Sector.objects.get(slug="q-sector").name == "R sector"


def test_a_slug_can_be_corrected_while_it_is_in_use(folder: Path) -> None:
    load(folder)
    write(folder, [*WITHOUT_SECTOR, changed(SECTOR, slug="right"), changed(LINK, sector=["right"])])
    load(folder)
    assert not Sector.objects.filter(slug="q-sector").exists()
    assert Sector.objects.get(slug="right").name == "Q sector"


@pytest.fixture
def dropped(folder: Path) -> Path:
    """The small record with a citation was loaded; then the factory left the fixtures with its rows."""
    write(folder, [*ALL, SOURCE, CITATION])
    load(folder)
    write(folder, [COUNTRY, ROUND, SECTOR, SOURCE])
    return folder


def test_a_record_that_was_dropped_goes_with_its_rows(dropped: Path) -> None:
    assert len(load(dropped).deleted) == 3
    assert not Factory.objects.filter(slug="q-factory").exists()


EDITS: dict[str, Callable[[Factory], Any]] = {
    "the record edited": lambda factory: Factory.objects.filter(pk=factory.pk).update(summary="Other"),
    "a row edited": lambda factory: factory.citations.update(note="An editor's"),
    "a row added": lambda factory: FactorySector.objects.create(
        site=factory, sector=Sector.objects.get(slug="health")
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_keeps_a_dropped_record_with_all_its_rows(dropped: Path, edit: str) -> None:
    factory = Factory.objects.get(slug="q-factory")
    EDITS[edit](factory)
    rows = factory.sector_links.count(), factory.citations.count()
    for _again in range(2):
        plan = load(dropped)
        assert plan.deleted == []
        assert "factories.factory q-factory" in names(plan.kept_edited)
    assert (factory.sector_links.count(), factory.citations.count()) == rows


def test_a_check_shows_the_plan_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot()
    call_command("load_directory", check=True, fixtures=folder)
    shown = capsys.readouterr().out
    assert "5 would be created" in shown
    assert "factories.factory q-factory" in shown
    assert snapshot() == before
    assert not LoadedRecord.objects.exists()


BROKEN = {
    "an unknown field": ([changed(SECTOR, colour="blue")], "all.yaml, record 2: there is no field colour"),
    "an unknown model": ([record("reference.planet")], "planet"),
    "a model that is not loaded": ([record("reference.loadedrecord")], "not loaded"),
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
    "a row without its record": ([SECTOR, LINK], "q-factory, which does not exist"),
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


def test_rows_of_a_record_that_left_the_fixtures_are_refused(folder: Path) -> None:
    load(folder)
    write(folder, [COUNTRY, ROUND, SECTOR, LINK])
    with pytest.raises(FixtureError, match="q-factory, which does not exist"):
        load(folder)
    assert Factory.objects.filter(slug="q-factory").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- model: [", "all.yaml"),
        ("- model: reference.sector\n  model: x\n  fields: {}", "given twice"),
        ("5", "all.yaml: a fixture file is a list of records"),
        ("", "all.yaml: a fixture file is a list of records"),
        ("- 2030-02-30", "all.yaml: day"),
    ],
)
def test_a_file_that_is_not_a_list_of_records_is_named(folder: Path, text: str, expected: str) -> None:
    folder.joinpath("all.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FixtureError, match=expected):
        load(folder)


def test_files_may_lie_in_folders_and_hidden_ones_are_not_read(folder: Path) -> None:
    deep = folder / "factories" / "q"
    deep.mkdir(parents=True)
    folder.joinpath("all.yaml").rename(deep / "all.yaml")
    folder.joinpath(".kept").mkdir()
    folder.joinpath(".kept", "note.txt").write_text("not read", encoding="utf-8")
    assert len(load(folder).created) == len(ALL)
    deep.joinpath("more.yaml").write_text("5", encoding="utf-8")
    with pytest.raises(FixtureError, match=r"^factories/q/more\.yaml: a fixture file"):
        load(folder)


def test_a_file_or_folder_that_cannot_be_read_does_not_empty_the_database(folder: Path) -> None:
    deep = folder / "factories"
    deep.mkdir()
    folder.joinpath("all.yaml").rename(deep / "all.yaml")
    load(folder)
    deep.joinpath("all.yaml").rename(deep / "all.yml")
    with pytest.raises(FixtureError, match=r"factories/all\.yml: only \.yaml files"):
        load(folder)
    deep.joinpath("all.yml").unlink()
    with pytest.raises(FixtureError, match="no fixtures"):
        load(folder)
    with pytest.raises(FileNotFoundError):
        load(folder / "nowhere")
    assert Factory.objects.filter(slug="q-factory").exists()


def test_the_command_says_how_many_problems_there_are(folder: Path) -> None:
    write(folder, [changed(SECTOR, colour="blue")])
    with pytest.raises(CommandError, match=r"Nothing was written\. 1 problem"):
        call_command("load_directory", fixtures=folder)
