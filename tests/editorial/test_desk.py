"""The pages beside the forms: the log, publishing, and what waits for somebody."""

from __future__ import annotations

from django.test import Client

from directory.models import Sector
from editions.models import Edition
from editions.publishing import publish
from editorial.models import Revision
from editorial.templatetags.changes import word_diff
from tests.editorial.test_forms import change_page
from tests.editorial.test_publishing import save


def test_a_long_change_is_shown_whole_and_word_by_word() -> None:
    before = "word " * 90 + "virtual labs <b>"
    assert word_diff(before, before.replace("labs", "halls")).endswith(
        "virtual <del>labs </del><ins>halls </ins>&lt;b&gt;"
    )
    assert word_diff("Energy", "Power") == "<del>Energy</del> → <ins>Power</ins>"


def test_a_change_leads_to_its_record(ana: Client) -> None:
    publish()
    save(ana, scope="Another scope.")
    address = change_page(Sector.objects.get(slug="energy"))
    for page in ("/admin/log/", "/admin/pending/", f"/admin/log/{Revision.objects.first().pk}/"):
        assert f'<a href="{address}">energy</a>' in ana.get(page).content.decode(), page


def test_the_log_is_searched_by_record_and_by_person(ana: Client, ben: Client) -> None:
    save(ana, scope="As Ana says.")
    save(ben, scope="As Ben says.")
    for query, hers, his in (("by=ana", True, False), ("q=energy", True, True), ("q=nothing", False, False)):
        page = ana.get(f"/admin/log/?{query}").content.decode()
        assert ("As Ana says." in page, "<ins>Ben" in page) == (hers, his), query


def test_what_was_taken_back_says_so_and_is_not_offered_again(ana: Client) -> None:
    save(ana, scope="A mistake.")
    revision = Revision.objects.first()
    address = f"/admin/log/{revision.pk}/"
    assert "Take this revision back" in ana.get(address).content.decode()
    ana.post(f"{address}undo/")
    page = ana.get(address).content.decode()
    assert f"Taken back by revision {Revision.objects.first().pk}" in page
    assert "Take this revision back" not in page


def test_signing_in_on_the_way_to_an_act_leads_to_a_page(pia: Client) -> None:
    save(pia, scope="Another scope.")
    number = publish().number
    pages = {
        "/admin/publish/": "/admin/pending/",
        f"/admin/log/{Revision.objects.first().pk}/undo/": f"/admin/log/{Revision.objects.first().pk}/",
    }
    for address, page in pages.items():
        assert pia.get(address).headers["Location"] == page
    assert pia.get(f"/admin/editions/{number}/rollback/").status_code == 200
    assert pia.get("/admin/editions/prune/?keep=5").status_code == 200
    assert Edition.objects.get(current=True).number == number


def test_rollback_and_prune_say_what_they_do_first(pia: Client) -> None:
    first = publish().number
    save(pia, name="Power")
    second = publish(note="A clearer name").number
    page = pia.get(f"/admin/editions/{first}/rollback/").content.decode()
    assert "What one later edition changed is not public" in page
    assert "A clearer name" in page
    answer = pia.get("/admin/editions/prune/", {"keep": "1"})
    assert "Delete one edition" in answer.content.decode()
    assert set(Edition.objects.values_list("number", flat=True)) >= {first, second}
