"""Facts as plain data: what a detail page prints, in order, each value with what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from directory.dates import PartialDate, qualified
from directory.evidence import Cite, Evidence, References
from directory.models import Milestone, Stage
from directory.models.base import Record
from editions.clock import today


@dataclass(frozen=True)
class Value:
    """One value of a fact."""

    text: str
    url: str = ""
    detail: str = ""
    lang: str = ""
    mark: str = ""
    """"factory" or "antenna" for the site's shape before the name."""
    cite: Cite = field(default_factory=Cite)
    external: bool = False


@dataclass(frozen=True)
class Group:
    """Values that share a note, which is then said once."""

    notes: list[str]
    values: list[Value]


@dataclass(frozen=True)
class Fact:
    """A labelled fact; without values it reads "not stated in the sources"."""

    label: str
    values: list[Value]
    name: str = ""
    open_list: bool = False
    note: str = ""

    @property
    def groups(self) -> list[Group]:
        """The values as they are printed: those about which the same is to be noted, under that note."""
        groups: list[Group] = []
        for value in self.values:
            notes = value.cite.general_notes
            same = next((group for group in groups if notes and group.notes == notes), None)
            if same:
                same.values.append(value)
            else:
                groups.append(Group(notes, [value]))
        return groups


@dataclass(frozen=True)
class Happening:
    """Something dated, as a page shows it: a milestone, or the announcement of a cut-off."""

    title: str
    when: PartialDate
    happened: bool
    end: PartialDate | None = None
    qualifier: str = ""
    """“by”, “around” or nothing, as the record has it."""
    kind: str = ""
    description: str = ""
    stage: int | None = None
    url: str = ""
    cite: Cite = field(default_factory=Cite)
    confirmed: bool = False
    """Whether the site of this page has reached the rung that was expected."""

    @property
    def dated(self) -> str:
        """When, in words, as precisely as known: “by mid-2026”, “2025 to 2026”."""
        if self.end:
            return _("{first} to {last}").format(first=self.starts, last=self.end)
        return self.starts

    @property
    def starts(self) -> str:
        """The date, or the beginning of the period, in words."""
        return qualified(self.when, self.qualifier)

    @property
    def overdue(self) -> bool:
        """Whether it was expected by a day that has passed, and nothing here says that it happened."""
        passed = (self.end or self.when).last_day < today()
        return passed and not self.happened and not self.confirmed


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder. `state`: reached, expected, or silent where no source states it."""

    stage: Stage
    state: str
    happenings: list[Happening]


def single(
    evidence: Evidence, record: Record, fact: str, label: str, *, text: str | None = None, **extra: object
) -> Fact:
    """The fact of a field with one value; empty where the record, or the chosen evidence, states none."""
    value = getattr(record, fact)
    if value in (None, ""):
        return Fact(label, [], fact)
    shown = evidence.stated(fact, str(value) if text is None else text)
    if not shown:
        return Fact(label, [], fact)
    if not evidence.supports(fact):
        extra = {}
    return Fact(label, [Value(shown, cite=evidence.cite(fact), **extra)], fact)  # type: ignore[arg-type]


def happenings(
    milestones: Iterable[Milestone], references: References, *, documents_only: bool = False
) -> list[Happening]:
    """Milestones in order of time with their references; those without evidence are left out."""
    result = []
    for milestone in sorted(milestones, key=lambda item: (item.date, item.slug)):
        evidence = Evidence(milestone.citations.all(), references, documents_only=documents_only)
        if evidence.supports("title") and evidence.settled("date"):
            title, date = evidence.cite("title"), evidence.cite("date")
            result.append(
                Happening(
                    title=milestone.title,
                    when=milestone.when,
                    end=milestone.end,
                    happened=milestone.happened,
                    qualifier=milestone.qualifier,
                    kind=milestone.get_kind_display(),
                    description=milestone.description,
                    stage=milestone.stage,
                    cite=title.merged(date),
                )
            )
    return result


def confirmed(events: Iterable[Happening]) -> list[Happening]:
    """The events of one site; an expected one whose rung the site has reached is marked as confirmed."""
    events = list(events)
    reached = {item.stage for item in events if item.happened and item.stage}
    return [replace(item, confirmed=not item.happened and item.stage in reached) for item in events]


def ladder(events: list[Happening]) -> list[Rung]:
    """Every rung with its evidence. No rung follows from another: one that no source states is silent,
    whatever stands above it. What was expected of a rung that is reached stays out of the ladder.
    """
    rungs = []
    for stage in Stage:
        own = [item for item in events if item.stage == stage]
        done = [item for item in own if item.happened]
        if done:
            state, own = "reached", done
        elif own:
            state = "expected"
        else:
            state = "silent"
        rungs.append(Rung(stage, state, own))
    return rungs
