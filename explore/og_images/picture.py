"""A picture of 1200 by 630 pixels: what the page is about, beside the map."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import resvg_py
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from directory.map.site_map import SiteMap

FONTS = sorted(str(path) for path in (Path(__file__).parent / "fonts").glob("*.otf"))
LINE = 17
"""Letters of the largest size that fit beside the map."""
LINES = 4
UNDRAWABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


@dataclass(frozen=True)
class Picture:
    """What is written on it: the noun above, the name, and what stands below."""

    noun: str
    name: str
    below: list[str]
    map: SiteMap
    kind: str = ""


def draw(picture: Picture, site_name: str) -> bytes:
    """The picture as PNG. The same words and map give the same bytes."""
    lines = _lines(picture.name)
    context = {
        "picture": picture,
        "lines": [(line, 250 + 78 * number) for number, line in enumerate(lines)],
        "below": [(line, 240 + 78 * len(lines) + 42 * n) for n, line in enumerate(picture.below)],
        "shapes": mark_safe(_shapes(picture.map)),  # noqa: S308  # our own file
        "site_name": site_name,
    }
    svg = UNDRAWABLE.sub("", render_to_string("explore/picture.svg", context))
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=FONTS, skip_system_fonts=True))


def _lines(text: str) -> list[str]:
    """The words in as few lines as will do, of about equal length; cut short where four are not enough."""
    lines = balanced(text, LINE)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]} …"]
    return [line if len(line) <= LINE + 4 else f"{line[: LINE + 3]}…" for line in lines]


def balanced(text: str, most: int) -> list[str]:
    """The words in as few lines of at most so many letters as will do, without a short last line."""
    lines = wrapped(text, most)
    return next(found for width in range(1, most + 1) if len(found := wrapped(text, width)) <= len(lines))


def wrapped(text: str, width: int) -> list[str]:
    """The words in lines of at most so many letters, as far as the words are not longer."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@cache
def _paths() -> dict[str, str]:
    """The shapes of Europe by their id."""
    file = finders.find("img/europe.svg")
    if file is None:
        raise FileNotFoundError("The shapes of Europe, img/europe.svg, are not among the static files.")
    return dict(re.findall(r'<path id="([^"]+)" d="([^"]+)"/>', Path(file).read_text()))


def _shapes(drawing: SiteMap) -> str:
    tints = [("land", _paths()), ("partner", drawing.takes_part)]
    tints += [("antenna", drawing.antennas_in), ("factory", drawing.factories_in)]
    return "".join(_filled(name, codes) for name, codes in tints)


def _filled(tint: str, codes: Iterable[str]) -> str:
    fills = {"land": "#e9e7e2", "partner": "#dce3f6", "antenna": "#c3e6df", "factory": "#c7d5f8"}
    path = "".join(_paths()[code] for code in codes)
    return f'<path fill="{fills[tint]}" stroke="#fdfdfa" stroke-width="1.2" d="{path}"/>' if path else ""
