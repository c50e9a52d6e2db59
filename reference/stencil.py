"""Pages drawn once with holes in them, to be filled for each request.

A template is drawn with holes in place of the values that differ between requests. What it prints of a hole
is filled later as the template would have printed the value: escaped, and inside an address that is itself
part of an address, quoted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from django.utils.safestring import SafeString

# Signs that no record holds and that pass every filter unchanged, but for `urlencode`.
OPEN, CLOSE = "\ue000", "\ue001"
HOLE = re.compile(f"{OPEN}([a-z_0-9]+){CLOSE}|{quote(OPEN)}([a-z_0-9]+){quote(CLOSE)}")


def hole(name: str) -> str:
    """What stands in a stencil in place of a value."""
    return f"{OPEN}{name}{CLOSE}"


def printed(value: str) -> str:
    """A value as a template prints it."""
    return value if isinstance(value, SafeString) else html.escape(value)


class Stencil:
    """A text with holes."""

    def __init__(self, text: str) -> None:
        self._pieces: list[str] = []
        self._plain: list[tuple[int, str]] = []
        self._quoted: list[tuple[int, str]] = []
        # Between two texts stand both names of a hole, one of which is None.
        for place, piece in enumerate(HOLE.split(text)):
            if place % 3 == 0:
                self._pieces.append(piece)
            elif piece is not None:
                (self._plain if place % 3 == 1 else self._quoted).append((len(self._pieces), piece))
                self._pieces.append("")
        self.size = len(text)
        """The signs of the text."""

    def filled(self, values: Mapping[str, str], escape: Callable[[str], str] = printed) -> str:
        """The text with each hole filled by the value of its name. Raises KeyError where one is missing."""
        pieces = self._pieces.copy()
        printed: dict[str, str] = {}
        for place, name in self._plain:
            if name not in printed:
                printed[name] = escape(values[name])
            pieces[place] = printed[name]
        for place, name in self._quoted:
            pieces[place] = quote(values[name])
        return "".join(pieces)
