"""axe finds nothing on any page, in either theme, and pages work without a mouse, scripts or colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.auditing.axe import BOTH_LOOKS, Look, findings
from tests.pages import PAGES, WORKSHOP

EVERY = (*PAGES, WORKSHOP)


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens an address in a browser of the given kind."""
    contexts = []

    def open_page(address: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto(server + address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("look", BOTH_LOOKS, ids=lambda look: look.theme)
@pytest.mark.parametrize("address", EVERY)
def test_axe_finds_nothing(visit: Callable[..., Page], address: str, look: Look) -> None:
    assert findings(visit(address, **look.context), look.rules) == []


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways(visit: Callable[..., Page], server: str, width: int) -> None:
    page = visit("/", viewport={"width": width, "height": 800})
    wide = []
    for address in EVERY:
        page.goto(server + address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(address)
    assert wide == []


KEPT_IN_THE_BROWSER = """async () => ({
    storage: localStorage.length + sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookie: document.cookie,
})"""
NOTHING = {"storage": 0, "databases": 0, "caches": 0, "workers": 0, "cookie": ""}


@pytest.mark.parametrize("address", EVERY)
def test_nothing_comes_from_elsewhere_and_nothing_stays(
    visit: Callable[..., Page], server: str, address: str
) -> None:
    """What the privacy page promises, on every page."""
    page = visit("/livez")
    asked: list[str] = []
    given: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: given.extend({"set-cookie"} & set(answer.all_headers())))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if message.type != "error" or not {"400", "404"} & set(message.text.split())
            else None
        ),
    )
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server + address, wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(f"{server}/")] == []
    assert given == []
    assert problems == []
    assert page.context.cookies() == []
    assert page.evaluate(KEPT_IN_THE_BROWSER) == NOTHING


def test_the_first_tab_stop_skips_to_the_content(visit: Callable[..., Page]) -> None:
    page = visit("/factories/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


AT_ITS_MIDDLE = """element => {
    const box = element.getBoundingClientRect();
    const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return element === found || element.contains(found);
}"""
SKIPPING = {
    "/": "Skip the map",
    "/map/": "Skip the map, go to the list",
    "/network/": "Skip the drawing, go to the table",
    "/factories/": "Skip the filters, go to the results",
    "/find/?country=DE": "Skip the questions, go to the results",
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_a_skip_link_is_there_for_the_keyboard_alone(
    visit: Callable[..., Page], server: str, width: int, look: dict[str, Any]
) -> None:
    page = visit("/map/", viewport={"width": width, "height": 900}, **look)
    for label in page.locator("main label").all():
        label.scroll_into_view_if_needed()
        assert label.evaluate(AT_ITS_MIDDLE), f"something covers “{label.inner_text()}”"
    for address, text in SKIPPING.items():
        page.goto(server + address)
        for link in page.locator(".skip").all():
            assert not link.evaluate(AT_ITS_MIDDLE), f"{address}: “{link.inner_text()}” shows"
        for name in ("Skip to the content", text):
            link = page.get_by_role("link", name=name, exact=True)
            for _ in range(60):
                page.keyboard.press("Tab")
                if link.evaluate("element => element === document.activeElement"):
                    break
            assert link.evaluate(AT_ITS_MIDDLE), f"{address}: “{name}” is hidden when it has the focus"
            box = link.bounding_box()
            assert box
            assert box["height"] >= 24, f"{address}: “{name}” is too small to be read"
            assert box["x"] >= 4, f"{address}: the edge of the window cuts the outline of “{name}”"
            assert box["x"] + box["width"] <= width


def test_every_stop_of_the_keyboard_can_be_seen(visit: Callable[..., Page]) -> None:
    page = visit("/factories/?country=DE")
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_a_reference_opens_its_source(visit: Callable[..., Page], server: str) -> None:
    page = visit("/factories/jaif/", java_script_enabled=False)
    number = page.get_by_role("button", name="Summary: source").first
    says = page.locator(f"#{number.get_attribute('popovertarget')}")
    assert not says.is_visible()
    number.click()
    assert says.is_visible()
    says.get_by_role("link", name="See in the source list").click()
    entry = page.locator("#ref-1")
    assert entry.is_visible()
    entry.get_by_role("link", name="Fact 1", exact=True).click()
    assert page.locator(":target").evaluate("element => element === document.querySelector('.refs')")
    entry.get_by_role("link").first.click()
    assert page.url.startswith(f"{server}/sources/")


def test_forced_colours_keep_the_shapes(visit: Callable[..., Page]) -> None:
    page = visit("/antennas/", forced_colors="active")
    mark = page.locator(".mark--antenna").first
    assert mark.evaluate("element => getComputedStyle(element).borderTopStyle") == "solid"


def test_print_leaves_out_what_paper_cannot_do(visit: Callable[..., Page]) -> None:
    page = visit("/factories/jaif/")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="JUPITER AI Factory (JAIF)").is_visible()
    assert page.get_by_role("heading", name="Sources of this page").is_visible()
    assert not page.locator(".masthead__search").is_visible()
    assert len(page.pdf(tagged=True)) > 10_000
