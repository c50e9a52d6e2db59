"""The drawing of the network in a real browser: every text readable, apart from the others, in its frame."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

PAGES = ["/network/", "/network/?show=systems&show=countries", "/network/?site=hearts"]

MEASURE = """() => [...document.querySelectorAll(".drawing a")].map(link => {
  const box = box => ({left: box.left, right: box.right, top: box.top, bottom: box.bottom});
  const texts = [...link.querySelectorAll("text")];
  const frame = document.querySelector(".drawing").getBoundingClientRect();
  const boxes = texts.map(text => text.getBoundingClientRect());
  const touch = link.querySelector("rect").getBoundingClientRect();
  return {
    name: link.getAttribute("aria-label"),
    text: {left: Math.min(...boxes.map(b => b.left)), right: Math.max(...boxes.map(b => b.right)),
           top: Math.min(...boxes.map(b => b.top)), bottom: Math.max(...boxes.map(b => b.bottom))},
    touch: box(touch), frame: box(frame),
    size: Math.min(...texts.map(text => parseFloat(getComputedStyle(text).fontSize))),
  };
})"""


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
    high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return wide > 0.5 and high > 0.5


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_every_label_can_be_read_and_touched(browser: Browser, server: str, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(server + address)
    labels = page.evaluate(MEASURE)
    page.close()
    assert labels
    for place, label in enumerate(labels):
        text, frame, touch = label["text"], label["frame"], label["touch"]
        assert label["size"] >= 12, label
        assert frame["left"] - 0.5 <= text["left"] and text["right"] <= frame["right"] + 0.5, label  # noqa: PT018
        # Letters may reach a little out of their line; nothing is cut, for nothing hides it.
        assert frame["top"] - 4 <= text["top"] and text["bottom"] <= frame["bottom"] + 4, label  # noqa: PT018
        assert min(touch["right"] - touch["left"], touch["bottom"] - touch["top"]) >= 24, label
        for other in labels[place + 1 :]:
            assert not overlap(touch, other["touch"]), (label, other)


def test_a_site_in_hand_brings_its_links_forward(browser: Browser, server: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{server}/network/")
    pharos = page.locator(".node", has=page.locator('a[href="/factories/pharos/"]'))
    lines, all_lines = pharos.locator(".node__links"), page.locator(".drawing__links")
    seen = "element => getComputedStyle(element).visibility"
    assert lines.evaluate(seen) == "hidden"
    pharos.locator("a").focus()
    assert lines.evaluate(seen) == "visible"
    page.locator('.node a[href="/antennas/hearts/"]').hover()
    hearts = page.locator(".node", has=page.locator('a[href="/antennas/hearts/"]'))
    assert hearts.locator(".node__links").evaluate(seen) == "visible"
    assert float(all_lines.evaluate("element => getComputedStyle(element).opacity")) < 1
    page.close()


def test_a_name_in_the_drawing_leads_to_its_page(browser: Browser, server: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{server}/network/")
    page.locator(".drawing").get_by_role("link", name="VEZILKA, North Macedonia").click()
    assert page.url == f"{server}/antennas/vezilka/"
    page.go_back()
    page.locator(".drawing").get_by_role("link", name="Pharos, Greece").click()
    assert page.url == f"{server}/factories/pharos/"
    page.close()


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"color_scheme": "dark"}])
def test_lines_and_shapes_stay_in_other_colours(
    browser: Browser, server: str, options: dict[str, Any]
) -> None:
    page = browser.new_page(**options)
    page.goto(f"{server}/network/?show=systems")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    for shape, part in (
        ("line", "stroke"),
        ("node__ring", "stroke"),
        ("node__square", "fill"),
        ("leaf__system", "stroke"),
    ):
        colour = page.locator(f".{shape}").first.evaluate(f"element => getComputedStyle(element).{part}")
        assert colour not in (paper, "none"), shape
    page.close()
