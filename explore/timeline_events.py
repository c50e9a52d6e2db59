"""Rounds and milestones as one sequence: when, what, for whom, and on whose word."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.dates import Precision
from directory.evidence import References, record_evidence
from directory.facts import Happening, happenings
from directory.models import CutOff, Milestone
from editions.current import records
from explore.calendar_file import Event
from explore.site_choices import Choice, Kind

OVERDUE = "overdue"


@dataclass(frozen=True)
class SiteGroup:
    """All sites of a kind, or all of a round, in words instead of their names."""

    kind: str
    words: str
    url: str


@dataclass(frozen=True)
class TimelineEvent:
    """A round or a milestone with the sites that it concerns."""

    id: str
    kind: str
    item: Happening
    mark: str
    """"factory" or "antenna" for a round, which has the shape of what it selects."""
    wholes: list[SiteGroup]
    sites: list[Choice]
    """The sites that are named one by one."""
    slugs: frozenset[str]
    """All sites that it concerns."""

    @property
    def status(self) -> str:
        return Milestone.Status.HAPPENED if self.item.happened else Milestone.Status.EXPECTED

    @property
    def statuses(self) -> set[str]:
        """What it may be asked for by: what is overdue is expected too."""
        return {self.status, OVERDUE} if self.item.overdue else {self.status}

    @property
    def ahead(self) -> bool:
        """Whether it is still to come: expected, and not overdue."""
        return not self.item.happened and not self.item.overdue

    @property
    def first_day(self) -> datetime.date:
        return self.item.when.day

    @property
    def last_day(self) -> datetime.date:
        return (self.item.end or self.item.when).last_day

    @property
    def place(self) -> datetime.date:
        """Where it stands: what happened at the first day of its date, what is expected at the last."""
        return self.first_day if self.item.happened else self.last_day

    @property
    def year(self) -> int:
        return self.place.year

    @property
    def has_day(self) -> bool:
        return self.item.when.precision == Precision.DAY

    def event(self, origin: str) -> Event:
        """The same for a calendar."""
        item = self.item
        title = item.title if item.happened else _("Expected: {title}").format(title=item.title)
        if item.qualifier:
            words = {"by": _("{title} (by this day)"), "around": _("{title} (around this day)")}
            title = words[item.qualifier].format(title=title)
        whom = [*(whole.words for whole in self.wholes), *(site.name for site in self.sites)]
        lines = [item.description, _("Concerns: {sites}").format(sites=", ".join(whom)) if whom else ""]
        for reference in item.cite.references:
            place = f"{reference.source}, {reference.locator}" if reference.locator else f"{reference.source}"
            lines.append(_("Source: {place}").format(place=place))
        for dispute in item.cite.disputes:
            lines.append(_("Sources disagree: {stated}").format(stated=dispute.quoted))
        return Event(
            uid=self.id,
            first=self.first_day,
            last=self.last_day,
            summary=title,
            description="\n".join(filter(None, lines)),
            url=f"{origin}{item.url or reverse('timeline') + '#' + self.id}" if origin else "",
            category=item.kind,
            tentative=not item.happened,
        )


def moments(kinds: Sequence[Kind], references: References) -> list[TimelineEvent]:
    """Everything dated, in order of time: all that lies behind us before all that lies ahead."""
    found = [_of_round(cut_off, references) for cut_off in records().all(CutOff)]
    for milestone in records().all(Milestone):
        if milestone.is_state:
            continue
        found += [
            _of_milestone(milestone, item, kinds)
            for item in happenings([milestone], references)  # one, or none without evidence
        ]
    return sorted(
        _confirmed(found), key=lambda moment: (moment.ahead, moment.place, moment.last_day, moment.id)
    )


def _confirmed(found: list[TimelineEvent]) -> list[TimelineEvent]:
    """The same events; expected steps that the machine, or every site, has reached are confirmed."""
    reached = {
        (milestone.step, slug)
        for milestone in records().all(Milestone)
        if milestone.step and milestone.happened
        for slug in _step_of(milestone)
    }
    result = []
    for event in found:
        item = event.item
        steps = {(item.step, slug) for slug in ({item.system} if item.system else event.slugs)}
        confirmed = bool(item.step and steps) and not item.happened and steps <= reached
        result.append(replace(event, item=replace(item, confirmed=confirmed)))
    return result


def _step_of(milestone: Milestone) -> list[str]:
    """The slugs of what reaches the milestone's step: its system, or its sites."""
    if milestone.supercomputer:
        return [milestone.supercomputer.slug]
    return [row.site.slug for row in milestone.site_rows()]


@dataclass(frozen=True)
class News:
    """What a first look at the programme needs: what happened last, what is expected next, what is late."""

    last: list[TimelineEvent]
    next: list[TimelineEvent]
    overdue: int


def news(found: Sequence[TimelineEvent], count: int) -> News:
    """The latest `count` moments, and the nearest; of those due by the same day the most exact first."""
    happened = [moment for moment in found if moment.item.happened]
    ahead = sorted(
        (moment for moment in found if moment.ahead),
        key=lambda moment: (moment.last_day, -moment.first_day.toordinal()),
    )
    overdue = sum(moment.item.overdue for moment in found)
    return News(happened[: -count - 1 : -1], ahead[:count], overdue)


def _of_round(cut_off: CutOff, references: References) -> TimelineEvent:
    """The announcement of a round, with the number of sites that it selected."""
    factories, antennas = list(cut_off.factories.all()), list(cut_off.antennas.all())
    if cut_off.kind == CutOff.Kind.FACTORIES:
        kind, count = "factory", len(factories)
        words = ngettext("{n} AI Factory", "{n} AI Factories", count)
        url = reverse("factories:list")
    else:
        kind, count = "antenna", len(antennas)
        words = ngettext("{n} AI Factory Antenna", "{n} AI Factory Antennas", count)
        url = reverse("antennas:list")
    item = Happening(
        title=_("Selected: {cut_off}").format(cut_off=cut_off.name),
        when=cut_off.announced,
        happened=True,
        kind=str(Milestone.Kind.SELECTION.label),
        description=cut_off.summary,
        url=cut_off.get_absolute_url(),
        cite=record_evidence(cut_off, references).cite("announced_on"),
    )
    return TimelineEvent(
        id=f"round-{cut_off.slug}",
        kind=Milestone.Kind.SELECTION,
        item=replace(item, kind=capfirst(item.kind)),
        mark=kind,
        wholes=[SiteGroup(kind, words.format(n=count), f"{url}?cutoff={cut_off.slug}")],
        sites=[],
        slugs=frozenset(site.slug for site in (*factories, *antennas)),
    )


def _of_milestone(milestone: Milestone, item: Happening, kinds: Sequence[Kind]) -> TimelineEvent:
    """A milestone; where it concerns every site of a kind, that is said in words."""
    slugs = frozenset(row.site.slug for row in milestone.site_rows())
    wholes, sites = [], []
    for kind in kinds:
        concerned = [choice for choice in kind.choices if choice.slug in slugs]
        if len(concerned) > 1 and len(concerned) == len(kind.choices):
            wholes.append(_all_of(kind))
        else:
            sites += concerned
    return TimelineEvent(
        id=f"milestone-{milestone.slug}",
        kind=milestone.kind,
        item=replace(item, kind=capfirst(item.kind)),
        mark="",
        wholes=wholes,
        sites=sites,
        slugs=slugs,
    )


def _all_of(kind: Kind) -> SiteGroup:
    count = len(kind.choices)
    if kind.kind == "factory":
        words = ngettext("all {n} AI Factories", "all {n} AI Factories", count)
        return SiteGroup(kind.kind, words.format(n=count), reverse("factories:list"))
    words = ngettext("all {n} AI Factory Antennas", "all {n} AI Factory Antennas", count)
    return SiteGroup(kind.kind, words.format(n=count), reverse("antennas:list"))
