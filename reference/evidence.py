"""From citations to numbered references, notes and disputes, in the order in which a page shows its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reference.models import Citation, Source


@dataclass(eq=False)
class Reference:
    """One place in one source. Its number is given when the page knows the order of its facts."""

    source: Source
    locator: str
    number: int = 0

    @property
    def anchor(self) -> str:
        return f"ref-{self.number}"


@dataclass(frozen=True)
class Dispute:
    """A source that states another value, and why it is not the one shown."""

    reference: Reference
    as_stated: str
    note: str


@dataclass(frozen=True)
class Cite:
    """What stands behind one shown value."""

    references: list[Reference] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    """The sources' own terms, where they differ from the value shown."""

    def merged(self, other: Cite) -> Cite:
        """Both as one, each reference once."""
        return Cite(
            [*self.references, *(ref for ref in other.references if ref not in self.references)],
            [*self.disputes, *other.disputes],
            list(dict.fromkeys([*self.notes, *other.notes])),
            list(dict.fromkeys([*self.terms, *other.terms])),
        )

    @property
    def later(self) -> str:
        """How the value came in after the source documents, or "" if a document states it."""
        if not self.references or any(ref.source.is_document for ref in self.references):
            return ""
        sources = [ref.source for ref in self.references]
        primary = [source for source in sources if source.kind == Source.Kind.PRIMARY]
        source = (primary or sources)[0]
        if primary and source.published:
            return _("added from a primary source, as of {date}").format(date=source.published)
        if primary:
            return _("added from a primary source")
        if source.published:
            return _("reported by {publisher}, as of {date}").format(
                publisher=source.publisher, date=source.published
            )
        return _("reported by {publisher}").format(publisher=source.publisher)


class References:
    """The numbered list at the end of a page, numbered in the order in which the page shows its facts."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[int, str], Reference] = {}
        self._shown: list[Reference] = []

    def __iter__(self) -> Iterator[Reference]:
        return iter(self._shown)

    def __len__(self) -> int:
        return len(self._shown)

    def at(self, source: Source, locator: str) -> Reference:
        """The one reference for this place in this source."""
        key = (source.pk, locator)
        if key not in self._by_place:
            self._by_place[key] = Reference(source, locator)
        return self._by_place[key]

    def show(self, cites: Iterable[Cite]) -> None:
        """Number the references of these cites, in their order; those never shown stay out of the list."""
        for cite in cites:
            for reference in (*cite.references, *(dispute.reference for dispute in cite.disputes)):
                if not reference.number:
                    self._shown.append(reference)
                    reference.number = len(self._shown)


class Evidence:
    """The citations of one record, asked fact by fact.

    With `documents_only`, citations of later sources do not exist: a value that only they support is
    not supported, and a value they corrected shows what the document stated.
    """

    def __init__(
        self, citations: Iterable[Citation], references: References, *, documents_only: bool = False
    ) -> None:
        self._references = references
        self._documents_only = documents_only
        self._by_fact: dict[tuple[str, str], list[Citation]] = defaultdict(list)
        self._mixed: set[str] = set()
        for citation in citations:
            if citation.source.is_document or not documents_only:
                self._by_fact[citation.field, citation.about].append(citation)
            elif citation.agrees:
                self._mixed.add(citation.field)

    def supports(self, fact: str, about: str = "") -> bool:
        """Whether the shown value stands: always, unless only documents count and none states it."""
        if not self._documents_only:
            return True
        return any(citation.agrees for citation in self._by_fact[fact, about])

    def whole(self, fact: str) -> bool:
        """Whether a text may be shown: where only documents count, not if it draws on later sources too."""
        return not self._documents_only or (self.supports(fact) and fact not in self._mixed)

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
                    result.notes.append(citation.note)
                if citation.agrees and citation.as_stated and citation.as_stated not in result.terms:
                    result.terms.append(citation.as_stated)
            else:
                result.disputes.append(Dispute(reference, citation.as_stated, citation.note))
        return result


def _documents_first(citation: Citation) -> tuple[int, str, str]:
    order = [Source.Kind.DOCUMENT, Source.Kind.PRIMARY, Source.Kind.SECONDARY]
    return order.index(Source.Kind(citation.source.kind)), citation.source.slug, citation.locator
