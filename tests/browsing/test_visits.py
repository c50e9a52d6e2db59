"""Visits, from the first page to the answer, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """The first page, in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, **request.param)
    context.set_default_timeout(8_000)
    page = context.new_page()
    page.goto(server)
    yield page
    context.close()


FOUR_COMPARED = "/compare/?site=lumi-ai-factory&site=be-aifa&site=it4lia&site=hearts"


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def unfold_filters(page: Page) -> None:
    """On a phone the filters are one line until they are asked for."""
    fold = page.locator("summary", has_text="Filters")
    if fold.is_visible():
        fold.click()


def test_a_founder_in_tallinn_with_health_data_is_told_where_to_turn(page: Page) -> None:
    page.get_by_label("Where are you?").select_option("Estonia")
    page.get_by_label("In which field do you work?").select_option("Health and healthcare")
    page.get_by_role("button", name="Show who can help").click()
    expect(heading(page)).to_contain_text("Start with LUMI AI Factory")
    best = page.get_by_role("article").first
    expect(best).to_contain_text("Estonia is a partner in it")
    best.get_by_role("heading", name="LUMI AI Factory").get_by_role("link").click()
    expect(heading(page)).to_have_text("LUMI AI Factory")
    expect(page.get_by_role("heading", name="Who is behind it")).to_be_visible()


def test_a_founder_sharpens_the_answer_and_takes_it_back(page: Page, server: str) -> None:
    page.goto(f"{server}/find/?country=EE&sector=health")
    change = page.locator("summary", has_text="Change your answers")
    if change.is_visible():
        change.click()
    page.get_by_role("checkbox", name="secure handling of sensitive data").check()
    page.get_by_role("checkbox", name="with everything I need").check()
    page.get_by_role("button", name="Update results").click()
    hidden = page.get_by_text("hidden by “only with everything I need”")
    expect(hidden).to_be_visible()
    answers = page.locator(".verdict:not(.verdict--portal), .verdicts-brief > li")
    assert answers.count() == answers.filter(has_text="offers sensitive and secure data").count() > 0
    page.get_by_role("link", name="Show them").click()
    expect(hidden).to_have_count(0)


def test_a_mark_on_the_map_leads_to_its_site(page: Page) -> None:
    mark = page.get_by_role(
        "link", name="CALYPSO, AI Factory Antenna, Malta; city not stated; not stated whether open"
    )
    mark.scroll_into_view_if_needed()
    mark.click()
    expect(heading(page)).to_have_text("CALYPSO")


def test_an_analyst_sets_two_sites_side_by_side_from_a_page_of_one(page: Page, server: str) -> None:
    page.goto(f"{server}/factories/mimer/")
    page.get_by_text("Compare, check, download and follow").click()
    page.get_by_role("link", name="Compare with other sites").click()
    page.get_by_role("checkbox", name="HammerHAI").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(heading(page)).to_have_text(
        re.compile("MIMER and HammerHAI, compared|HammerHAI and MIMER, compared")
    )


def test_a_journalist_adds_a_country_and_takes_it_away_again(page: Page) -> None:
    menu = page.locator("summary", has_text="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name="AI Factories", exact=True).locator("visible=true").first.click()
    unfold_filters(page)
    page.get_by_role("checkbox", name="Germany").first.check()
    page.get_by_role("checkbox", name="Poland").first.check()
    page.get_by_role("button", name="Show results").first.click()
    expect(heading(page)).to_contain_text("4 of 19 AI Factories: hosted in Germany or Poland")
    page.get_by_role("list", name="Chosen filters").get_by_role("link", name="Poland").click()
    expect(heading(page)).to_contain_text("2 of 19 AI Factories: hosted in Germany")


def test_a_visitor_from_a_country_without_a_site_is_told_where_to_turn(page: Page, server: str) -> None:
    page.goto(f"{server}/countries/")
    page.get_by_role("link", name="Ukraine").click()
    expect(page.get_by_text("No AI Factory, Antenna or consortium partner")).to_be_visible()
    page.get_by_role("link", name="See all AI Factories").click()
    expect(heading(page)).to_have_text("19 AI Factories")


def test_a_reader_searches_as_people_type(page: Page) -> None:
    page.get_by_role("searchbox").first.fill("juelich")
    page.get_by_role("button", name="Search").click()
    expect(heading(page)).to_contain_text("result")
    expect(page.get_by_role("link", name="JUPITER AI Factory (JAIF)")).to_be_visible()


def test_a_checker_of_facts_sees_the_documents_alone(page: Page, server: str) -> None:
    page.goto(f"{server}/factories/mimer/")
    page.get_by_text("Compare, check, download and follow").click()
    page.get_by_role("link", name="Only the source documents").click()
    expect(page).to_have_url(f"{server}/factories/mimer/?evidence=documents")
    page.get_by_text("Sources of this page").click()
    kinds = set(page.locator(".references__kind").all_inner_texts())
    assert {kind.strip(" ·\n") for kind in kinds} == {"Source document"}


def test_a_mistake_in_the_address_is_explained(page: Page, server: str) -> None:
    page.goto(f"{server}/factories/?cuontry=DE")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("There is no parameter called “cuontry”. Did you mean country?")
    assert page.locator(".card").count() == 0
    alert.get_by_role("link", name="country", exact=True).click()
    expect(heading(page)).to_contain_text("2 of 19 AI Factories: hosted in Germany")
    page.go_back()
    alert.get_by_role("link", name="start again without filters").click()
    expect(heading(page)).to_have_text("19 AI Factories")


@pytest.mark.parametrize(
    ("address", "limit"), [("/timeline/", 10_000), (FOUR_COMPARED, 8_000), ("/figures/", 10_000)]
)
def test_a_phone_need_not_scroll_for_ever(browser: Browser, server: str, address: str, limit: int) -> None:
    page = browser.new_page(**PHONE)
    page.goto(server + address)
    assert page.evaluate("document.documentElement.scrollHeight") <= limit
    page.close()
