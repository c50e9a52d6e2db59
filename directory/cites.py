"""What stands behind a shown value: places in sources, what they call it, what disputes it, and our notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from directory.models import Source


@dataclass(eq=False)
class SourceEntry:
    """A source in the list at the foot of a page, numbered once the page knows the order of its facts."""

    source: Source
    number: int = 0
    passages: list[Reference] = field(default_factory=list)
    """The places in it that the page refers to, in their order."""
    facts: list[str] = field(default_factory=list)
    """The anchors of the facts that it stands behind."""

    @property
    def anchor(self) -> str:
        return f"ref-{self.number}"


@dataclass(eq=False)
class Reference:
    """One place in one source."""

    entry: SourceEntry
    locator: str

    @property
    def source(self) -> Source:
        return self.entry.source

    @property
    def number(self) -> int:
        """The number of the source."""
        return self.entry.number

    @property
    def anchor(self) -> str:
        return self.entry.anchor


@dataclass(frozen=True)
class Passage:
    """What one place in a source says of a fact."""

    locator: str
    values: list[str]
    """The values that it states, unless it states all of the fact's."""
    terms: list[str]
    notes: list[str]


@dataclass(frozen=True)
class Backing:
    """What one source says of a fact: a superscript, and a part of what the superscripts open."""

    entry: SourceEntry
    passages: list[Passage]
    notes: list[str]
    """What is to be noted about a value itself; the value's first source has it."""
    disputes: list[Dispute]


@dataclass(frozen=True)
class Dispute:
    """A source that states another value, and why it is not the one shown."""

    reference: Reference
    as_stated: str
    quoted: str
    """The same as a page prints it: in quotation marks where it is the source's exact words."""
    note: str
    anchor: str = ""
    """The same on every page and in every edition; the first dispute of a fact has it."""


@dataclass(frozen=True)
class Note:
    """An editor's remark, and the references that it is about."""

    text: str
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Term:
    """What a source calls the value, where that differs from the value shown."""

    text: str
    quoted: str
    """The same as a page prints it: in quotation marks where it is the source's exact words."""
    reference: Reference


@dataclass
class Cite:
    """What stands behind one shown value."""

    references: list[Reference] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    anchor: str = ""
    """Where the page shows the value's evidence; given with the numbers of the sources."""

    @property
    def backings(self) -> list[Backing]:
        """What stands behind the value, source by source."""
        return backings([("", self)])

    @property
    def general_notes(self) -> list[str]:
        """The notes that are about every reference, and so about the value itself."""
        return [note.text for note in self.notes if len(note.references) == len(self.references)]

    @property
    def particular_notes(self) -> list[Note]:
        """The notes that are about some of the references only."""
        return [note for note in self.notes if len(note.references) < len(self.references)]

    def terms_of(self, reference: Reference) -> list[str]:
        """What this reference calls the value."""
        return [term.quoted for term in self.terms if term.reference is reference]

    def merged(self, other: Cite) -> Cite:
        """Both as one, each reference once."""
        return Cite(
            [*self.references, *(ref for ref in other.references if ref not in self.references)],
            [*self.disputes, *other.disputes],
            merged_notes([*self.notes, *other.notes]),
            list(dict.fromkeys([*self.terms, *other.terms])),
        )

    @property
    def later(self) -> str:
        """How the value came in after the source documents, or "" if a document states it."""
        if not self.references or any(ref.source.is_document for ref in self.references):
            return ""
        sources = list({ref.source.slug: ref.source for ref in self.references}.values())
        kinds = {source.kind for source in sources}
        if len(kinds) > 1:
            return _("added from later sources")
        # A date is that of one source: of several, none is said to be of them all.
        published = sources[0].published if len(sources) == 1 else None
        if Source.Kind.PRIMARY in kinds and published:
            return _("added from a primary source, as of {date}").format(date=published)
        if Source.Kind.PRIMARY in kinds:
            return _("added from a primary source")
        publishers = _(" and ").join(dict.fromkeys(source.publisher for source in sources))
        if published:
            return _("reported by {publisher}, as of {date}").format(publisher=publishers, date=published)
        return _("reported by {publisher}").format(publisher=publishers)


def backings(cites: Sequence[tuple[str, Cite]]) -> list[Backing]:
    """What stands behind the values of a fact, each given with its name, in the order of the sources."""
    places: dict[SourceEntry, dict[Reference, None]] = {}
    notes: dict[SourceEntry, dict[str, list[str]]] = defaultdict(dict)
    first: dict[str, SourceEntry] = {}
    for name, cite in cites:
        for reference in (*cite.references, *(dispute.reference for dispute in cite.disputes)):
            places.setdefault(reference.entry, {})[reference] = None
        for text in cite.general_notes:
            entry = first.setdefault(text, cite.references[0].entry)
            notes[entry].setdefault(text, []).append(name)
    found = []
    for entry, references in places.items():
        passages = (_passage(reference, cites) for reference in references)
        disputes = [
            replace(dispute, quoted=_about([name], dispute.quoted, cites))
            for name, cite in cites
            for dispute in cite.disputes
            if dispute.reference.entry is entry
        ]
        noted = [_about(names, text, cites) for text, names in notes[entry].items()]
        found.append(Backing(entry, [passage for passage in passages if passage], noted, disputes))
    return sorted(found, key=lambda backing: backing.entry.number)


def _passage(place: Reference, cites: Sequence[tuple[str, Cite]]) -> Passage | None:
    """What is said at this place; None if it states none of the values."""
    stating = [(name, cite) for name, cite in cites if place in cite.references]
    if not stating:
        return None
    terms: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    for name, cite in stating:
        for term in cite.terms_of(place):
            terms.setdefault(term, []).append(name)
        for note in cite.particular_notes:
            if place in note.references:
                notes.setdefault(note.text, []).append(name)
    # A value whose own words are quoted is named there.
    quoted = {name for names in terms.values() if len(names) < len(cites) for name in names}
    names = [name for name, _cite in stating if name not in quoted] if len(stating) < len(cites) else []
    said, noted = ([_about(about, text, cites) for text, about in found.items()] for found in (terms, notes))
    return Passage(place.locator, names, said, noted)


def _about(names: Sequence[str], text: str, cites: Sequence[tuple[str, Cite]]) -> str:
    """The text, with the names of the values that it is about unless it is about all of them."""
    if len(names) == len(cites):
        return text
    return _("{values}: {text}").format(values=", ".join(names), text=text)


def merged_notes(notes: Iterable[Note]) -> list[Note]:
    """The same words about several references as one note."""
    merged: dict[str, tuple[Reference, ...]] = {}
    for note in notes:
        known = merged.get(note.text, ())
        merged[note.text] = (*known, *(ref for ref in note.references if ref not in known))
    return [Note(text, references) for text, references in merged.items()]
