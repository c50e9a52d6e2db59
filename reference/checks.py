"""What must hold before the record may be published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from reference.models import Citation, Record


def facts_are_cited() -> list[tuple[str, str]]:
    """Each public fact without a citation, and each citation of a value that is not there."""
    problems = []
    for model in apps.get_models():
        if issubclass(model, Citation):
            for record in _with_everything(model.record_model()):
                problems += [(f"{record._meta.verbose_name} {record}", message) for message in _wrong(record)]
    return problems


def _with_everything(model: type[Record]) -> Any:
    relations = [f"{relation}__{_target(model, relation)}" for relation in model.cited_relations.values()]
    return model.objects.with_related("citations", *relations)


def _target(model: type[Record], relation: str) -> str:
    """The name of the foreign key that a relation's rows hold beside `site`."""
    row = model._meta.get_field(relation).related_model
    return next(lookup.split("__")[0] for lookup in row.natural_key_lookups[1:])  # type: ignore[union-attr]


def _wrong(record: Record) -> Iterator[str]:
    cited = {(citation.field, citation.about) for citation in record.citations.all()}  # type: ignore[attr-defined]
    facts = {(name, "") for name in record.stated_fields()}
    for fact, relation in record.cited_relations.items():
        facts |= {(fact, row.about) for row in getattr(record, relation).all()}
    for fact, about in sorted(facts - cited):
        yield _("“{fact}” {about} has no citation.").format(fact=fact, about=about)
    for fact, about in sorted(cited - facts):
        if fact in record.cited_relations:
            yield _("A citation names “{about}”, which is not among its {fact}.").format(
                about=about, fact=fact
            )
