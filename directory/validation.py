"""What must hold before the record may be published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from directory.models import Citation, Record
from directory.models.sources import fact_label
from directory.querysets import ABOUT

Fact = tuple[str, str]
"""A fact's name, and which of its values, "" where it has one."""


def facts_are_cited() -> list[tuple[str, str]]:
    """Each public fact without a citation, and each citation of a value that is not there."""
    problems = []
    for citations in apps.get_models():
        if issubclass(citations, Citation):
            model = citations.record_model()
            # The database says which records to look at: to read all of many takes minutes.
            doubtful = model.objects.filter(lacks_citation(model) | cites_nothing(model)).order_by()
            for record in with_everything(model).filter(pk__in=doubtful.values("pk")):
                problems += [(f"{record._meta.verbose_name} {record}", message) for message in _wrong(record)]
    return problems


def with_everything(model: type[Record], records: Any = None) -> Any:
    """Records of a model, all of them by default, with all that `uncited` and `disputed` look at."""
    relations = [_with_target(model, relation) for relation in model.cited_relations.values()]
    manager: Any = model.objects if records is None else records
    return manager.with_related("citations", *relations)


def _with_target(model: type[Record], relation: str) -> str:
    """The lookup of a relation's rows, and of the records that they point to beside their owner."""
    first = _related(model, relation).natural_key_lookups[1]
    return f"{relation}__{first.split('__')[0]}" if "__" in first else relation


def _wrong(record: Record) -> Iterator[str]:
    for fact, about in uncited(record):
        named = f"“{fact_label(type(record), fact)}” {about}".strip()
        yield _("{fact} has no citation.").format(fact=named)
    for fact, about in cited_in_vain(record):
        label = fact_label(type(record), fact)
        yield _("A citation is about {fact} “{about}”, which is not there.").format(fact=label, about=about)


def uncited(record: Record) -> list[Fact]:
    """The public facts of a record that no citation supports, each with the value it is about."""
    return sorted(_facts(record) - _cited(record))


def cited_in_vain(record: Record) -> list[Fact]:
    """The values that citations name and the record does not have."""
    return sorted(fact for fact in _cited(record) - _facts(record) if fact[0] in record.cited_relations)


def disputed(record: Record) -> list[Fact]:
    """The facts of a record about which a source says otherwise."""
    return sorted(
        {(item.field, item.about) for item in record.citations.all() if not item.agrees}  # type: ignore[attr-defined]
    )


def _facts(record: Record) -> set[Fact]:
    found = {(name, "") for name in record.stated_fields()}
    for fact, relation in record.cited_relations.items():
        found |= {(fact, row.about) for row in getattr(record, relation).all()}
    return found


def _cited(record: Record) -> set[Fact]:
    return {(citation.field, citation.about) for citation in record.citations.all()}  # type: ignore[attr-defined]


def lacks_citation(model: type[Record]) -> Q:
    """The same question to the database: the condition that a record has a public fact without a citation."""
    citations: Any = _related(model, "citations")
    cited = citations.objects.filter(record=OuterRef("pk"))
    condition: Any = Q()
    for name in model.cited_fields:
        empty = Q(**{f"{name}__isnull": True})
        if model._meta.get_field(name).get_internal_type() in ("CharField", "TextField"):
            empty |= Q(**{name: ""})
        condition |= ~empty & ~Exists(cited.filter(field=name))
    for fact, relation in model.cited_relations.items():
        row = _related(model, relation)
        supported = citations.objects.filter(
            record=OuterRef(row.owner), field=fact, about=OuterRef("about_key")
        )
        rows = row.objects.filter(**{row.owner: OuterRef("pk")}).alias(about_key=ABOUT[fact])
        condition |= Q(Exists(rows.filter(~Exists(supported))))
    return condition


def cites_nothing(model: type[Record]) -> Q:
    """The condition that a record has a citation of a value that is not there."""
    citations = _related(model, "citations").objects.filter(record=OuterRef("pk"))
    condition: Any = Q(pk__in=[])
    for fact, relation in model.cited_relations.items():
        row = _related(model, relation)
        rows = row.objects.alias(about_key=ABOUT[fact])
        there = rows.filter(**{row.owner: OuterRef("record")}, about_key=OuterRef("about"))
        condition |= Q(Exists(citations.filter(~Exists(there), field=fact)))
    return condition


def _related(model: type[Record], relation: str) -> Any:
    """The model at the other end of a relation that only the concrete records have."""
    return model._meta.get_field(relation).related_model
