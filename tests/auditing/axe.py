"""axe in the browser: which rules, on which looks of a page, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, sync_playwright

from tests.auditing.crawl import Answer
from tests.chromium import CHROMIUM_FLAGS, chromium

ALL_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What another theme and another width can change; the markup is the same.
LOOKS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


@dataclass(frozen=True)
class Look:
    """How a page is looked at, and what is asked of it."""

    theme: str
    width: int
    rules: dict[str, Any]

    @property
    def context(self) -> dict[str, Any]:
        """What the browser has to know."""
        return {"color_scheme": self.theme, "viewport": {"width": self.width, "height": 900}}


BOTH_LOOKS = (Look("light", 1280, ALL_RULES), Look("dark", 390, LOOKS))


def findings(page: Page, rules: dict[str, Any]) -> list[tuple[str, str]]:
    """Rule and element of everything axe finds on the page, with every fold open."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return [
        (violation["id"], node["html"][:160])
        for violation in Axe().run(page, options=rules).response["violations"]
        for node in violation["nodes"]
    ]


def faults(base: str, pages: Mapping[str, Answer]) -> Iterator[str]:
    """What axe finds on these pages in both looks."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for look in BOTH_LOOKS:
            page = browser.new_page(**look.context)
            for address, answer in pages.items():
                if answer.status == 500:
                    # A page that the server does not give while all is well.
                    page.route(base + address, partial(_given, answer))
                page.goto(base + address)
                for rule, html in findings(page, look.rules):
                    yield f"{rule}: {html} on {address} ({look.theme}, {look.width} px)"
            page.close()
        browser.close()


def _given(answer: Answer, route: Route) -> None:
    route.fulfill(body=answer.body, content_type=answer.type)
