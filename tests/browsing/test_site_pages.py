"""The page of a site is short: its words, tab stops, height on a phone and printed sheets, as a browser counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from antennas.models import Antenna
from factories.models import Factory

MIMER = "/factories/mimer/"
LONGEST = "/factories/luxembourg-ai-factory/"
ONCE = 200
"""More presses of a key than any page has stops."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def tab_stops(page: Page) -> int:
    """How often Tab is pressed until the focus leaves the page."""
    for presses in range(ONCE):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return presses
    return ONCE


def height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def sheets(page: Page) -> int:
    """How many sheets of A4 the page takes."""
    page.emulate_media(media="print")
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_it_has_few_words_and_few_stops(page: Page, server: str) -> None:
    page.goto(server + MIMER)
    assert len(page.locator("body").inner_text().split()) <= 600
    assert tab_stops(page) <= 70


@pytest.mark.parametrize(("address", "most"), [(MIMER, 5000), (LONGEST, 6000)])
def test_it_is_short_on_a_phone(page: Page, server: str, address: str, most: int) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server + address)
    assert height(page) <= most


def test_on_a_phone_the_way_in_comes_right_after_the_summary(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server + MIMER)
    order = page.locator(".lead, .ways-in, .brief, .section").evaluate_all(
        "parts => parts.sort((one, other) => one.getBoundingClientRect().y - other.getBoundingClientRect().y)"
        ".map(part => part.className)"
    )
    assert order[:4] == ["lead", "ways-in", "brief", "section"]


def test_numbers_of_sources_do_not_stretch_a_line(page: Page, server: str) -> None:
    page.goto(server + LONGEST)
    grown = page.locator(".lead p").evaluate("""text => {
        const before = text.getBoundingClientRect().height;
        text.querySelectorAll(".refs").forEach(numbers => numbers.remove());
        return before - text.getBoundingClientRect().height;
    }""")
    assert grown == 0


def test_a_number_leads_into_the_folded_list(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}{MIMER}#ref-1")
    assert page.locator("#ref-1").is_visible()
    page.goto(server + LONGEST)
    assert not page.locator("#ref-1").is_visible()
    context.close()


@pytest.mark.parametrize("model", [Factory, Antenna])
@pytest.mark.django_db
def test_every_site_prints_on_two_sheets(page: Page, server: str, model: type[Factory | Antenna]) -> None:
    pages = {site.get_absolute_url() for site in model.objects.all()}
    assert len(pages) > 12
    long = {}
    for address in sorted(pages):
        page.goto(server + address)
        if (number := sheets(page)) > 2:
            long[address] = number
    assert long == {}
