"""Keeping the log of changes, reading a record's story from it, and taking a revision back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models import Model, Prefetch, ProtectedError, QuerySet
from django.db.models.deletion import Collector
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from editions import change_text
from editions.audit import Entry, recording
from editions.locks import write_lock
from editions.serialization import Identity, data_fields, has_natural_key, identity_of, in_order, plain
from editorial.models import RecordChange, Revision


class CannotUndoError(Exception):
    """The revision cannot be taken back as it is; `reasons` says why, a sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def keep(sender: Any, entries: list[Entry], how: str, by: Any = None, note: str = "", **kwargs: Any) -> None:
    """Receives what was recorded, and writes it down in the same transaction."""
    revision = Revision.objects.create(
        by=by, by_name=by.get_username() if by else "", how=how, note=note[:300]
    )
    RecordChange.objects.bulk_create(
        RecordChange(
            revision=revision,
            model=change["model"],
            key=change["key"],
            owner_model=owner[0],
            owner_key=owner_text(owner),
            kind=change["kind"],
            fields=change["fields"],
        )
        for change, owner in entries
    )


def owner_text(identity: Identity) -> str:
    """How the log names the record to whose story a change belongs."""
    return "/".join(str(part) for part in identity[1])[:120]


def story(record: Model) -> QuerySet[Revision]:
    """The revisions that changed a record or a row of it, newest first, with those changes."""
    model, key = record._meta.label_lower, owner_text(identity_of(record))
    own = RecordChange.objects.filter(owner_model=model, owner_key=key)
    return Revision.objects.filter(pk__in=own.values("revision")).prefetch_related(Prefetch("changes", own))


def last_number(record: Model) -> int:
    """The number of the last revision of a record, 0 if there is none."""
    return story(record).prefetch_related(None).values_list("pk", flat=True).first() or 0


def find(model: type[Model], key: list[Any]) -> Any:
    """The record with this natural key, or None."""
    try:
        return model._default_manager.get_by_natural_key(*key)  # type: ignore[attr-defined]
    except ObjectDoesNotExist:
        return None


def _undo_note(revision: Revision) -> str:
    return _("takes back revision {number}").format(number=revision.pk)


def taken_back_by(revision: Revision) -> Revision | None:
    """The revision that took this one back for good: it was not taken back itself."""
    undoing = Revision.objects.filter(how=Revision.How.UNDO, note=_undo_note(revision)).first()
    return undoing if undoing and not taken_back_by(undoing) else None


def undo(revision: Revision, by: Any) -> None:
    """Put back what the revision changed. Raises CannotUndoError, and then nothing was written.

    A value that somebody changed again since then is not overwritten: that is a reason to refuse.
    """
    if not revision.can_be_taken_back:
        raise CannotUndoError([_("A load is not taken back: fix the fixtures and load them again.")])
    changes = list(revision.changes.all())
    order = {model._meta.label_lower: place for place, model in enumerate(in_order(apps.get_models()))}
    if gone := {change.model for change in changes} - set(order):
        raise CannotUndoError([_("There is no {models} any more.").format(models=", ".join(sorted(gone)))])
    changes.sort(key=lambda change: order[change.model])
    note = _undo_note(revision)
    try:
        with write_lock(), transaction.atomic(), recording("undo", by, note):
            reasons = [reason for change in changes if (reason := _moved_on(change))]
            reasons = reasons or _would_go_along(changes)
            if reasons:
                raise CannotUndoError(reasons)
            for change in reversed(changes):
                if change.kind == "added" and (record := find(apps.get_model(change.model), change.key)):
                    record.delete()
            for change in changes:
                if change.kind != "added":
                    _put_back(change)
    except ProtectedError as error:
        others = ", ".join(sorted(change_text.name(record) for record in error.protected_objects))
        raise CannotUndoError(
            [_("Something refers to what would be deleted: {others}.").format(others=others)]
        ) from error
    except ValidationError as error:
        raise CannotUndoError(list(error.messages)) from error
    except IntegrityError as error:
        raise CannotUndoError([_("The database refuses it: {reason}").format(reason=error)]) from error


def _moved_on(change: RecordChange) -> str:
    """Why a change cannot be taken back, "" if it can."""
    model = apps.get_model(change.model)
    record = find(model, change.key)
    title = change_text.title(change.model, change.key)
    if change.kind == "removed":
        return _("{record} is there again.").format(record=title) if record else ""
    if record is None:
        return _("{record} is not there any more.").format(record=title)
    fields = {field.name: field for field in data_fields(model)}
    moved = [
        change_text.field_label(model, name)
        for name, (_before, after) in change.fields.items()
        if name in fields and plain(fields[name], getattr(record, name)) != after
    ]
    if not moved:
        return ""
    return _("{record} was changed again since then: {fields}.").format(record=title, fields=", ".join(moved))


def _would_go_along(changes: list[RecordChange]) -> list[str]:
    """What deleting again would delete besides: rows that somebody gave to a record since it was added."""
    added = [change for change in changes if change.kind == "added"]
    own = {(change.model, tuple(change.key)) for change in added}
    collector = Collector(using=DEFAULT_DB_ALIAS)
    for change in added:
        collector.collect([find(apps.get_model(change.model), change.key)])
    others = [
        change_text.name(record)
        for records in collector.data.values()
        for record in records
        if has_natural_key(type(record)) and identity_of(record) not in own
    ]
    if not others:
        return []
    return [_("Somebody added to it since then: {others}.").format(others=", ".join(sorted(others)[:10]))]


def _put_back(change: RecordChange) -> None:
    model = apps.get_model(change.model)
    record = model() if change.kind == "removed" else find(model, change.key)
    fields = {field.name: field for field in data_fields(model)}
    for name, (before, _after) in change.fields.items():
        if name in fields:
            setattr(record, name, _value(fields[name], before))
    record.full_clean()
    record.save()


def _value(field: models.Field, value: Any) -> Any:
    """A plain value as the field's own; raises ValidationError where it points to nothing."""
    if not isinstance(field, models.ForeignKey) or value is None:
        return field.to_python(value) if value is not None else None
    target: Any = field.related_model
    found = find(target, value)
    if found is None:
        raise ValidationError(
            _("{record} is not there any more.").format(
                record=change_text.title(target._meta.label_lower, value)
            )
        )
    return found


@dataclass(frozen=True)
class RevisionInWords:
    """A revision as a person reads it."""

    revision: Revision
    changes: list[Any]
    """The records that it changed, as the public pages tell it."""
    count: int
    taken_back_by: Revision | None

    @property
    def can_be_taken_back(self) -> bool:
        """Whether taking it back is offered: not twice."""
        return self.revision.can_be_taken_back and self.taken_back_by is None

    @property
    def more(self) -> int:
        """How many changes are not shown."""
        return self.count - len(self.changes)


def by_record(changes: Iterable[Any]) -> list[Any]:
    """Changes in the sentences of the public pages, with the names that records have now."""
    found: list[Any] = import_string(settings.CHANGE_LOG)(changes, find)
    return found


def in_words(revisions: Iterable[Revision], at_most: int = 30) -> list[RevisionInWords]:
    """Revisions with the records that they changed, no more than `at_most` of each."""
    found = []
    for revision in revisions:
        changed = by_record(change.as_change() for change in revision.changes.all())
        found.append(RevisionInWords(revision, changed[:at_most], len(changed), taken_back_by(revision)))
    return found
