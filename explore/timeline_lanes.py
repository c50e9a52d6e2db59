"""The timeline drawn: a lane for each AI Factory. What happened is solid, what is promised is hollow."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from directory import text_search
from directory.evidence import References
from directory.facts import Happening, confirmed, happenings
from directory.models import CutOff, MachineStep, Milestone, ServiceStep, Supercomputer
from editions.current import records
from explore.standing import Standing, standing
from factories.models import Factory

ROW = 16
"""Pixels from one row of a lane to the next. Across, everything is a share of the axis: it fits any width."""
MARK = 9
"""Height of the highest mark, and the width of one that has a day."""
LEAST = 1.6
"""The share of the axis, in percent, below which a mark is drawn as one of a day."""
HEIGHTS: dict[str, int] = {
    MachineStep.ANNOUNCED: 3,
    MachineStep.IN_PROCUREMENT: 5,
    MachineStep.CONTRACTED: 7,
    MachineStep.BEING_INSTALLED: 9,
}
"""A mark grows with what the machine has reached."""
PROMISES = (Milestone.Kind.CONTRACT, Milestone.Kind.DEPLOYMENT, Milestone.Kind.SERVICE)


@dataclass(frozen=True)
class Mark:
    """A date on the axis: as long as it is vague. One of a day has no width of its own."""

    look: str
    """selected, step, expected or overdue."""
    title: str
    x: str
    width: str
    height: int = MARK


@dataclass(frozen=True)
class Bar:
    """Something that lasts until today. `vague` is the period in which it began, if no day is known."""

    look: str
    """open or system."""
    x: str
    width: str
    vague_x: str = ""
    vague_width: str = ""
    label: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a lane."""

    marks: list[Mark] = field(default_factory=list)
    bar: Bar | None = None
    line: tuple[str, str] | None = None
    """From where to where its marks belong together."""


@dataclass(frozen=True)
class Lane:
    """A factory with its rows, and what they say in words."""

    standing: Standing
    rows: list[Row]
    opened: Happening | None
    """When a source first says that users are served."""
    promises: list[tuple[Supercomputer, Happening | None]]
    """Each system that is to come, and by when a source expects it in service."""

    @property
    def height(self) -> int:
        return ROW * len(self.rows) + 5


@dataclass(frozen=True)
class LaneGroup:
    """The lanes of a round, and what was promised for all of them. Without a round: the whole programme."""

    cut_off: CutOff | None
    promises: list[Happening]
    rows: list[Row]
    lanes: list[Lane]

    @property
    def height(self) -> int:
        return ROW * max(1, len(self.rows)) + 5


@dataclass(frozen=True)
class Chart:
    """The axis and all lanes."""

    groups: list[LaneGroup]
    years: list[tuple[str, int]]
    quarters: list[tuple[str, int]]
    today: str

    @property
    def standings(self) -> list[Standing]:
        return [lane.standing for group in self.groups for lane in group.lanes]


class Axis:
    """Days as shares of the drawing's width, from the start of one quarter to the end of another."""

    def __init__(self, first: datetime.date, last: datetime.date) -> None:
        self.first = datetime.date(first.year, first.month - (first.month - 1) % 3, 1)
        self.end = datetime.date(last.year + 1, 1, 1)

    def share(self, day: datetime.date) -> float:
        """In percent; days beyond an end stand at it."""
        whole = (self.end - self.first).days
        return min(max((day - self.first).days / whole * 100, 0.0), 100.0)

    def span(self, item: Happening) -> tuple[float, float]:
        """From the first day of a date to its last."""
        last = (item.end or item.when).last_day + datetime.timedelta(days=1)
        return self.share(item.when.day), self.share(last)

    @property
    def quarters(self) -> list[datetime.date]:
        starts = []
        day = self.first
        while day < self.end:
            starts.append(day)
            day = datetime.date(day.year + day.month // 10, (day.month + 2) % 12 + 1, 1)
        return starts


def lane_chart(factories: Iterable[Factory], today: datetime.date) -> Chart | None:
    """The lanes of these factories by round, each round in the order of names; None without a factory."""
    standings = sorted(map(standing, factories), key=lambda found: text_search.fold(found.site.name))
    if not standings:
        return None
    systems = {system: _steps(system.milestones.all()) for found in standings for system in found.to_come}
    ends = [(item.end or item.when).last_day for items in systems.values() for item in items]
    rounds = sorted({found.site.cut_off for found in standings}, key=lambda item: item.announced.day)
    axis = Axis(rounds[0].announced.day, max([today, *ends]))
    groups = [LaneGroup(None, *_promises(None, axis), [])]
    for cut_off in rounds:
        own = [found for found in standings if found.site.cut_off == cut_off]
        lanes = [_lane(found, systems, axis, today) for found in own]
        groups.append(LaneGroup(cut_off, *_promises(cut_off, axis), lanes))
    starts = axis.quarters
    return Chart(
        [group for group in groups if group.lanes or group.promises],
        [(percent(axis.share(day)), day.year) for day in starts if day.month == 1 or day == axis.first],
        [(percent(axis.share(day)), (day.month + 2) // 3) for day in starts],
        percent(axis.share(today)),
    )


def _steps(milestones: Iterable[Milestone]) -> list[Happening]:
    """Dated steps in order of time. How things stood on a day counts where the step has no other date."""
    items = [item for item in confirmed(happenings(milestones, References())) if item.step]
    dated = {(item.step, item.happened) for item in items if not item.is_state}
    first: dict[str, Happening] = {}
    for item in items:
        if item.is_state and (item.step, item.happened) not in dated:
            first.setdefault(item.step, item)
    return [item for item in items if not item.is_state or item in first.values()]


def _promises(cut_off: CutOff | None, axis: Axis) -> tuple[list[Happening], list[Row]]:
    """What is expected of a round, or of the whole programme, and of no single site or system."""
    expected = [
        milestone
        for milestone in records().all(Milestone)
        if milestone.kind in PROMISES
        and milestone.cut_off == cut_off
        and not (milestone.happened or milestone.supercomputer or milestone.site_rows())
    ]
    items = happenings(expected, References())
    return items, [Row([_mark(item, axis)]) for item in items]


def _lane(
    found: Standing, systems: dict[Supercomputer, list[Happening]], axis: Axis, today: datetime.date
) -> Lane:
    links = found.site.milestone_links.all()
    service = [item for item in _steps(row.milestone for row in links) if item.step in ServiceStep.values]
    opened = min(
        (item for item in service if item.happened and item.step == ServiceStep.OPEN_TO_USERS),
        key=lambda item: item.when.last_day,
        default=None,
    )
    rows = [_service_row(found, service, opened, axis, today)]
    if found.usable_now:
        rows.append(Row(bar=_systems_bar(found.usable_now, axis, today)))
    promises = []
    for system in found.to_come:
        rows.append(_machine_row(systems[system], axis))
        awaited = [
            item for item in systems[system] if not item.happened and item.step == MachineStep.IN_SERVICE
        ]
        promises.append((system, awaited[-1] if awaited else None))
    return Lane(found, rows, opened, promises)


def _service_row(
    found: Standing,
    service: list[Happening],
    opened: Happening | None,
    axis: Axis,
    today: datetime.date,
) -> Row:
    """From the selection to the day on which users are served, or to what is expected of it."""
    cut_off = found.site.cut_off
    selected = Happening(cut_off.name, cut_off.announced, happened=True)
    marks = [_mark(selected, axis, "selected")]
    marks += [_mark(item, axis) for item in service if not (item.happened or item.confirmed)]
    if opened is None:
        return Row(marks)
    start, vague_end = axis.span(opened)
    if opened.when.day == opened.when.last_day:
        vague_end = start
    end = axis.share(today)
    bar = Bar(
        "open",
        percent(vague_end),
        percent(max(end - vague_end, 0.5)),
        percent(start),
        percent(vague_end - start) if vague_end > start else "",
    )
    return Row(marks, bar, (percent(axis.share(cut_off.announced.day)), percent(start)))


def _systems_bar(systems: list[Supercomputer], axis: Axis, today: datetime.date) -> Bar:
    """The systems that users can work with, since the first of them is in service."""
    days = [
        item.date
        for system in systems
        for item in system.milestones.all()
        if item.happened and item.step == MachineStep.IN_SERVICE
    ]
    start, end = axis.share(min(days)), axis.share(today)
    label = ", ".join(system.display_name for system in systems)
    return Bar("system", percent(start), percent(max(end - start, 0.5)), label=label)


def _machine_row(steps: list[Happening], axis: Axis) -> Row:
    """The steps of a machine to come, and what is still expected of it."""
    shown = [item for item in steps if not item.confirmed]
    marks = [_mark(item, axis) for item in shown]
    if len(shown) < 2:
        return Row(marks)
    spans = [axis.span(item) for item in shown]
    return Row(marks, line=(percent(min(s for s, _e in spans)), percent(max(s for s, _e in spans))))


def _mark(item: Happening, axis: Axis, look: str = "") -> Mark:
    start, end = axis.span(item)
    look = look or ("step" if item.happened else "overdue" if item.overdue else "expected")
    width = percent(end - start) if end - start > LEAST else ""
    height = HEIGHTS.get(item.step, MARK) if item.happened else MARK
    return Mark(look, f"{item.dated}: {item.title}", percent(start), width, height)


def percent(share: float) -> str:
    return f"{share:.2f}%"
