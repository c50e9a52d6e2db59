"""An edition is whole, checked, the same bytes for the same records, and replaced in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from antennas.models import AntennaFactory
from directory import text_search
from directory.models import Sector, Source
from editions import publishing, store
from editions.build import build
from editions.diff import compare, published_models, take
from editions.integrity import sha256, sound
from editions.models import Edition
from editions.publishing import NotPublishableError, content_of, manifest_of, prune, publish, rollback, sync
from factories.models import Factory, FactoryCitation, FactorySector
from tests.store import drop_column

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_exports")]


def rows(path: Path, statement: str) -> list[Any]:
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
        found = database.execute(statement).fetchall()
    database.close()
    return found


def current() -> Path:
    path = store.current_file()
    assert path is not None
    return path


def rename(slug: str, name: str) -> None:
    Sector.objects.filter(slug=slug).update(name=name)


def test_it_holds_every_public_table_and_nothing_for_editors() -> None:
    publish()
    tables = {name for (name,) in rows(current(), "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {model._meta.db_table for model in published_models()} <= tables
    assert "reference_loadedrecord" not in tables
    assert "editions_edition" not in tables
    assert rows(current(), "SELECT count(*) FROM factories_factory") == [(19,)]
    assert Factory.objects.exclude(editor_note="").exists()
    columns = "SELECT name FROM pragma_table_info('factories_factory')"
    assert ("name",) in rows(current(), columns)
    assert ("editor_note",) not in rows(current(), columns)


def test_the_same_records_make_the_same_bytes(tmp_path: Path) -> None:
    first = build(tmp_path / "first.sqlite3")
    sector = Sector.objects.create(slug="passing", name="Passing", scope="s")
    rename("energy", "Power")
    assert build(tmp_path / "other.sqlite3") != first
    sector.delete()
    rename("energy", "Energy")
    text_search.rebuild()
    assert build(tmp_path / "second.sqlite3") == first


def test_publishing_without_a_change_makes_no_edition() -> None:
    first = publish()
    assert first is not None
    assert publish() is None
    assert Edition.objects.count() == 1


def test_a_start_publishes_nobodys_work_unless_that_is_wanted(settings: Any) -> None:
    def current_after_a_start() -> int:
        call_command("publish", unasked=True)
        return Edition.objects.get(current=True).number

    settings.PUBLISH = "manual"
    assert current_after_a_start() == 1
    rename("health", "Health, edited")
    assert current_after_a_start() == 1
    settings.PUBLISH = "automatic"
    assert current_after_a_start() == 2
    rollback(1)
    assert current_after_a_start() == 1
    publish()
    rename("health", "Health, edited again")
    assert current_after_a_start() == 4


def test_a_start_fills_an_empty_store_though_it_publishes_nothing() -> None:
    publish()
    shutil.rmtree(store.folder())
    call_command("publish", unasked=True)
    assert store.is_current(1, Edition.objects.get().sha256)


def test_an_edition_says_what_changed_field_by_field() -> None:
    publish()
    rename("energy", "Power")
    edition = publish(note="A better name")
    assert edition is not None
    assert edition.number == 2
    named = [change for change in edition.changes if change["model"] == "reference.sector"]
    assert named == [
        {
            "model": "reference.sector",
            "key": ["energy"],
            "kind": "changed",
            "fields": {"name": ["Energy", "Power"]},
        }
    ]
    assert store.read_manifest(current()).note == "A better name"


def test_added_and_removed_records_are_named() -> None:
    publish()
    Sector.objects.create(slug="new", name="New", scope="s")
    factory = Factory.objects.get(slug="jaif")
    FactoryCitation.objects.filter(record=factory, field="sectors", about="energy").delete()
    FactorySector.objects.get(site=factory, sector__slug="energy").delete()
    edition = publish()
    assert edition is not None
    kinds = {(change["model"], tuple(change["key"])): change["kind"] for change in edition.changes}
    assert kinds["reference.sector", ("new",)] == "added"
    assert kinds["factories.factorysector", ("jaif", "energy")] == "removed"


def test_a_fact_without_a_source_publishes_nothing() -> None:
    publish()
    factory = Factory.objects.get(slug="brainpp")
    factory.web_links.create(kind="contact", url="https://example.org/")
    with pytest.raises(NotPublishableError) as refusal:
        publish()
    told = [problem.message for problem in refusal.value.problems]
    assert told == ["“link” https://example.org/ has no citation."]
    assert "BRAIN++" in refusal.value.problems[0].record
    assert Edition.objects.get().number == 1
    with pytest.raises(CommandError, match="Nothing was published"):
        call_command("publish")


def test_an_antenna_without_a_factory_publishes_nothing() -> None:
    AntennaFactory.objects.filter(site__slug="skaiat").delete()
    with pytest.raises(NotPublishableError) as refusal:
        publish()
    assert any("not linked to any AI Factory" in problem.message for problem in refusal.value.problems)
    assert store.current_file() is None


def test_going_back_shows_the_old_edition_and_keeps_the_records() -> None:
    publish()
    rename("energy", "Power")
    publish()
    rollback(1)
    assert rows(current(), "SELECT name FROM reference_sector WHERE slug = 'energy'") == [("Energy",)]
    assert Sector.objects.get(slug="energy").name == "Power"
    assert Edition.objects.get(current=True).number == 1
    edition = publish()
    assert edition is not None
    assert edition.number == 3, "a number is never used twice"


def test_going_back_to_what_is_not_kept_is_refused() -> None:
    publish()
    with pytest.raises(CommandError, match="There is no edition 7"):
        call_command("rollback", 7)


def test_pruning_keeps_the_newest_and_the_current_one() -> None:
    for name in ("Energy", "Power", "Force"):
        rename("energy", name)
        publish()
    rollback(1)
    assert prune(keep=1) == [2]
    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 3]
    assert current().name.startswith("edition-1-")
    with pytest.raises(ValueError, match="at least one"):
        prune(keep=0)


def test_a_damaged_edition_never_reaches_the_store() -> None:
    edition = publish()
    assert edition is not None
    before = current()
    manifest, content = manifest_of(edition), content_of(edition)
    for bad in (content[:-1], content[:5000], b"", content.replace(b"Energy", b"Enargy")):
        other = store.Manifest(**{**manifest.__dict__, "number": 99})
        with pytest.raises(store.BadEditionError):
            store.add(other, [bad])
    assert current() == before
    assert [path.name for path in store.folder().iterdir() if path.name.startswith("edition-99-")] == []


def test_what_an_interruption_left_undone_is_finished_later() -> None:
    publish()
    rename("energy", "Power")
    edition = publish()
    assert edition is not None
    newest = current()
    newest.unlink()
    store.switch(next(store.folder().glob("edition-1-*.sqlite3")))
    assert sync() == edition.number
    assert current() == newest
    assert sha256(newest) == edition.sha256
    assert sound(newest)


def test_another_databases_editions_leave_the_store() -> None:
    publish()
    stranger = store.folder() / "edition-1-0123456789ab.sqlite3"
    stranger.write_bytes(b"something else")
    sync()
    assert not stranger.exists()
    assert current().exists()


def test_nobody_else_changes_the_store_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []

    def watched(name: str) -> Callable[..., Any]:
        real = getattr(store, name)

        def step(*arguments: Any) -> Any:
            folder = os.open(store.folder(), os.O_RDONLY)
            with pytest.raises(BlockingIOError):
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.close(folder)
            steps.append(name)
            return real(*arguments)

        return step

    for name in ("add", "switch", "keep_only"):
        monkeypatch.setattr(store, name, watched(name))
    publish()
    assert steps == ["add", "switch", "keep_only"]
    with store.exclusive():
        pass


def test_work_in_progress_stays_and_abandoned_work_goes() -> None:
    with store.scratch() as mine:
        abandoned = store.folder() / ".scratch-abandoned"
        abandoned.mkdir()
        with store.scratch() as another:
            assert mine.exists()
            assert another.exists()
            assert not abandoned.exists()
    assert list(store.folder().iterdir()) == []


def test_the_list_marks_the_current_edition(capsys: pytest.CaptureFixture[str]) -> None:
    publish(note="first")
    rename("energy", "Power")
    publish(note="second")
    call_command("editions")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("*     2")
    assert lines[0].endswith("second")
    assert lines[1].startswith("      1")


def test_only_what_differs_is_read_to_list_the_changes() -> None:
    """The list is the one that comparing all records makes, whatever happened to them."""
    publish()
    before = take("default")
    Source.objects.filter(slug="analysis-2025").update(
        slug="analysis-of-2025"
    )  # every citation of it reads anew
    removed = Factory.objects.get(slug="jaif").sector_links.first()
    assert removed is not None
    again = {"site": removed.site, "sector": removed.sector, "emphasis": "use-case"}
    removed.delete()
    FactorySector.objects.create(**again)  # the same key in another row
    rename("energy", "Power")
    edition = publish()
    assert edition is not None
    assert len(edition.changes) > 100
    assert edition.changes == compare(before, take("default"))


def test_an_update_that_adds_a_column_does_not_stop_publishing(tmp_path: Path) -> None:
    edition = publish()
    assert edition is not None
    path = tmp_path / "older.sqlite3"
    path.write_bytes(content_of(edition))
    drop_column(path, "reference_sector", "scope")
    Edition.objects.filter(pk=edition.pk).update(
        content=zlib.compress(path.read_bytes()), sha256=sha256(path)
    )
    rename("energy", "Power")
    newer = publish()
    assert newer is not None
    assert newer.changes == []


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), OperationalError("disk I/O error")]
)
@pytest.mark.parametrize("command", [("publish",), ("rollback", "1"), ("prune",)])
def test_a_full_disk_ends_a_command_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], error: Exception
) -> None:
    def full(*arguments: Any) -> None:
        raise error

    publish()
    rename("energy", "Power")
    publish()
    rename("energy", "Strength")
    monkeypatch.setattr(publishing, "build", full)
    monkeypatch.setattr(store, "switch", full)
    monkeypatch.setattr(store, "keep_only", full)
    with pytest.raises(CommandError, match=r"failed: .*(space|disk).*keeps its edition; try again"):
        call_command(*command)
    assert store.is_current(2, Edition.objects.get(number=2).sha256)
