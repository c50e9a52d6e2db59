"""Facts as plain data: what a detail page prints, in order, each value with what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from directory.cites import Backing, Cite, backings
from directory.dates import PartialDate, qualified
from directory.evidence import Evidence, References
from directory.models import MachineStep, Milestone, ServiceStep, Supercomputer
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
class Fact:
    """A labelled fact; one without values is named in the line of what no source states."""

    label: str
    values: list[Value]
    name: str = ""
    open_list: bool = False
    note: str = ""

    @property
    def is_brief(self) -> bool:
        """Whether the values fit on one line, one after the other."""
        return not any(value.mark or len(value.text) > 40 or len(value.detail) > 20 for value in self.values)

    @property
    def anchor(self) -> str:
        """Where a page shows the evidence of all values in one place."""
        return self.values[0].cite.anchor if self.values else ""

    @property
    def backings(self) -> list[Backing]:
        """What stands behind the values, source by source."""
        return backings([(value.text, value.cite) for value in self.values])


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
    step: str = ""
    system: str = ""
    """The slug of the system whose step it is."""
    is_state: bool = False
    """Whether it says how things stood on the day, and not when that began."""
    url: str = ""
    cite: Cite = field(default_factory=Cite)
    confirmed: bool = False
    """Whether what was expected is known to have happened."""

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
class StepStatus:
    """One step of a track. `state`: reached, expected, or not-stated."""

    label: str
    state: str
    happenings: list[Happening]

    @property
    def anchor(self) -> str:
        """Where a page shows the evidence of all of them in one place."""
        return self.happenings[0].cite.anchor if self.happenings else ""

    @property
    def backings(self) -> list[Backing]:
        """What stands behind them, source by source."""
        return backings([(item.title, item.cite) for item in self.happenings])


@dataclass(frozen=True)
class Track:
    """The steps of one machine, or of a site's service."""

    label: str
    steps: list[StepStatus]
    url: str = ""
    """The page of the machine."""

    @property
    def stated(self) -> list[StepStatus]:
        """The steps that a source states."""
        return [step for step in self.steps if step.state != "not-stated"]

    @property
    def not_stated(self) -> list[str]:
        """What the others are called."""
        return [step.label for step in self.steps if step.state == "not-stated"]

    @property
    def reached(self) -> list[StepStatus]:
        return [step for step in self.steps if step.state == "reached"]

    @property
    def now(self) -> list[StepStatus]:
        """The last step reached, and what is expected."""
        return [step for step in self.stated if step in self.reached[-1:] or step.state == "expected"]

    @property
    def earlier(self) -> list[StepStatus]:
        """The steps reached before."""
        return self.reached[:-1]

    @property
    def status(self) -> str:
        """The last step reached, in words; empty where no source states any."""
        return self.reached[-1].label if self.reached else ""


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
                    step=milestone.step,
                    system=milestone.supercomputer.slug if milestone.supercomputer else "",
                    is_state=milestone.is_state,
                    cite=title.merged(date),
                )
            )
    return result


def confirmed(events: Iterable[Happening]) -> list[Happening]:
    """The same events; an expected step that was reached is marked as confirmed."""
    events = list(events)
    reached = {(item.step, item.system) for item in events if item.happened and item.step}
    return [
        replace(item, confirmed=not item.happened and (item.step, item.system) in reached) for item in events
    ]


def machine_track(system: Supercomputer, events: Iterable[Happening]) -> Track:
    """The steps of a system among these events."""
    own = [item for item in events if item.system == system.slug]
    return Track(system.display_name, _steps(MachineStep, own), system.get_absolute_url())


def service_track(events: Iterable[Happening]) -> Track:
    """The steps of a site's service among these events."""
    return Track(_("Service"), _steps(ServiceStep, list(events)))


def _steps(steps: type[MachineStep] | type[ServiceStep], events: list[Happening]) -> list[StepStatus]:
    """Every step with its evidence. None follows from another: one that no source states is not stated,
    whatever stands above it. What was expected of a step that is reached is left out.
    """
    result = []
    for step in steps:
        own = [item for item in events if item.step == step.value]
        done = [item for item in own if item.happened]
        state = "reached" if done else "expected" if own else "not-stated"
        result.append(StepStatus(str(step.label), state, done or own))
    return result
