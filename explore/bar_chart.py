"""Bar charts as tables: each cell a bar, its number at the end, and a link to what was counted.

The chart and its table are one thing. A screen reader meets a table with numbers and links; the bars, drawn
as SVG by the server, are for the eye and hidden from it. Words are HTML and keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst


@dataclass(frozen=True)
class Bar:
    """A count, its length against the longest of the chart, and the list that shows what was counted."""

    kind: str
    """"factory" or "antenna": decides colour, shape and words."""
    count: int
    url: str
    length: str = "0"
    """In percent."""


@dataclass(frozen=True)
class Row:
    """A label, linked where it has a page, and one bar for each kind that the chart counts."""

    label: str
    bars: list[Bar]
    url: str = ""

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)


@dataclass(frozen=True)
class Chart:
    """What `components/chart.html` prints."""

    id: str
    title: str
    """Its finding, computed from the rows."""
    sentence: str
    head: str
    """What the rows are."""
    kinds: tuple[str, ...]
    """The columns."""
    rows: list[Row]

    @property
    def alternative(self) -> str:
        """The chart in words: its finding, then every row."""
        rows = (f"{row.label} {'/'.join(str(bar.count) for bar in row.bars)}" for row in self.rows)
        return f"{self.title}: {', '.join(rows)}"


def chart(
    id: str, title: str, sentence: str, *, head: str, kinds: tuple[str, ...], rows: Sequence[Row]
) -> Chart:
    """A chart whose longest bar fills its column; all columns share one scale."""
    longest = max((bar.count for row in rows for bar in row.bars), default=0) or 1
    drawn = [
        Row(
            row.label,
            [Bar(bar.kind, bar.count, bar.url, f"{100 * bar.count / longest:.4g}") for bar in row.bars],
            row.url,
        )
        for row in rows
    ]
    return Chart(id, title, capfirst(sentence), head, kinds, drawn)
