"""Each change: who, when, before, after; and the way back."""

from __future__ import annotations

from django.test import Client

from directory.models import Organisation, Sector
from editions.diff import take
from editorial.models import Revision
from factories.models import Factory
from tests.builders import cite, make_factory, make_sector, make_source
from tests.editorial.forms import filled, row_of
from tests.editorial.test_forms import change_page, page_of


def save(client: Client, record: object, **fields: object) -> Revision:
    """Saves a change as an editor does, and gives the revision it made."""
    address = change_page(record)
    answer = client.post(address, {**filled(client.get(address)), **fields})
    assert answer.status_code == 302, answer.context["errors"]
    return Revision.objects.first()


def undo(client: Client, revision: Revision) -> str:
    return client.post(f"/admin/log/{revision.pk}/undo/", follow=True).content.decode()


def test_the_story_tells_who_when_before_and_after(ana: Client) -> None:
    sector = Sector.objects.get(slug="energy")
    before = sector.scope
    revision = save(ana, sector, scope="Another scope")
    text = ana.get(page_of(Sector, "history", sector.pk)).content.decode()
    assert "<strong>ana</strong>" in text
    assert f"{revision.at:%H:%M:%S}" in text
    assert before in text
    assert "<ins>Another scope</ins>" in text


def test_the_story_of_a_factory_holds_its_rows(ana: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    link = factory.sector_links.first()
    address = change_page(factory)
    fields = filled(ana.get(address))
    start = row_of(fields, "sector", link.sector_id)
    other = "use-case" if link.emphasis == "focus" else "focus"
    ana.post(address, {**fields, f"{start}emphasis": other})
    text = ana.get(page_of(Factory, "history", factory.pk)).content.decode()
    assert f"Sector {link.sector.name}: emphasis: " in text
    assert "emphasis" in text


def test_a_load_is_in_the_log_too(ana: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    text = ana.get(page_of(Factory, "history", factory.pk)).content.decode()
    assert "loaded from the reviewed fixtures" in text


def test_a_program_that_saves_leaves_a_trace(ana: Client) -> None:
    sector = make_sector()
    sector.name = "Another name"
    sector.save()
    [change] = Revision.objects.first().changes.all()
    assert change.fields["name"][1] == "Another name"
    assert Revision.objects.first().how == "other"


def test_one_click_goes_back(ana: Client, ben: Client) -> None:
    before = take("default")
    revision = save(ana, Sector.objects.get(slug="energy"), scope="Another scope", aliases="One\r\nTwo")
    assert take("default") != before
    assert "was taken back" in undo(ben, revision)
    assert take("default") == before
    back = Revision.objects.first()
    assert (back.by_name, back.how) == ("ben", "undo")
    assert "was taken back" in undo(ana, back), "taking back can be taken back"
    assert Sector.objects.get(slug="energy").scope == "Another scope"


def test_a_deleted_record_comes_back_with_its_rows(ana: Client) -> None:
    factory = make_factory(sectors=(make_sector(),), name="A factory", city="Bonn")
    cite(factory, "city", make_source(), note="as the page says")
    before = take("default")
    page = page_of(Factory, "delete", factory.pk)
    ana.post(page, {"post": "yes", "opened_revision": ana.get(page).context["opened_revision"]})
    assert not Factory.objects.filter(slug=factory.slug).exists()
    revision = Revision.objects.first()
    assert (revision.how, revision.by_name) == ("deletion", "ana")
    assert "was taken back" in undo(ana, revision)
    assert take("default") == before


def test_what_was_changed_again_is_not_overwritten(ana: Client) -> None:
    sector = Sector.objects.get(slug="energy")
    first = save(ana, sector, scope="First", editor_note="also this")
    save(ana, sector, scope="Second")
    before = take("default")
    text = undo(ana, first)
    assert "Nothing was taken back" in text
    assert "was changed again since then: what it covers" in text
    assert take("default") == before


def test_what_others_refer_to_by_now_cannot_be_taken_back(ana: Client) -> None:
    sector = make_sector()
    made = Revision.objects.first()
    make_factory(sectors=(sector,), name="A factory")
    text = undo(ana, made)
    assert "Something refers to what would be deleted" in text
    assert Sector.objects.filter(pk=sector.pk).exists()


def test_what_came_back_by_another_way_is_not_doubled(ana: Client) -> None:
    organisation = Organisation.objects.create(slug="gone", name="Gone")
    organisation.delete()
    deletion = Revision.objects.first()
    Organisation.objects.create(slug="gone", name="Here again")
    assert "is there again" in undo(ana, deletion)
    assert Organisation.objects.get(slug="gone").name == "Here again"


def test_the_log_can_be_paged_and_refuses_junk(ana: Client) -> None:
    assert ana.get("/admin/log/").status_code == 200
    for page in ("0", "99999", "x", "%00", "-1"):
        assert ana.get(f"/admin/log/?page={page}").status_code in (400, 404)
    assert ana.get("/admin/log/999999/").status_code == 404


def test_what_somebody_gave_to_a_new_record_is_not_taken_along(ana: Client) -> None:
    factory = make_factory(name="A factory", city="Bonn")
    made = Revision.objects.filter(changes__model="factories.factory").first()
    citation = cite(factory, "city", make_source())
    text = undo(ana, made)
    assert "Somebody added to it since then: citation" in text
    assert Factory.objects.filter(pk=factory.pk).exists()
    citation.delete()
    assert "was taken back" in undo(ana, made)


def test_a_load_is_not_taken_back(ana: Client) -> None:
    load = Revision.objects.filter(how="load").first()
    assert b"Take this revision back" not in ana.get(f"/admin/log/{load.pk}/").content
    assert "A load is not taken back" in undo(ana, load)
    assert Factory.objects.count() == 19


def test_the_log_outlives_the_models_it_speaks_of(ana: Client) -> None:
    revision = Revision.objects.create(how="other")
    revision.changes.create(
        model="reference.gone",
        key=["x"],
        owner_model="reference.gone",
        owner_key="x",
        kind="changed",
        fields={"a": [1, 2]},
    )
    assert b"reference.gone" in ana.get("/admin/log/").content
    assert "There is no reference.gone any more" in undo(ana, revision)


def test_saving_some_fields_logs_no_others(db: None) -> None:
    sector = make_sector()
    sector.name, sector.scope = "New name", "never written"
    sector.save(update_fields=["name"])
    [change] = Revision.objects.first().changes.all()
    assert set(change.fields) == {"name"}
