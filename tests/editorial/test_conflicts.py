"""Two people on one record."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.contrib import admin
from django.test import Client

from directory.loading import load
from directory.models import LoadedRecord, Organisation, Sector
from editions.locks import WriteLockTimeoutError
from editions.serialization import owner_field
from editorial import record_admin
from editorial.models import Revision
from factories.models import Factory, FactorySector
from tests.builders import make_organisation, make_sector
from tests.editorial.forms import filled, row_of
from tests.editorial.test_forms import change_page, page_of


@pytest.fixture
def energy(db: None) -> Sector:
    return Sector.objects.get(slug="energy")


def test_the_second_save_is_refused_and_shows_both_versions(ana: Client, ben: Client, energy: Sector) -> None:
    address = change_page(energy)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    assert ana.post(address, {**hers, "scope": "as Ana says"}).status_code == 302
    answer = ben.post(address, {**his, "scope": "as Ben says"})
    energy.refresh_from_db()
    assert energy.scope == "as Ana says"
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "This record was saved while you were working on it" in text
    assert "Last saved by ana" in text
    for version in ("as Ana says", "as Ben says", his["scope"][:30]):
        assert version in text
    assert filled(answer)["scope"] == "as Ben says", "what he typed is still in the form"


def test_having_seen_both_versions_one_may_save(ana: Client, ben: Client, energy: Sector) -> None:
    address = change_page(energy)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    ana.post(address, {**hers, "scope": "as Ana says", "editor_note": "a note of hers"})
    answer = ben.post(address, {**his, "scope": "as Ben says"})
    typed = {item.saved: item.typed for item in answer.context["conflict"]}
    assert typed == {"as Ana says": "as Ben says", "a note of hers": "nothing"}
    again = {**filled(answer), "editor_note": "a note of hers"}
    assert ben.post(address, again).status_code == 302
    energy.refresh_from_db()
    assert (energy.scope, energy.editor_note) == ("as Ben says", "a note of hers")


def test_a_third_save_in_between_is_seen_too(ana: Client, ben: Client, energy: Sector) -> None:
    address = change_page(energy)
    his = filled(ben.get(address))
    ana.post(address, {**filled(ana.get(address)), "scope": "first"})
    his = filled(ben.post(address, {**his, "scope": "his"}))
    ana.post(address, {**filled(ana.get(address)), "scope": "second"})
    answer = ben.post(address, his)
    assert answer.status_code == 200
    assert "second" in answer.content.decode()


def test_a_save_that_does_not_say_what_was_opened_is_refused(ana: Client, energy: Sector) -> None:
    address = change_page(energy)
    fields = filled(ana.get(address))
    for tampered in ("", "x", "9" * 40, fields["opened_revision"] + "1"):
        answer = ana.post(address, {**fields, "opened_revision": tampered, "scope": "sneaked in"})
        assert answer.status_code == 200
    energy.refresh_from_db()
    assert energy.scope != "sneaked in"


def test_rows_are_part_of_the_record(ana: Client, ben: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    link, other = factory.sector_links.all()[:2]
    fresh, address = make_sector(name="Fresh"), change_page(factory)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    # She takes two rows out and adds another; he changes one that she took out, and the note.
    count = int(hers["sector_links-TOTAL_FORMS"])
    new = {f"sector_links-{count}-sector": fresh.pk, f"sector_links-{count}-emphasis": "use-case"}
    start, second = (row_of(hers, "sector", row.sector_id) for row in (link, other))
    gone = {f"{start}DELETE": "on", f"{second}DELETE": "on"}
    answer = ana.post(address, {**hers, **new, **gone, "sector_links-TOTAL_FORMS": count + 1})
    assert answer.status_code == 302
    typed = {f"{start}emphasis": "use-case", "editor_note": "His note.", f"{second}DELETE": "on"}
    answer = ben.post(address, {**his, **typed})
    assert answer.status_code == 200
    assert sorted(item.saved for item in answer.context["conflict"]) == ["added", "removed", "removed"]
    assert ben.post(address, filled(answer)).status_code == 302
    factory.refresh_from_db()
    sectors = {row.sector: row.emphasis for row in FactorySector.objects.filter(site=factory)}
    assert factory.editor_note == "His note."
    assert sectors[fresh] == "use-case", "her new row stays"
    assert sectors[link.sector] == "use-case", "his edit of the row she removed is kept, as a new row"
    assert other.sector not in sectors, "both removed it"


def test_a_row_that_both_changed_is_shown_with_both_values(ana: Client, ben: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    citation = factory.citations.first()
    address = change_page(factory)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    start = row_of({name: hers[name] for name in hers if name.startswith("citations")}, "id", citation.pk)
    ana.post(address, {**hers, f"{start}note": "her note"})
    answer = ben.post(address, {**his, f"{start}note": "his note"})
    [item] = answer.context["conflict"]
    assert "mimer" in item.label
    assert (item.saved, item.typed) == ("her note", "his note")
    assert ben.post(address, filled(answer)).status_code == 302
    citation.refresh_from_db()
    assert citation.note == "his note"


def test_a_row_that_got_another_key_meanwhile_is_not_said_to_stay(ana: Client, ben: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    link, fresh, address = factory.sector_links.first(), make_sector(name="Fresh"), change_page(factory)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    start = row_of(hers, "sector", link.sector_id)
    assert ana.post(address, {**hers, f"{start}sector": fresh.pk}).status_code == 302
    answer = ben.post(address, {**his, "editor_note": "His note."})
    effects = {item.saved: item.typed for item in answer.context["conflict"]}
    assert effects["added"] == "replaced by a row of your form"
    assert ben.post(address, filled(answer)).status_code == 302
    assert factory.sector_links.get(pk=link.pk).sector == link.sector


def test_a_row_to_be_deleted_that_somebody_changed_meanwhile_is_shown(ana: Client, ben: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    link, address = factory.sector_links.first(), change_page(factory)
    other = "use-case" if link.emphasis == "focus" else "focus"
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    start = row_of(hers, "sector", link.sector_id)
    assert ana.post(address, {**hers, f"{start}emphasis": other}).status_code == 302
    answer = ben.post(address, {**his, f"{start}DELETE": "on"})
    [item] = answer.context["conflict"]
    assert (item.saved, item.typed) == (other, "to be deleted")
    assert ben.post(address, filled(answer)).status_code == 302
    assert not factory.sector_links.filter(pk=link.pk).exists()


def test_the_rows_of_a_form_belong_to_the_story_of_its_record() -> None:
    for model, page in admin.site._registry.items():
        if isinstance(page, record_admin.RecordAdmin):
            for inline in page.inlines:
                owner = owner_field(inline.model)
                assert owner is not None
                assert owner.related_model is model


def test_each_may_add_a_row(ana: Client, ben: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    address = change_page(factory)
    one, two = make_organisation(name="One"), make_organisation(name="Two")
    pages = [filled(ana.get(address)), filled(ben.get(address))]
    count = int(pages[0]["organisation_links-TOTAL_FORMS"])
    for client, fields, organisation in zip((ana, ben), pages, (one, two), strict=True):
        start = f"organisation_links-{count}-"
        answer = client.post(
            address,
            {
                **fields,
                "organisation_links-TOTAL_FORMS": count + 1,
                f"{start}organisation": organisation.pk,
                f"{start}role": "partner",
            },
        )
        if answer.status_code == 200:
            assert client.post(address, filled(answer)).status_code == 302
    partners = set(factory.organisation_links.values_list("organisation__name", flat=True))
    assert {"One", "Two"} <= partners


def test_the_loader_counts_as_somebody(ana: Client, tmp_path: Path) -> None:
    def load_with(**fields: str) -> None:
        record = {"slug": "an-institute", "name": "An institute", **fields}
        records = [{"model": "reference.organisation", "fields": record}]
        (tmp_path / "organisations.yaml").write_text(yaml.safe_dump(records))
        load(tmp_path)

    LoadedRecord.objects.all().delete()
    load_with(city="Here")
    organisation = Organisation.objects.get(slug="an-institute")
    address = change_page(organisation)
    fields = filled(ana.get(address))
    load_with(city="Elsewhere")
    answer = ana.post(address, {**fields, "short_name": "typed"})
    assert answer.status_code == 200
    [city] = answer.context["conflict"]
    assert (city.opened, city.saved, city.typed) == ("Here", "Elsewhere", "Here")


def test_deleting_is_refused_after_somebody_saved(ana: Client, ben: Client) -> None:
    sector = make_sector()
    page = page_of(Sector, "delete", sector.pk)
    opened = ben.get(page).context["opened_revision"]
    address = change_page(sector)
    ana.post(address, {**filled(ana.get(address)), "scope": "saved meanwhile"})
    answer = ben.post(page, {"post": "yes", "opened_revision": opened}, follow=True)
    assert Sector.objects.filter(pk=sector.pk).exists()
    text = answer.content.decode()
    assert "Nothing was deleted" in text
    assert "saved meanwhile" in text, "the story shows what was saved"
    opened = ben.get(page).context["opened_revision"]
    ben.post(page, {"post": "yes", "opened_revision": opened})
    assert not Sector.objects.filter(pk=sector.pk).exists()


def test_saving_what_somebody_deleted_shows_what_was_typed(ana: Client, ben: Client) -> None:
    sector = make_sector()
    address = change_page(sector)
    his = filled(ben.get(address))
    page = page_of(Sector, "delete", sector.pk)
    ana.post(page, {"post": "yes", "opened_revision": ana.get(page).context["opened_revision"]})
    answer = ben.post(address, {**his, "scope": "a long text of his"})
    assert answer.status_code == 409
    assert "a long text of his" in answer.content.decode()
    assert not Sector.objects.filter(pk=sector.pk).exists()


def test_no_list_offers_to_change_many_at_once(ana: Client) -> None:
    before = Revision.objects.count()
    everything = list(Sector.objects.values_list("pk", flat=True))
    for chosen in (everything, ["junk"], ["\x00"]):
        answer = ana.post(
            page_of(Sector, "changelist"),
            {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
        )
        assert answer.status_code < 500
    assert Sector.objects.count() == len(everything)
    assert Revision.objects.count() == before


def test_what_both_changed_alike_is_not_listed_and_an_emptied_field_stays_empty(
    ana: Client, ben: Client, energy: Sector
) -> None:
    Sector.objects.filter(pk=energy.pk).update(aliases=["Strom"])
    address = change_page(energy)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    ana.post(address, {**hers, "scope": "the same correction"})
    answer = ben.post(address, {**his, "scope": "the same correction", "aliases": ""})
    assert answer.context["conflict"] == []
    again = filled(answer)
    assert (again["scope"], again["aliases"]) == ("the same correction", "")
    assert ben.post(address, again).status_code == 302
    energy.refresh_from_db()
    assert (energy.scope, energy.aliases) == ("the same correction", [])


def test_a_deletion_looks_again_once_it_is_its_turn(
    ana: Client, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sector = make_sector()
    page = page_of(Sector, "delete", sector.pk)
    opened = ben.get(page).context["opened_revision"]
    address = change_page(sector)
    hers = filled(ana.get(address))
    turns = record_admin.write_lock

    def late() -> object:
        monkeypatch.setattr(record_admin, "write_lock", turns)
        assert ana.post(address, {**hers, "scope": "saved while he waited"}).status_code == 302
        return turns()

    monkeypatch.setattr(record_admin, "write_lock", late)
    ben.post(page, {"post": "yes", "opened_revision": opened})
    assert Sector.objects.get(pk=sector.pk).scope == "saved while he waited"


def test_who_has_to_wait_too_long_keeps_what_was_typed(
    ana: Client, energy: Sector, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = filled(ana.get(change_page(energy)))

    def never() -> object:
        raise WriteLockTimeoutError

    monkeypatch.setattr(record_admin, "write_lock", never)
    answer = ana.post(change_page(energy), {**fields, "scope": "typed for an hour"})
    assert answer.status_code == 503
    assert b'value="typed for an hour"' in answer.content
