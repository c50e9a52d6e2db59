"""From citations to numbered references, notes and disputes, in the order in which a page shows its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory.models import Citation, Record, Source


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
    """What one place in a source says of one value."""

    locator: str
    terms: list[str]
    notes: list[str]


@dataclass(frozen=True)
class Backing:
    """What one source says of one value: what a superscript opens."""

    entry: SourceEntry
    id: str
    passages: list[Passage]
    notes: list[str]
    """What is to be noted about the value itself; the first source of a value has it."""
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
        """What stands behind the value, source by source, in the order of the references."""
        disputed = [dispute.reference for dispute in self.disputes]
        places: dict[SourceEntry, list[Reference]] = {}
        for reference in dict.fromkeys([*self.references, *disputed]):
            places.setdefault(reference.entry, []).append(reference)
        return [
            Backing(
                entry,
                f"{self.anchor}-{entry.number}",
                [
                    Passage(place.locator, self.terms_of(place), self._notes_of(place))
                    for place in references
                    if place in self.references
                ],
                self.general_notes if not position else [],
                [dispute for dispute in self.disputes if dispute.reference in references],
            )
            for position, (entry, references) in enumerate(places.items())
        ]

    def _notes_of(self, reference: Reference) -> list[str]:
        """The particular notes about this place."""
        return [note.text for note in self.particular_notes if reference in note.references]

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
            _merged_notes([*self.notes, *other.notes]),
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


class References:
    """The numbered list at the end of a page, numbered in the order in which the page shows its facts."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[int, str], Reference] = {}
        self._by_source: dict[int, SourceEntry] = {}
        self._shown: list[SourceEntry] = []
        self._cites = 0
        self._anchors: set[str] = set()

    def __iter__(self) -> Iterator[SourceEntry]:
        return iter(self._shown)

    def __len__(self) -> int:
        return len(self._shown)

    def at(self, source: Source, locator: str) -> Reference:
        """The one reference for this place in this source."""
        key = (source.pk, locator)
        if key not in self._by_place:
            entry = self._by_source.setdefault(source.pk, SourceEntry(source))
            self._by_place[key] = Reference(entry, locator)
        return self._by_place[key]

    def once(self, anchor: str) -> str:
        """The anchor where nothing on the page has it yet, else "": a page may say the same thing twice."""
        if anchor in self._anchors:
            return ""
        self._anchors.add(anchor)
        return anchor

    def show(self, cites: Iterable[Cite]) -> None:
        """Number the sources of these cites, in their order; those never shown stay out of the list."""
        for cite in cites:
            if cite.anchor:
                continue
            self._cites += 1
            cite.anchor = f"fact-{self._cites}"
            for reference in (*cite.references, *(dispute.reference for dispute in cite.disputes)):
                entry = reference.entry
                if not entry.number:
                    self._shown.append(entry)
                    entry.number = len(self._shown)
                if reference not in entry.passages:
                    entry.passages.append(reference)
                back = f"{cite.anchor}-{entry.number}"
                if back not in entry.facts:
                    entry.facts.append(back)


class Evidence:
    """The citations of one record, asked fact by fact.

    With `documents_only`, citations of later sources do not exist: a value that only they support is
    not supported, and a value they corrected shows what the document stated.
    """

    def __init__(
        self, citations: Iterable[Citation], references: References, *, documents_only: bool = False
    ) -> None:
        self._references = references
        self.documents_only = documents_only
        self._by_fact: dict[tuple[str, str], list[Citation]] = defaultdict(list)
        self._later: set[tuple[str, str]] = set()
        for citation in citations:
            if citation.source.is_document or not documents_only:
                self._by_fact[citation.field, citation.about].append(citation)
            elif citation.agrees:
                self._later.add((citation.field, citation.about))

    def supports(self, fact: str, about: str = "") -> bool:
        """Whether the shown value stands: always, unless only documents count and none states it."""
        if not self.documents_only:
            return True
        return any(citation.agrees for citation in self._by_fact[fact, about])

    def settled(self, fact: str, about: str = "") -> bool:
        """Whether the shown value of an optional fact stands: false where only documents count, and either
        they state another value or only later sources state this one."""
        if not self.documents_only or self.supports(fact, about):
            return True
        return (fact, about) not in self._later and not self._by_fact[fact, about]

    def names(self, alias: str) -> bool:
        """Whether another name stands: where only documents count, not if later sources alone state it, or
        state other names without saying which.
        """
        if not self.documents_only or self.supports("aliases", alias):
            return True
        return self.settled("aliases", alias) and self.settled("aliases")

    def whole(self, fact: str) -> bool:
        """Whether a text may be shown: where only documents count, not if it draws on later sources too."""
        return not self.documents_only or (self.supports(fact) and (fact, "") not in self._later)

    def stated(self, fact: str, value: str, about: str = "") -> str:
        """The value to show: the record's, or the documents' own where only they count; "" if none."""
        if self.supports(fact, about):
            return value
        return next((citation.as_stated for citation in self._by_fact[fact, about]), "")

    def cite(self, fact: str, about: str = "") -> Cite:
        """References, disputes and notes for a fact."""
        result = Cite()
        supported = self.supports(fact, about)
        for citation in sorted(self._by_fact[fact, about], key=_documents_first):
            reference = self._references.at(citation.source, citation.locator)
            if citation.agrees or not supported:
                if reference not in result.references:
                    result.references.append(reference)
                if citation.agrees and citation.note:
                    result.notes.append(Note(citation.note, (reference,)))
                if citation.agrees and citation.as_stated:
                    result.terms.append(Term(citation.as_stated, quoted(citation), reference))
            else:
                anchor = self._references.once(dispute_anchor(citation.record, fact, about))
                result.disputes.append(
                    Dispute(reference, citation.as_stated, quoted(citation), citation.note, anchor)
                )
        result.notes[:] = _merged_notes(result.notes)
        return result


def record_evidence(record: Record, references: References, *, documents_only: bool = False) -> Evidence:
    """The evidence of any record whose citations were fetched."""
    return Evidence(record.citations.all(), references, documents_only=documents_only)  # type: ignore[attr-defined]


def quoted(citation: Citation) -> str:
    """What a source states, in quotation marks only where it is its exact words."""
    if citation.is_quotation:
        return _("“{words}”").format(words=citation.as_stated)
    return citation.as_stated


def dispute_anchor(record: Record, fact: str, about: str = "") -> str:
    """Where a page shows what is disputed about a fact of a record."""
    parts = ("dispute", record._meta.model_name, record.slug, fact, slugify(about.replace(":", "-")))
    return "-".join(filter(None, parts))


def _merged_notes(notes: Iterable[Note]) -> list[Note]:
    """The same words about several references as one note."""
    merged: dict[str, tuple[Reference, ...]] = {}
    for note in notes:
        known = merged.get(note.text, ())
        merged[note.text] = (*known, *(ref for ref in note.references if ref not in known))
    return [Note(text, references) for text, references in merged.items()]


def _documents_first(citation: Citation) -> tuple[int, str, str]:
    order = [Source.Kind.DOCUMENT, Source.Kind.PRIMARY, Source.Kind.SECONDARY]
    return order.index(Source.Kind(citation.source.kind)), citation.source.slug, citation.locator
