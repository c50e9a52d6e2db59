"""Who changed which record, from what to what: collected while records are written.

Whatever is written inside `recording()` ends as one list of changes, handed to the receivers of
`recorded`. Writes outside are handed over one by one. Nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model, signals
from django.dispatch import Signal

from editions.serialization import (
    Change,
    Fields,
    Identity,
    difference,
    has_natural_key,
    identity_of,
    owner_of,
    plain_fields,
    sort_key,
    with_targets,
)

recorded = Signal()
"""Sent with `entries`, `how`, `by` and `note`, inside the transaction that wrote the records."""

Entry = tuple[Change, Identity]
"""A change, and the record to whose story it belongs."""


class Recorder:
    """Collects the first state before and the last state after of each record that is written."""

    def __init__(self) -> None:
        self._before: dict[Identity, Fields | None] = {}
        self._after: dict[Identity, Fields | None] = {}
        self._owners: dict[Identity, Identity] = {}
        self.listening = True

    def add(self, identity: Identity, before: Fields | None, after: Fields | None, owner: Identity) -> None:
        """Note one write."""
        self._before.setdefault(identity, before)
        self._after[identity] = after
        self._owners[identity] = owner

    def entries(self) -> list[Entry]:
        """What changed in the end, in a stable order; what was changed and changed back is left out."""
        found = []
        for identity in sorted(self._before, key=sort_key):
            change = difference(identity, self._before[identity], self._after[identity])
            if change:
                found.append((change, self._owners[identity]))
        return found


_active: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def recording(how: str, by: Any = None, note: str = "", *, listen: bool = True) -> Iterator[Recorder]:
    """Gather the writes inside to one entry of the log. Call it inside a transaction.

    how: what kind of writing this is, such as "form" or "load". by: the user. listen: False where the
    caller notes its writes itself, because it writes in bulk and knows both states anyway.
    """
    recorder = Recorder()
    recorder.listening = listen
    token = _active.set(recorder)
    try:
        yield recorder
    finally:
        _active.reset(token)
    _hand_over(recorder, how, by, note)


def _hand_over(recorder: Recorder, how: str, by: Any, note: str) -> None:
    if entries := recorder.entries():
        recorded.send(sender=Recorder, entries=entries, how=how, by=by, note=note)


def start() -> None:
    """Listen to every record with a natural key that is saved or deleted. Only the editors' process does.

    What is written past the models (`update`, bulk writes, loaddata) is not heard.
    """
    signals.pre_save.connect(_before_save, dispatch_uid="editions.audit")
    signals.post_save.connect(_after_save, dispatch_uid="editions.audit")
    signals.pre_delete.connect(_before_delete, dispatch_uid="editions.audit")
    signals.post_delete.connect(_after_delete, dispatch_uid="editions.audit")


_STATE = "_state_before_writing"


def _heard(sender: type[Model]) -> bool:
    recorder = _active.get()
    return has_natural_key(sender) and (recorder is None or recorder.listening)


def _stored(record: Model) -> tuple[Identity, Fields] | None:
    """The record as the database has it."""
    kept = with_targets(type(record)._base_manager.filter(pk=record.pk)).first()
    return (identity_of(kept), plain_fields(kept)) if kept else None


def _before_save(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if _heard(sender) and not raw:
        setattr(instance, _STATE, None if instance._state.adding else _stored(instance))


def _after_save(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not _heard(sender) or raw:
        return
    before = instance.__dict__.pop(_STATE, None)
    owner = identity_of(owner_of(instance))
    # Saving some fields leaves others in memory that were never written.
    stored = _stored(instance) if kwargs.get("update_fields") is not None else None
    identity, fields = stored or (identity_of(instance), plain_fields(instance))
    if before and before[0] != identity:
        # Another key is another record: the one goes, the other comes.
        _note(before[0], before[1], None, owner)
        before = None
    _note(identity, before[1] if before else None, fields, owner)


def _before_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    if _heard(sender) and (state := _stored(instance)):
        setattr(instance, _STATE, (*state, identity_of(owner_of(instance))))


def _after_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    state = instance.__dict__.pop(_STATE, None)
    if state:
        identity, fields, owner = state
        _note(identity, fields, None, owner)


def _note(identity: Identity, before: Fields | None, after: Fields | None, owner: Identity) -> None:
    recorder = _active.get()
    if recorder is not None:
        recorder.add(identity, before, after, owner)
        return
    alone = Recorder()
    alone.add(identity, before, after, owner)
    _hand_over(alone, "other", None, "")
