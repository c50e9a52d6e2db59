"""How well the facts of a record are covered: by whom stated, disputed, or passed over in silence."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from directory.models import Record
from directory.validation import disputed

STANDS_IN = {"label": "name"}
"""Facts of ours in place of one that sources would state: a dispute of the first is one of the second."""


class Coverage(TextChoices):
    """What the sources say about one fact of one record. Each fact has exactly one of these."""

    DOCUMENTS = "documents", _("stated by a source document")
    LATER = "later", _("added from a later source")
    DISPUTED = "disputed", _("disputed between sources")
    SILENT = "silent", _("not stated in the sources")


def facts_asked(model: type[Record]) -> list[str]:
    """The facts that every record of a kind could have, in the order of the model."""
    return [name for name in (*model.cited_fields, *model.cited_relations) if name not in STANDS_IN]


def stated_facts(record: Record) -> set[str]:
    """The facts that have a value."""
    rows = {name for name, relation in record.cited_relations.items() if getattr(record, relation).all()}
    return {*record.stated_fields(), *rows}


def coverage(record: Record) -> dict[str, Coverage]:
    """Each fact of a record whose citations and their sources were fetched.

    A list of values counts as the documents' if they state at least one of them.
    """
    stated = stated_facts(record)
    otherwise = {STANDS_IN.get(fact, fact) for fact, _about in disputed(record)}
    by_documents = {
        citation.field
        for citation in record.citations.all()  # type: ignore[attr-defined]
        if citation.agrees and citation.source.is_document
    }
    found = {}
    for fact in facts_asked(type(record)):
        if fact in otherwise:
            found[fact] = Coverage.DISPUTED
        elif fact not in stated:
            found[fact] = Coverage.SILENT
        else:
            found[fact] = Coverage.DOCUMENTS if fact in by_documents else Coverage.LATER
    return found
