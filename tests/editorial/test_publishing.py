"""From a saved record to a public page, and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.models import Sector
from editions import store
from editions.diff import published_models
from editions.models import Edition
from editions.publishing import NotPublishableError, content_of, publish
from editorial import preview
from tests.builders import make_factory
from tests.editorial.forms import filled
from tests.editorial.test_forms import change_page
from tests.store import dump_without_metadata


def save(client: Client, **fields: Any) -> Any:
    """Changes the sector energy as an editor does."""
    address = change_page(Sector.objects.get(slug="energy"))
    return client.post(address, {**filled(client.get(address)), **fields}, follow=True)


@pytest.fixture
def published(db: None) -> Edition:
    """A first edition of the record."""
    edition = publish()
    assert edition
    return edition


def test_the_preview_shows_what_is_saved_and_says_so(ana: Client, published: Edition) -> None:
    assert b"Everything that is saved is public." in ana.get("/sectors/energy/").content
    save(ana, name="Power", aliases="Strom")
    answer = ana.get("/sectors/energy/")
    page = answer.content.decode()
    assert "<h1>Power</h1>" in page
    assert "One saved change is not public yet." in page
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert "Power" in ana.get("/search/?q=strom").content.decode(), "search knows it too"
    assert store.read_manifest(store.current_file()).number == published.number, "nothing was published"


@pytest.mark.parametrize(
    "address", ["/", "/factories/?country=DE", "/antennas/hearts/", "/changes/", "/sources/"]
)
def test_every_public_page_has_a_preview_that_reads_the_draft(
    ana: Client, published: Edition, address: str
) -> None:
    assert ana.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        page = ana.get(address)
    assert b'class="preview"' in page.content
    tables = {
        "factories_factory",
        "reference_country",
        "reference_sector",
        "antennas_antenna",
        "reference_source",
    }
    asked = " ".join(query["sql"] for query in captured.captured_queries)
    assert not {table for table in tables if table in asked}, "the editing database gave no record"


def test_a_bad_address_is_a_400_in_the_preview_too(ana: Client, published: Edition) -> None:
    assert ana.get("/factories/?country=XX").status_code == 400
    assert ana.get("/factories/nothing/").status_code == 404


def test_the_draft_is_built_once_a_change(ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[object] = []
    build = preview.draft
    monkeypatch.setattr(preview, "draft", lambda path: built.append(path) or build(path))
    for _ in range(3):
        ana.get("/")
    assert len(built) <= 1
    save(ana, scope="Another scope")
    for _ in range(3):
        ana.get("/")
    assert len(built) <= 2
    assert built


def test_pending_changes_are_listed_and_published(ana: Client, pia: Client, published: Edition) -> None:
    save(ana, scope="Another scope")
    page = pia.get("/admin/pending/").content.decode()
    assert "One record would change" in page
    assert "<ins>Another scope</ins>" in page
    assert "ana" in page
    answer = pia.post("/admin/publish/", {"note": "A better scope"}, follow=True)
    text = answer.content.decode()
    assert f"Edition {published.number + 1} is public." in text
    assert "A better scope" in text
    edition = Edition.objects.get(current=True)
    assert (edition.published_by, edition.note) == ("pia", "A better scope")
    assert store.read_manifest(store.current_file()).number == edition.number
    page = pia.get("/admin/pending/").content.decode()
    assert "The public site shows exactly what is saved here." in page
    assert b"Nothing changed" in pia.post("/admin/publish/", follow=True).content


def test_a_failing_check_publishes_nothing_and_says_why(ana: Client, pia: Client, published: Edition) -> None:
    make_factory(name="Uncited factory")
    page = pia.get("/admin/pending/").content.decode()
    assert "Uncited factory" in page
    assert "has no citation" in page
    assert ">Publish</button>" not in page
    answer = pia.post("/admin/publish/", follow=True)
    assert b"Nothing was published" in answer.content
    assert Edition.objects.get(current=True) == published


def test_going_back_and_pruning(ana: Client, pia: Client, published: Edition) -> None:
    for scope in ("One", "Two", "Three"):
        save(ana, scope=scope)
        pia.post("/admin/publish/")
    last = Edition.objects.get(current=True).number
    answer = pia.post(f"/admin/editions/{published.number}/rollback/", follow=True)
    assert f"Edition {published.number} is public again" in answer.content.decode()
    assert store.read_manifest(store.current_file()).number == published.number
    assert Sector.objects.get(slug="energy").scope == "Three", "records stay"
    assert b"pending" in pia.get("/admin/").content
    assert pia.post("/admin/editions/999/rollback/").status_code == 404
    for junk in ("", "0", "x", "-1", "999999"):
        assert (
            b"Nothing was deleted" in pia.post("/admin/editions/prune/", {"keep": junk}, follow=True).content
        )
    pia.post("/admin/editions/prune/", {"keep": "1"})
    assert set(Edition.objects.values_list("number", flat=True)) == {published.number, last}


class TestAutomatic:
    """PUBLISH=automatic: what is saved is public."""

    @pytest.fixture(autouse=True)
    def automatic(self, settings: Any, published: Edition) -> None:
        settings.PUBLISH = "automatic"

    def test_a_save_is_public(self, ana: Client, published: Edition) -> None:
        text = save(ana, name="Power").content.decode()
        assert f"Public as edition {published.number + 1}." in text
        edition = Edition.objects.get(current=True)
        assert edition.published_by == "ana"
        assert [change["key"] for change in edition.changes] == [["energy"]]

    def test_saving_nothing_publishes_nothing(self, ana: Client, published: Edition) -> None:
        save(ana)
        assert Edition.objects.get(current=True) == published

    def test_what_cannot_be_public_is_saved_all_the_same(self, ana: Client, published: Edition) -> None:
        make_factory(name="Uncited factory")
        text = save(ana, name="Power").content.decode()
        assert "Saved, but not public yet" in text
        assert "Uncited factory" in text
        assert Sector.objects.get(slug="energy").name == "Power"
        assert Edition.objects.get(current=True) == published

    def test_a_full_disk_loses_no_edit(self, ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*args: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(store, "add", full)
        text = save(ana, name="Power").content.decode()
        assert "Saved, but publishing failed" in text
        assert Sector.objects.get(slug="energy").name == "Power"

    def test_taking_back_is_public_too(self, ana: Client, published: Edition) -> None:
        save(ana, name="Power")
        from editorial.models import Revision

        revision = Revision.objects.filter(how="form").first()
        ana.post(f"/admin/log/{revision.pk}/undo/")
        current = Edition.objects.get(current=True)
        assert current.number == published.number + 2
        before, after = (dump_without_metadata(content_of(edition)) for edition in (published, current))
        assert before == after


def test_a_note_for_editors_waits_for_nothing(ana: Client, pia: Client, published: Edition) -> None:
    save(ana, editor_note="to be checked")
    assert b"One saved change waits" in ana.get("/admin/").content
    assert b"exactly what is saved here" in pia.get("/admin/pending/").content
    assert b"No saved change waits to be published" in ana.get("/admin/").content


def test_a_full_disk_and_a_damaged_edition_are_told(
    ana: Client, pia: Client, published: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    save(ana, scope="Another scope")
    with monkeypatch.context() as patch:
        patch.setattr(store, "add", full)
        answer = pia.post("/admin/publish/", follow=True)
    assert b"No space left on device" in answer.content
    assert b"Nothing changed" in pia.post("/admin/publish/", follow=True).content, "trying again finishes it"
    assert store.read_manifest(store.current_file()).number == published.number + 1
    Edition.objects.filter(pk=published.pk).update(content=b"broken")
    answer = pia.post(f"/admin/editions/{published.number}/rollback/", follow=True)
    assert b"is damaged" in answer.content
    assert store.read_manifest(store.current_file()).number == published.number + 1
    Edition.objects.filter(current=True).update(content=b"broken")
    assert b"is damaged" in pia.get("/admin/pending/").content
    save(ana, scope="A third scope")
    assert b"is public" in pia.post("/admin/publish/", follow=True).content


def test_an_empty_directory_is_not_published(db: None, published: Edition) -> None:
    for model in reversed(published_models()):
        rows = model._default_manager.all()
        rows._raw_delete(rows.db)
    with pytest.raises(NotPublishableError, match="there is none at all"):
        publish()


def test_a_record_made_in_a_popup_is_public_too(ana: Client, published: Edition, settings: Any) -> None:
    settings.PUBLISH = "automatic"
    fields = filled(ana.get("/admin/reference/sector/add/?_popup=1"))
    fields |= {"name": "Fresh", "slug": "fresh", "scope": "what is fresh", "_popup": "1"}
    assert ana.post("/admin/reference/sector/add/?_popup=1", fields).status_code == 200
    assert Edition.objects.get(current=True).number == published.number + 1


def test_a_draft_in_use_stays_however_long_ago_it_was_built(
    ana: Client, published: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "_drafts", {})
    chosen = preview.current_draft()
    for number in range(3):
        preview._drafts[number] = chosen.parent.with_name(f"other-{number}") / "draft.sqlite3"
    assert preview.current_draft() == chosen
    save(ana, scope="Another scope")
    assert preview.current_draft() != chosen
    assert chosen.exists()
