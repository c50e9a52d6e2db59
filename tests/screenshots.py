"""Pictures of the pages at two widths and in two themes, for looking at; one of them is the README's.

`make screenshots` writes them to var/screenshots/ and docs/screenshot.png. With arguments, only these
addresses are taken: `python -m tests.screenshots /factories/ /search/?q=julich`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import CHROMIUM_FLAGS, chromium
from tests.gunicorn import serving
from tests.pages import PAGES

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


def take(base: str, pages: tuple[str, ...], folder: Path) -> None:
    """One full-page picture of each page, width and theme."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for width, (x, y) in WIDTHS.items():
            for theme in ("light", "dark"):
                context = browser.new_context(viewport={"width": x, "height": y}, color_scheme=theme)
                page = context.new_page()
                for address in pages:
                    page.goto(base + address)
                    name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "home"
                    page.screenshot(path=folder / f"{name}.{width}.{theme}.png", full_page=True)
                context.close()
        browser.close()


def first_screen(base: str, target: Path) -> None:
    """The README's picture: what a visitor with this question sees first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{base}/factories/?country=DE&country=PL&sector=health")
        page.screenshot(path=target)
        browser.close()


def main() -> None:
    """Serve the site as `make run` does and take the pictures."""
    pages = tuple(sys.argv[1:]) or PAGES
    folder = ROOT / "var" / "screenshots"
    with serving(ROLE="public") as base:
        take(base, pages, folder)
        if pages is PAGES:
            first_screen(base, ROOT / "docs" / "screenshot.png")
    print(f"{len(pages) * 4} pictures in {folder.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
