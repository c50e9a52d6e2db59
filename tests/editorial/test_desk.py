"""The pages beside the forms: the log, publishing, and what waits for somebody."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from directory.models import Sector
from editions.change_text import word_diff
from editions.models import Edition
from editions.publishing import publish
from editorial.models import Revision
from editorial.roles import role_of
from tests.builders import make_factory, make_milestone, make_sector, make_source
from tests.editorial.conftest import PASSWORD
from tests.editorial.test_forms import change_page, page_of
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
        assert f'<a href="{address}">Energy</a>' in ana.get(page).content.decode(), page


def test_the_log_is_searched_by_record_and_by_person(ana: Client, ben: Client) -> None:
    save(ana, scope="As Ana says.")
    save(ben, scope="As Ben says.")
    for query, hers, his in (("by=ana", True, False), ("q=energy", True, True), ("q=nothing", False, False)):
        page = ana.get(f"/admin/log/?{query}").content.decode()
        assert ("As Ana says." in page, "<ins>As Ben" in page) == (hers, his), query


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


def test_the_desk_names_what_waits_and_what_others_did(ana: Client, ben: Client) -> None:
    late = make_milestone(status="expected", title="Late", date=datetime.date(2020, 1, 1), precision="month")
    make_source(title="Unopened")
    save(ben, scope="As Ben says.")
    page = ana.get("/admin/").content.decode()
    assert "Expectations whose time has passed: " in page
    assert "Sources that nobody has opened yet: " in page
    assert "What others changed last" in page
    assert " ben, " in page
    listed = ana.get("/admin/reference/milestone/?waiting=yes").context["cl"].result_list
    assert late in listed
    assert all(not milestone.happened for milestone in listed)
    assert "Unopened" in ana.get("/admin/reference/source/?waiting=yes").content.decode()
    assert ana.get("/admin/reference/source/?waiting=maybe").status_code == 400


def test_a_record_in_use_says_by_whom(ana: Client) -> None:
    sector = make_sector()
    factory = make_factory(sectors=(sector,), name="A factory")
    for page in ("change", "delete"):
        text = ana.get(page_of(Sector, page, sector.pk)).content.decode()
        assert f'<a href="{change_page(factory)}">A factory</a>: sector of a site' in text


def test_accounts_are_made_and_helped_in_the_browser(sign_in: Callable[..., Client]) -> None:
    root = sign_in("root", "administrator")
    fields = {"username": "eve", "email": "", "role": "publisher", "usable_password": "true"}
    fields |= {"password1": PASSWORD, "password2": PASSWORD}
    assert root.post("/admin/auth/user/add/", fields).status_code == 302
    eve = User.objects.get(username="eve")
    assert (eve.is_staff, role_of(eve)) == (True, "publisher")
    TOTPDevice.objects.create(user=eve, name="phone", confirmed=True)
    address = f"/admin/auth/user/{eve.pk}/change/"
    sent = {"username": "eve", "role": "editor", "is_active": "on", "forget_second_factor": "on"}
    assert root.post(address, sent).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert role_of(User.objects.get(pk=eve.pk)) == "editor"
