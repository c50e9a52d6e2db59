"""The timeline drawn: a strip a year, a mark as long as its date is vague."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats

from explore.timeline_events import TimelineEvent

LANE = 13
"""Pixels from one lane to the next. Across, everything is a share of the year: it fits any width."""
MARK = 8
LEAST_HEIGHT = 28
LEAST = 3.4
"""The share of a strip, in percent, that a mark of one day takes at least, so that none hides another."""


@dataclass(frozen=True)
class Bar:
    """A mark. One of a day has no width of its own."""

    look: str
    """"happened", "expected", or "factory" and "antenna" for a round."""
    title: str
    x: str
    y: int
    width: str


@dataclass(frozen=True)
class Strip:
    """A year."""

    number: int
    listed: bool
    """Whether the list has this year: a long expectation also reaches into years before its own."""
    height: int
    bars: list[Bar]
    today: str


@dataclass(frozen=True)
class Overview:
    """All strips, and where the quarters begin."""

    strips: list[Strip]
    quarters: list[tuple[str, str]]
    mark: int = MARK


def overview(moments: Sequence[TimelineEvent], today: datetime.date) -> Overview:
    """A strip for each year in which something is dated."""
    years = {year for moment in moments for year in (moment.first_day.year, moment.last_day.year)}
    strips = [_strip(year, moments, today) for year in sorted(years)]
    starts = [datetime.date(2026, month, 1) for month in (1, 4, 7, 10)]
    quarters = [(f"{place * 25}%", formats.date_format(start, "F")) for place, start in enumerate(starts)]
    return Overview(strips, quarters)


def _strip(year: int, moments: Sequence[TimelineEvent], today: datetime.date) -> Strip:
    """The year's marks in lanes: what happened above what is expected, each in the first lane with room."""
    touching = [moment for moment in moments if moment.first_day.year <= year <= moment.last_day.year]
    touching.sort(key=lambda moment: (not moment.item.happened, moment.first_day, moment.id))
    bars: list[Bar] = []
    ends: list[float] = []
    begin = 0
    for place, moment in enumerate(touching):
        if place and touching[place - 1].item.happened and not moment.item.happened:
            begin = len(ends)
        start, end = _share(moment, year)
        lane = next((n for n in range(begin, len(ends)) if ends[n] <= start), len(ends))
        ends[lane : lane + 1] = [max(end, start + LEAST)]
        bars.append(_bar(moment, start, end, lane))
    now = f"{_percent(today, year):.2f}%" if today.year == year else ""
    listed = any(moment.year == year for moment in moments)
    return Strip(year, listed, max(LEAST_HEIGHT, len(ends) * LANE + LANE - MARK), bars, now)


def _bar(moment: TimelineEvent, start: float, end: float, lane: int) -> Bar:
    look = moment.mark or str(moment.status)
    return Bar(
        look=look,
        title=f"{moment.item.dated}: {moment.item.title}",
        x=f"{start:.2f}%",
        y=lane * LANE + (LANE - MARK),
        width=f"{end - start:.2f}%" if end - start > LEAST else "",
    )


def _share(moment: TimelineEvent, year: int) -> tuple[float, float]:
    """From where to where it reaches in this year, in percent of the strip."""
    start = _percent(moment.first_day, year) if moment.first_day.year == year else 0.0
    next_day = moment.last_day + datetime.timedelta(days=1)
    end = _percent(next_day, year) if next_day.year == year else 100.0
    return start, end


def _percent(day: datetime.date, year: int) -> float:
    days = (datetime.date(year + 1, 1, 1) - datetime.date(year, 1, 1)).days
    return (day - datetime.date(year, 1, 1)).days / days * 100
