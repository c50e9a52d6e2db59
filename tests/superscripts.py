"""The numbers of sources on a page, and what they open."""

from __future__ import annotations

import re
from typing import NamedTuple

_BUTTON = re.compile(
    r'<button type="button" class="refs" id="(?P<id>[^"]+)" popovertarget="(?P<opens>[^"]+)"[^>]*>(?P<inner>.*?)</button>',
    re.DOTALL,
)


class Superscript(NamedTuple):
    """A button with the numbers of the sources of a fact."""

    id: str
    opens: str
    numbers: list[str]


def superscripts(content: str) -> list[Superscript]:
    """All of a piece of HTML, in their order."""
    return [
        Superscript(found["id"], found["opens"], re.findall(r'<span class="ref[^>]*>(\d+)<', found["inner"]))
        for found in _BUTTON.finditer(content)
    ]


def numbers(content: str) -> list[str]:
    """The numbers of a piece of HTML, in their order."""
    return [number for button in superscripts(content) for number in button.numbers]
