"""An editor's way in a real browser, over both real processes."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.auditing.axe import ALL_RULES
from tests.conftest import place_of_its_own, run_manage
from tests.gunicorn import serving

PASSWORD = "a-long-enough-password"


@dataclass
class Place:
    """Both processes over one editing database and one store."""

    public: str
    editors: str


def environment(database_file: Path, folder: Path, static_root: str) -> dict[str, str]:
    """An editing database and a store of the test's own, with an editor and a publisher."""
    where = place_of_its_own(database_file, folder, static_root)
    for name, role in (("ana", "editor"), ("pia", "publisher")):
        code = (
            "from django.contrib.auth.models import Group, User\n"
            f"user = User.objects.create_user({name!r}, password={PASSWORD!r}, is_staff=True)\n"
            f"user.groups.add(Group.objects.get(name={role!r}))\n"
        )
        run_manage("shell", "-v", "0", "-c", code, **where)
    return where


@pytest.fixture(scope="module")
def place(database_file: Path, tmp_path_factory: pytest.TempPathFactory, static_root: str) -> Iterator[Place]:
    """The public and the editors' process, publishing by hand."""
    where = environment(database_file, tmp_path_factory.mktemp("place"), static_root)
    with serving(ROLE="public", **where) as public:
        more = {"ROLE": "editor", "PUBLISH": "manual", "PUBLIC_URL": public, "ENVIRONMENT": "rehearsal"}
        with serving(**where, **more) as editors:
            yield Place(public, editors)


@pytest.fixture
def enter(browser: Browser, place: Place) -> Iterator[Callable[..., Page]]:
    """A browser in which somebody signed in by the form."""
    contexts = []

    def sign_in(name: str, **options: object) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{place.editors}/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Editors’ pages")).to_be_visible()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def fetch(address: str) -> tuple[str, str]:
    """A public page's text and ETag."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode(), answer.headers["ETag"]


def open_energy(page: Page, place: Place) -> None:
    page.goto(f"{place.editors}/admin/reference/sector/?q=energy")
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name="energy", exact=True))
    row.get_by_role("link").first.click()


def test_from_an_edit_to_a_public_page_and_back(enter: Callable[..., Page], place: Place) -> None:
    _page, before = fetch(f"{place.public}/sectors/energy/")
    ana = enter("ana")
    open_energy(ana, place)
    ana.get_by_label("Name:", exact=True).fill("Power and energy")
    ana.get_by_role("button", name="Save", exact=True).first.click()
    expect(ana.get_by_text("was changed successfully")).to_be_visible()

    ana.goto(f"{place.editors}/sectors/energy/")
    expect(ana.get_by_role("heading", level=1)).to_have_text("Power and energy")
    expect(ana.get_by_role("complementary", name="Preview")).to_contain_text("not public yet")
    assert fetch(f"{place.public}/sectors/energy/")[1] == before, "the public sees nothing of it yet"
    ana.get_by_role("link", name="Pending changes").click()
    expect(ana.get_by_text("A publisher can publish this.")).to_be_visible()

    pia = enter("pia")
    pia.get_by_role("link", name="Pending changes").click()
    expect(pia.get_by_role("insertion")).to_have_text("Power and energy")
    pia.get_by_label("One line for the list of editions").fill("A clearer name")
    pia.get_by_role("button", name="Publish").click()
    expect(pia.get_by_text("Edition 2 is public.")).to_be_visible()

    page, after = fetch(f"{place.public}/sectors/energy/")
    assert "<h1>Power and energy</h1>" in page
    assert after != before
    assert "Power and energy" in fetch(f"{place.public}/sectors/")[0]
    changes = fetch(f"{place.public}/changes/")[0]
    assert "<del>Energy</del>" in changes
    assert "<ins>Power and energy</ins>" in changes
    assert "A clearer name" in changes

    pia.get_by_role("link", name="Go back to 1").click()
    expect(pia.get_by_text("becomes the public one again")).to_be_visible()
    pia.get_by_role("button", name="Go back to 1").click()
    expect(pia.get_by_text("Edition 1 is public again")).to_be_visible()
    page, again = fetch(f"{place.public}/sectors/energy/")
    assert "<h1>Energy</h1>" in page
    assert again == before


def test_two_people_on_one_record(enter: Callable[..., Page], place: Place) -> None:
    ana, pia = enter("ana"), enter("pia")
    for page in (ana, pia):
        open_energy(page, place) if page is ana else page.goto(ana.url)
    ana.get_by_label("What it covers").fill("As Ana says.")
    ana.get_by_role("button", name="Save", exact=True).first.click()
    expect(ana.get_by_text("was changed successfully")).to_be_visible()
    pia.get_by_label("What it covers").fill("As Pia says.")
    pia.get_by_role("button", name="Save", exact=True).first.click()
    alert = pia.get_by_role("alert")
    expect(alert).to_contain_text("This record was saved while you were working on it")
    expect(alert).to_contain_text("As Ana says.")
    expect(alert).to_contain_text("As Pia says.")
    expect(pia.get_by_label("What it covers")).to_have_value("As Pia says.")
    assert Axe().run(pia, options=ALL_RULES).response["violations"] == []
    pia.get_by_role("button", name="Save", exact=True).first.click()
    expect(pia.get_by_text("was changed successfully")).to_be_visible()
    pia.goto(pia.url.split("?")[0])
    open_energy(pia, place)
    pia.get_by_role("link", name="History").click()
    pia.get_by_role("button", name="Take revision").first.click()
    expect(pia.get_by_text("was taken back")).to_be_visible()
    open_energy(pia, place)
    expect(pia.get_by_label("What it covers")).to_have_value("As Ana says.")


def test_a_sector_and_its_citation_in_six_clicks(enter: Callable[..., Page], place: Place) -> None:
    page = enter("ana")
    page.goto(f"{place.editors}/admin/factories/factory/?q=mimer")
    page.locator("#result_list tbody th a").click()
    group = page.locator("#sector_links-group")
    group.locator("summary").click()
    group.locator(".add-row a").click()
    # The list of choices opened by itself: the keyboard is in its search.
    page.keyboard.type("agri")
    page.locator(".select2-results__option", has_text="gri").first.click()
    group.get_by_role("button", name="Cite").click()
    fact = page.locator("#citations-group tr.form-row:not(.empty-form)").last.get_by_label("Fact")
    expect(fact.locator("option:checked")).to_have_text(re.compile(r"^Sector: .*gri.*, focus$"))
    page.keyboard.type("mimer")
    page.locator(".select2-results__option--highlighted").first.click()
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.get_by_text("lacks a citation")).to_have_count(0)


def test_uncited_facts_are_cited_together(enter: Callable[..., Page], place: Place) -> None:
    page = enter("ana")
    page.goto(f"{place.editors}/admin/reference/organisation/add/")
    page.get_by_label("Name:", exact=True).fill("Institute for Sleep")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Slug:")).to_have_value("institute-for-sleep")
    page.get_by_label("City:").fill("Vienna")
    page.get_by_label("Website:").fill("https://sleep.example/")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("button", name="Cite all of them with one source").click()
    page.locator(".select2-results__option--highlighted").first.click()
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.get_by_text("lack a citation")).to_have_count(0)
    page.locator("#citations-group summary").click()
    fact = page.locator("#citations-0").get_by_label("Fact")
    fact.focus()
    fact.select_option(label="City")
    expect(fact).to_have_value("city")


def test_leaving_unsaved_text_asks_first(enter: Callable[..., Page], place: Place) -> None:
    page = enter("ana")
    open_energy(page, place)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("What it covers").fill("Not saved")
    page.get_by_role("link", name="Home").click()
    assert asked == ["beforeunload"]


def test_text_outlives_the_session_and_is_sent_again_once(enter: Callable[..., Page], place: Place) -> None:
    page = enter("ana")
    open_energy(page, place)
    page.get_by_label("What it covers").fill("Typed before the session ended.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("What you typed is kept on this page.")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{place.editors}/admin/")
    other.get_by_label("Username").fill("ana")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Editors’ pages")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


ADMIN_PAGES = [
    "/admin/login/?again",
    "/admin/",
    "/admin/factories/factory/",
    "/admin/reference/organisation/?evidence=disputed&q=a",
    "/admin/factories/factory/1/change/",
    "/admin/factories/factory/1/history/",
    "/admin/factories/factory/1/delete/",
    "/admin/reference/milestone/add/",
    "/admin/reference/sector/1/delete/",
    "/admin/pending/",
    "/admin/editions/",
    "/admin/log/",
    "/admin/log/1/",
    "/admin/reference/source/1/change/",
    "/admin/second-factor/",
    "/admin/password_change/",
    "/factories/jaif/",
]


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 390)], ids=["light, wide", "dark, on a phone"]
)
def test_axe_finds_nothing_on_the_editors_pages(
    enter: Callable[..., Page], place: Place, scheme: str, width: int
) -> None:
    page = enter("ana", color_scheme=scheme, viewport={"width": width, "height": 900})
    problems: list[object] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    for address in ADMIN_PAGES:
        page.goto(place.editors + address)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        found = Axe().run(page, options=ALL_RULES).response["violations"]
        problems += [(address, item["id"], item["nodes"][0]["html"][:200]) for item in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            problems.append((address, "scrolls sideways"))
    assert problems == []
