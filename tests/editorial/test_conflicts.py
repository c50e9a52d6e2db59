"""Two people on one record."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.loading import load
from directory.models import Organisation, Sector
from editions.locks import WriteLockTimeoutError
from editorial import record_admin
from editorial.models import Revision
from factories.models import Factory, FactorySector
from tests.builders import make_organisation, make_sector
from tests.editorial.forms import filled, row_of
from tests.editorial.test_forms import change_page, page_of
from tests.gunicorn import ROOT


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
    again = filled(ben.post(address, {**his, "scope": "as Ben says"}))
    assert ben.post(address, again).status_code == 302
    energy.refresh_from_db()
    assert energy.scope == "as Ben says"
    assert energy.editor_note == "a note of hers", "what only she changed was taken over"


def test_a_third_save_in_between_is_seen_too(ana: Client, ben: Client, energy: Sector) -> None:
    address = change_page(energy)
    his = filled(ben.get(address))
    ana.post(address, {**filled(ana.get(address)), "scope": "first"})
    his = filled(ben.post(address, {**his, "scope": "his"}))
    ana.post(address, {**filled(ana.get(address)), "scope": "second"})
    answer = ben.post(address, his)
    assert answer.status_code == 200
    assert "second" in answer.content.decode()


def test_a_save_without_the_opened_state_is_refused(ana: Client, energy: Sector) -> None:
    address = change_page(energy)
    fields = filled(ana.get(address))
    for tampered in ("", "x", fields["opened_state"][:-3] + "abc"):
        answer = ana.post(address, {**fields, "opened_state": tampered, "scope": "sneaked in"})
        assert answer.status_code == 200
    energy.refresh_from_db()
    assert energy.scope != "sneaked in"


def test_rows_are_part_of_the_record(ana: Client, ben: Client) -> None:
    factory = Factory.objects.get(slug="mimer")
    link, other = factory.sector_links.all()[:2]
    fresh, address = make_sector(name="Fresh"), change_page(factory)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    # She takes one row out and adds another; he changes the one she took out, and the summary.
    count = int(hers["sector_links-TOTAL_FORMS"])
    new = {f"sector_links-{count}-sector": fresh.pk, f"sector_links-{count}-emphasis": "use-case"}
    start = row_of(hers, "sector", link.sector_id)
    answer = ana.post(address, {**hers, **new, f"{start}DELETE": "on", "sector_links-TOTAL_FORMS": count + 1})
    assert answer.status_code == 302
    answer = ben.post(address, {**his, f"{start}emphasis": "use-case", "summary": "His summary."})
    assert answer.status_code == 200
    labels = [item.label for item in answer.context["conflict"]]
    assert any("Fresh" in label for label in labels)
    again = filled(answer)
    assert ben.post(address, again).status_code == 302
    factory.refresh_from_db()
    sectors = {row.sector: row.emphasis for row in FactorySector.objects.filter(site=factory)}
    assert factory.summary == "His summary."
    assert sectors[fresh] == "use-case", "her new row stays"
    assert sectors[link.sector] == "use-case", "his edit of the row she removed is kept, as a new row"
    assert other.sector in sectors


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


def test_the_loader_counts_as_somebody(ana: Client, tmp_path: object) -> None:
    organisation = Organisation.objects.exclude(city="").first()
    address = change_page(organisation)
    fields = filled(ana.get(address))
    Organisation.objects.filter(pk=organisation.pk).update(city="Elsewhere")
    answer = ana.post(address, {**fields, "short_name": "typed"})
    assert answer.status_code == 200
    assert "Elsewhere" in answer.content.decode()
    load(ROOT / "fixtures")
    organisation.refresh_from_db()
    assert organisation.city == "Elsewhere", "the loader leaves edits alone"


def test_deleting_is_refused_after_somebody_saved(ana: Client, ben: Client) -> None:
    sector = make_sector()
    page = page_of(Sector, "delete", sector.pk)
    opened = ben.get(page).context["opened_state"]
    address = change_page(sector)
    ana.post(address, {**filled(ana.get(address)), "scope": "saved meanwhile"})
    answer = ben.post(page, {"post": "yes", "opened_state": opened}, follow=True)
    assert Sector.objects.filter(pk=sector.pk).exists()
    text = answer.content.decode()
    assert "Nothing was deleted" in text
    assert "saved meanwhile" in text, "the story shows what was saved"
    opened = ben.get(page).context["opened_state"]
    ben.post(page, {"post": "yes", "opened_state": opened})
    assert not Sector.objects.filter(pk=sector.pk).exists()


def test_saving_what_somebody_deleted_shows_what_was_typed(ana: Client, ben: Client) -> None:
    sector = make_sector()
    address = change_page(sector)
    his = filled(ben.get(address))
    page = page_of(Sector, "delete", sector.pk)
    ana.post(page, {"post": "yes", "opened_state": ana.get(page).context["opened_state"]})
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


def test_what_both_changed_alike_is_no_conflict_and_an_emptied_field_stays_empty(
    ana: Client, ben: Client, energy: Sector
) -> None:
    Sector.objects.filter(pk=energy.pk).update(aliases=["Strom"])
    address = change_page(energy)
    hers, his = filled(ana.get(address)), filled(ben.get(address))
    ana.post(address, {**hers, "scope": "the same correction"})
    assert ben.post(address, {**his, "scope": "the same correction", "aliases": ""}).status_code == 302
    energy.refresh_from_db()
    assert (energy.scope, energy.aliases) == ("the same correction", [])
    again = filled(ben.post(address, {**hers, "scope": "", "aliases": "Power"}))
    assert (again["scope"], again["aliases"]) == ("", "Power"), (
        "an emptied field is empty after a conflict too"
    )


def test_somebody_is_named_only_who_saved_since(ana: Client, energy: Sector) -> None:
    address = change_page(energy)
    ana.post(address, {**filled(ana.get(address)), "scope": "hers"})
    fields = filled(ana.get(address))
    Sector.objects.filter(pk=energy.pk).update(scope="written past the log")
    page = ana.post(address, {**fields, "editor_note": "x"}).content.decode()
    assert "written past the log" in page
    assert "Last saved by" not in page


def test_a_deletion_looks_again_once_it_is_its_turn(
    ana: Client, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sector = make_sector()
    page = page_of(Sector, "delete", sector.pk)
    opened = ben.get(page).context["opened_state"]
    address = change_page(sector)
    hers = filled(ana.get(address))
    turns = record_admin.write_lock

    def late() -> object:
        monkeypatch.setattr(record_admin, "write_lock", turns)
        assert ana.post(address, {**hers, "scope": "saved while he waited"}).status_code == 302
        return turns()

    monkeypatch.setattr(record_admin, "write_lock", late)
    ben.post(page, {"post": "yes", "opened_state": opened})
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
