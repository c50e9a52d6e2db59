"""What a first visit to a list takes over the wire."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from tests.bench import places
from tests.bench.report import Line
from tests.bench.servers import directory
from tests.chromium import CHROMIUM_FLAGS, chromium

PAGES = ("/factories/", "/antennas/", "/factories/?country=DE&sector=health")
LIMIT = 30_000


def visit(*, quick: bool) -> Iterator[Line]:
    """Bytes that a browser with nothing in its cache receives, headers included."""
    place = places.prepared()
    places.published(place)
    with directory(place.shelf, cache=True) as site:
        for page in PAGES[: 1 if quick else None]:
            size, requests = first_visit(f"{site.base}{page}")
            told = f"{size / 1000:.1f} KB in {requests} requests"
            yield Line(f"first visit to {page}", told, f"≤ {LIMIT / 1000:g} KB", size <= LIMIT)


def first_visit(url: str) -> tuple[int, int]:
    """Bytes on the wire and requests of a first visit, with everything that the page needs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        received: list[int] = []
        network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.goto(url, wait_until="networkidle")
        browser.close()
    return int(sum(received)), len(received)
