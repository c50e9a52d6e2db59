"""Where the names of marks find room on the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.map.projection import HEIGHT, WIDTH

LETTER = 10.5
"""The width of a letter in units, on average, at the size of the names on the map."""
LINE = 20
"""The height of a name in units."""
CLEAR = 24
"""Units from the middle of a mark that nothing may cover."""


@dataclass(frozen=True)
class Label:
    """A name beside its mark: the offset of its text from the middle of the mark, and how it is anchored."""

    text: str
    dx: int
    dy: int
    anchor: str
    """"start", "middle" or "end"."""


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def labels(marks: Sequence[tuple[float, float, str]]) -> list[Label | None]:
    """For each mark, at x and y with a name, the label; None where every place is taken."""
    taken = [(x - CLEAR, y - CLEAR, x + CLEAR, y + CLEAR) for x, y, _name in marks]
    found: list[Label | None] = []
    for place, (x, y, name) in enumerate(marks):
        others = taken[:place] + taken[place + 1 :]
        label = next((label for label, box in _places(x, y, name) if _is_free(box, others)), None)
        found.append(label)
        if label:
            taken.append(_box(x, y, label))
    return found


def _places(x: float, y: float, name: str) -> Iterator[tuple[Label, Box]]:
    """To the right, to the left, below and above, in this order."""
    for dx, dy, anchor in ((CLEAR, 7, "start"), (-CLEAR, 7, "end"), (0, 41, "middle"), (0, -28, "middle")):
        label = Label(name, dx, dy, anchor)
        yield label, _box(x, y, label)


def _box(x: float, y: float, label: Label) -> Box:
    width = LETTER * len(label.text)
    left = x + label.dx - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return left, y + label.dy - LINE + 4, left + width, y + label.dy + 4


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    inside = left >= 0 and right <= WIDTH and top >= 0 and bottom <= HEIGHT
    return inside and not any(
        left < other[2] and right > other[0] and top < other[3] and bottom > other[1] for other in taken
    )
