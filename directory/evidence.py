"""From citations to numbered references, notes and disputes, in the order in which a page shows its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory.cites import Cite, Dispute, Note, Reference, SourceEntry, Term, merged_notes
from directory.models import Citation, Record, Source


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
            self.show_together([cite])

    def show_together(self, cites: Iterable[Cite]) -> None:
        """The same for the values of one fact, whose sources the page shows in one place."""
        new = [cite for cite in cites if not cite.anchor]
        if not new:
            return
        self._cites += 1
        anchor = f"fact-{self._cites}"
        for cite in new:
            cite.anchor = anchor
            for reference in (*cite.references, *(dispute.reference for dispute in cite.disputes)):
                entry = reference.entry
                if not entry.number:
                    self._shown.append(entry)
                    entry.number = len(self._shown)
                if reference not in entry.passages:
                    entry.passages.append(reference)
                if anchor not in entry.facts:
                    entry.facts.append(anchor)


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
        result.notes[:] = merged_notes(result.notes)
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


def _documents_first(citation: Citation) -> tuple[int, str, str]:
    order = [Source.Kind.DOCUMENT, Source.Kind.PRIMARY, Source.Kind.SECONDARY]
    return order.index(Source.Kind(citation.source.kind)), citation.source.slug, citation.locator
