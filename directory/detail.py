"""A record's page as plain data: sections of facts, the status, and the numbered references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import formats
from django.utils.translation import gettext as _

from directory.cites import Cite
from directory.evidence import References
from directory.facts import Fact, Happening, StepStatus, Track, Value
from directory.map.site_map import SiteMap

LONG = 40
"""Values on a page from which on it has a list of its contents."""


@dataclass(frozen=True)
class Section:
    """Facts under one heading."""

    id: str
    heading: str
    facts: list[Fact]
    rows: list[Fact] | None = None
    """What the page prints in place of the facts, where it groups them in another way."""
    folded: str = ""
    """What the section is about, where the page shows it only on demand."""

    @property
    def printed(self) -> list[Fact]:
        """What the page prints, facts that no source states included."""
        return self.facts if self.rows is None else self.rows

    @property
    def stated(self) -> list[Fact]:
        """The rows of the page."""
        return [fact for fact in self.printed if fact.values or fact.note]


@dataclass
class DetailPage:
    """Everything a detail page prints."""

    kind: str
    noun: str
    title: str
    path: str
    slug: str = ""
    lang: str = ""
    aliases: list[str] = field(default_factory=list)
    name: Cite = field(default_factory=Cite)
    """What stands behind the title."""
    term: str = ""
    """The word of the glossary that says what it is."""
    lead: Value | None = None
    sections: list[Section] = field(default_factory=list)
    service: Track | None = None
    machines: list[Track] = field(default_factory=list)
    usable_now: list[Value] = field(default_factory=list)
    ways_in: Fact = field(default_factory=lambda: Fact("", []))
    """Where to apply or ask."""
    happenings: list[Happening] = field(default_factory=list)
    references: References = field(default_factory=References)
    documents_only: bool = False
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    map: SiteMap = field(default_factory=SiteMap)
    place: str = ""
    """City and country, of a site."""
    brief: list[tuple[str, str]] = field(default_factory=list)
    """Labels and words of what a reader wants first."""

    def numbered(self) -> DetailPage:
        """The page with its references numbered in the order of the page. Call it once, last."""
        for cites in self._cites():
            self.references.show_together(cites)
        return self

    def _cites(self) -> Iterator[list[Cite]]:
        """What stands behind each fact, in the order of the page."""
        yield [self.name]
        if self.lead:
            yield [self.lead.cite]
        yield _cites_of(self.ways_in)
        for section in self.sections:
            yield from map(_cites_of, section.printed)
            if section.id == "status":
                yield from ([item.cite for item in step.happenings] for step in self.steps)
        yield from ([item.cite] for item in self.other_happenings)

    @property
    def is_long(self) -> bool:
        """Whether the page needs a list of its contents."""
        return sum(len(fact.values) for section in self.sections for fact in section.printed) > LONG

    @property
    def tracks(self) -> list[Track]:
        return [*([self.service] if self.service else []), *self.machines]

    @property
    def steps(self) -> list[StepStatus]:
        """The steps of the tracks as the page shows them: first what is, and what is expected."""
        now = [step for track in self.tracks for step in track.now]
        return [*now, *(step for track in self.tracks for step in track.earlier)]

    @property
    def on_tracks(self) -> list[Happening]:
        """What is dated and a step of a machine or of the service."""
        return [item for track in self.tracks for step in track.steps for item in step.happenings]

    @property
    def other_happenings(self) -> list[Happening]:
        """What is dated and no step shown above."""
        shown = self.on_tracks
        return [item for item in self.happenings if item not in shown and not item.is_state]

    @property
    def silent(self) -> list[str]:
        """The facts that no source states."""
        facts = (fact for section in self.sections for fact in section.printed)
        labels = (fact.label for fact in facts if not (fact.values or fact.note))
        return [label[:1].lower() + label[1:] for label in dict.fromkeys(labels)]

    @property
    def last_checked(self) -> str:
        """The last day on which one of us opened a source of the page."""
        days = [entry.source.checked_on for entry in self.references if entry.source.checked_on]
        return formats.date_format(max(days), "j F Y") if days else ""

    @property
    def disputed(self) -> list[tuple[str, str]]:
        """What sources disagree about, and where on the page that is shown."""
        cites = [(_("Name"), self.name)]
        if self.lead:
            cites.append((_("Summary"), self.lead.cite))
        cites += [(item.title, item.cite) for item in self.on_tracks + self.other_happenings]
        for section in self.sections:
            for fact in section.printed:
                several = len(fact.values) > 1
                for value in fact.values:
                    label = f"{fact.label}: {value.text}" if several else fact.label
                    cites.append((label, value.cite))
        return [(label, cite.anchor) for label, cite in cites if cite.disputes]


def _cites_of(fact: Fact) -> list[Cite]:
    return [value.cite for value in fact.values]


def stated(facts: Iterable[Fact]) -> list[Fact]:
    """Only the facts that have a value, for records where silence is the rule."""
    return [fact for fact in facts if fact.values]
