"""Load the reviewed record without overwriting editors' work: a three-way merge.

For every record three states are compared: what the fixtures said at the last load (base, kept in
`LoadedRecord`), what the database says (ours), and what the fixtures say now (theirs). Records nobody
touched follow the fixtures; edited ones are left alone; deleted ones stay deleted. One transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Model, ProtectedError, RestrictedError

from directory import text_search
from directory.fixtures import FixtureError, label, read
from directory.models import LoadedRecord, NaturalKeyModel
from editions.audit import Recorder, recording
from editions.failpoints import reach
from editions.locks import write_lock
from editions.serialization import (
    Fields,
    Identity,
    data_fields,
    identity_of,
    in_order,
    owner_field,
    plain_fields,
    with_targets,
)


@dataclass
class Plan:
    """What a load does, or would do, record by record."""

    created: list[Identity] = field(default_factory=list)
    updated: list[Identity] = field(default_factory=list)
    deleted: list[Identity] = field(default_factory=list)
    kept_edited: list[Identity] = field(default_factory=list)
    """Edited here."""
    kept_deleted: list[Identity] = field(default_factory=list)
    """Deleted here."""
    kept_referred: list[Identity] = field(default_factory=list)
    """Not deleted: other records still refer to it."""
    left_behind: list[Identity] = field(default_factory=list)
    """Not updated: the new version points to a record that was deleted here."""
    unchanged: int = 0

    @property
    def changes(self) -> int:
        """How many records change in the database."""
        return len(self.created) + len(self.updated) + len(self.deleted)

    @property
    def not_followed(self) -> set[Identity]:
        """The records for which the database does not follow the fixtures."""
        return {*self.kept_edited, *self.kept_deleted, *self.kept_referred, *self.left_behind}


def load(folder: Path, *, write: bool = True) -> Plan:
    """Merge the fixtures in `folder` into the database. Raises FixtureError; then nothing was written.

    write=False is the same load, rolled back: it finds the same problems.
    """
    theirs = read(folder)
    with write_lock():
        reach("load:begun")
        with recording("load", listen=False) as recorder:
            merge = Merge(theirs)
            merge.run(recorder)
        if not write:
            transaction.set_rollback(True)
    reach("load:committed")
    return merge.plan


def _references(model: str, fields: Fields) -> dict[str, Identity]:
    """Each filled foreign key of a record, and the record it points to."""
    return {
        item.name: (item.related_model._meta.label_lower, tuple(fields[item.name]))
        for item in data_fields(apps.get_model(model))
        if isinstance(item, models.ForeignKey) and fields[item.name] is not None
    }


def _owner(identity: Identity, fields: Fields) -> Identity | None:
    """The record whose deletion takes this one along, if there is one."""
    item = owner_field(apps.get_model(identity[0]))
    return _references(identity[0], fields).get(item.name) if item else None


class Merge:
    """One load, inside its transaction."""

    def __init__(self, theirs: dict[Identity, Fields]) -> None:
        self.plan = Plan()
        self.theirs = theirs
        self.base: dict[Identity, Fields] = {
            (row.model, tuple(json.loads(row.key))): row.fields for row in LoadedRecord.objects.all()
        }
        self.ours: dict[Identity, Fields] = {}
        self.instances: dict[Identity, Model] = {}
        loaded = in_order(model for model in apps.get_models() if issubclass(model, NaturalKeyModel))
        self.rank = {model._meta.label_lower: number for number, model in enumerate(loaded)}
        """Models that are pointed to come before those that point to them."""
        for model in loaded:
            for record in with_targets(model._default_manager.all()):
                identity = identity_of(record)
                self.instances[identity] = record
                self.ours[identity] = plain_fields(record)

    def run(self, recorder: Recorder) -> None:
        """Plan and write."""
        if problems := list(self._dangling()):
            raise FixtureError(problems)
        self._compare()
        self._plan_deletions()
        self._skip_what_points_to_deleted_records()
        if not self.plan.changes and self._next_base() == self.base:
            return
        try:
            self._apply()
        except IntegrityError as error:
            raise FixtureError([str(error)]) from error
        for identity in [*self.plan.created, *self.plan.updated, *self.plan.deleted]:
            before, after = self.ours.get(identity), self.theirs.get(identity)
            owner = _owner(identity, after or before or {})
            recorder.add(identity, before, after, owner or identity)
        self._remember()
        reach("load:remembered")
        text_search.rebuild()
        reach("load:indexed")

    # Plan

    def _dangling(self) -> Iterator[str]:
        """Fixture records that point to what neither the fixtures nor the editors made."""
        for identity, fields in self.theirs.items():
            for name, target in _references(identity[0], fields).items():
                made_here = target in self.ours and target not in self.base
                if target not in self.theirs and not made_here:
                    missing = "/".join(map(str, target[1]))
                    yield f"{label(identity)}: {name} points to {missing}, which does not exist"

    def _compare(self) -> None:
        for identity, theirs in self.theirs.items():
            base, ours = self.base.get(identity), self.ours.get(identity)
            if ours == theirs:
                self.plan.unchanged += 1
            elif ours is None:
                (self.plan.created if base is None else self.plan.kept_deleted).append(identity)
            elif ours == base:
                self.plan.updated.append(identity)
            else:
                self.plan.kept_edited.append(identity)

    def _plan_deletions(self) -> None:
        """Delete what left the fixtures, unless it or one of its rows was edited or added here.

        A record goes with its rows or stays with them.
        """
        dropped = [item for item in self.base if item not in self.theirs and item in self.ours]
        touched = {item for item, ours in self.ours.items() if ours != self.base.get(item)}
        stays = (touched | {_owner(item, self.ours[item]) for item in touched}).intersection(dropped)
        for identity in dropped:
            stay = identity in stays or _owner(identity, self.ours[identity]) in stays
            (self.plan.kept_edited if stay else self.plan.deleted).append(identity)
        self.plan.deleted.sort(key=lambda item: -self.rank[item[0]])

    def _skip_what_points_to_deleted_records(self) -> None:
        """New rows of a record that was deleted here stay out with it, and updates wait."""
        gone = set(self.plan.kept_deleted)
        created, updated = self.plan.created, self.plan.updated
        self.plan.created, self.plan.updated = [], []
        for identity in sorted(created, key=lambda item: self.rank[item[0]]):
            if gone.isdisjoint(_references(identity[0], self.theirs[identity]).values()):
                self.plan.created.append(identity)
            else:
                gone.add(identity)
                self.plan.kept_deleted.append(identity)
        for identity in updated:
            current = gone.isdisjoint(_references(identity[0], self.theirs[identity]).values())
            (self.plan.updated if current else self.plan.left_behind).append(identity)

    # Apply

    def _apply(self) -> None:
        """Delete, create, update, then delete what was still referred to before the updates."""
        referred = [identity for identity in self.plan.deleted if not self._delete(identity)]
        reach("load:deleted")
        names = self._free_names([*self.plan.updated, *referred])
        reach("load:renamed")
        for model, identities in groupby(self.plan.created, key=lambda identity: identity[0]):
            batch = list(identities)
            for identity in batch:
                self.instances[identity] = apps.get_model(model)(**self._values(identity))
            records = [self.instances[identity] for identity in batch]
            with self._valid(batch):
                apps.get_model(model)._default_manager.bulk_create(records)
        reach("load:created")
        for identity in self.plan.updated:
            for name, value in self._values(identity).items():
                setattr(self.instances[identity], name, value)
        with self._valid(self.plan.updated):
            for identity in self.plan.updated:
                self.instances[identity].save()
        reach("load:updated")
        self.plan.kept_referred = [identity for identity in referred if not self._delete(identity)]
        for identity in self.plan.kept_referred:
            self.plan.deleted.remove(identity)
            if identity in names:
                self._rename(identity, names[identity])

    def _delete(self, identity: Identity) -> bool:
        """Whether the record could be deleted: not while something still refers to it."""
        try:
            with transaction.atomic():
                self.instances[identity].delete()
        except (ProtectedError, RestrictedError):
            return False
        return True

    def _free_names(self, identities: Iterable[Identity]) -> dict[Identity, str]:
        """Take unique names off records that will change or go, so that others may have them."""
        names = {}
        for identity in identities:
            instance = self.instances[identity]
            if any(getattr(rule, "fields", ()) == ("name",) for rule in instance._meta.constraints):
                names[identity] = getattr(instance, "name", "")
                self._rename(identity, f"\N{NO-BREAK SPACE}{instance.pk}" if names[identity] else "")
        return names

    def _rename(self, identity: Identity, name: str) -> None:
        instance = self.instances[identity]
        type(instance)._default_manager.filter(pk=instance.pk).update(name=name)

    def _values(self, identity: Identity) -> Fields:
        """The fixture's values as a model instance takes them."""
        model, fields = identity[0], self.theirs[identity]
        targets = _references(model, fields)
        return {
            item.name: self.instances[targets[item.name]]
            if item.name in targets
            else item.to_python(fields[item.name])
            for item in data_fields(apps.get_model(model))
        }

    @contextmanager
    def _valid(self, identities: Collection[Identity]) -> Iterator[None]:
        """Check the models' rules, then let the block write. Raises FixtureError.

        The database checks its constraints by itself, at a tenth of the cost. Django checks them only after
        a failure, to say which record breaks which rule.
        """
        self._validate(identities, constraints=False)
        try:
            with transaction.atomic():
                yield
        except IntegrityError:
            self._validate(identities, constraints=True)
            raise

    def _validate(self, identities: Iterable[Identity], *, constraints: bool) -> None:
        problems = []
        for identity in identities:
            record = self.instances[identity]
            # The targets of foreign keys were read or made by this load.
            known = set() if constraints else {item.name for item in record._meta.fields if item.is_relation}
            try:
                record.full_clean(known, validate_unique=False, validate_constraints=constraints)
            except ValidationError as error:
                for name, messages in error.message_dict.items():
                    where = "" if name == "__all__" else f"{name}: "
                    problems.append(f"{label(identity)}: {where}{' '.join(messages)}")
        if problems:
            raise FixtureError(problems)

    # Remember

    def _next_base(self) -> dict[Identity, Fields]:
        """The base of the next load: the fixtures as they are now, where the database followed them."""
        kept = self.plan.not_followed
        before = {identity: fields for identity, fields in self.base.items() if identity in kept}
        return before | {identity: fields for identity, fields in self.theirs.items() if identity not in kept}

    def _remember(self) -> None:
        LoadedRecord.objects.all().delete()
        LoadedRecord.objects.bulk_create(
            LoadedRecord(model=model, key=json.dumps(key, ensure_ascii=False), fields=fields)
            for (model, key), fields in self._next_base().items()
        )
