"""Loading the reviewed record without destroying anybody's work: a three-way merge.

For every fixture record three states are compared: what the fixtures said at the last load
(`LoadedRecord`), what they say now, and what the database says. Records nobody touched follow the
fixtures; edited ones are left alone; deleted ones stay deleted. All of it in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Model, ProtectedError, RestrictedError

from records.failpoints import reach
from records.journal import Recorder, recording
from records.plain import (
    Fields,
    Identity,
    Key,
    data_fields,
    identity_of,
    in_order,
    owner_field,
    plain,
    plain_fields,
    with_targets,
)
from records.turns import one_writer
from reference import textsearch
from reference.models import LoadedRecord, NaturalKeyModel


class FixtureError(Exception):
    """The fixtures cannot be loaded. `problems` holds one sentence each; nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Plan:
    """What a load does, or would do, record by record."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    kept_edited: list[str] = field(default_factory=list)
    kept_deleted: list[str] = field(default_factory=list)
    kept_referred: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    """Not updated: the new version points to a record that was deleted here."""
    unchanged: int = 0

    @property
    def changes(self) -> int:
        """How many records change in the database."""
        return len(self.created) + len(self.updated) + len(self.deleted)


class UniqueKeyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A YAML loader that refuses a field given twice, which YAML itself would swallow."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=deep) for key, _value in node.value]
        repeated = {str(name) for name in names if names.count(name) > 1}
        if repeated:
            raise yaml.YAMLError(f"{node.start_mark}: {', '.join(sorted(repeated))} is given twice")
        return super().construct_mapping(node, deep=deep)


def label(model: type[Model], key: Key) -> str:
    """How a record is named in plans and errors."""
    return f"{model._meta.label_lower} {' / '.join(str(part) for part in key if part != '')}"


def read(folder: Path) -> list[tuple[type[NaturalKeyModel], Fields]]:
    """Every record of every fixture file: its model and its raw fields. Raises FixtureError."""
    problems: list[str] = []
    records = []
    files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if not files:
        raise FixtureError([f"There are no fixtures in {folder}."])
    for path in files:
        if path.suffix != ".yaml" or not path.is_file():
            # A file that was renamed by mistake would read as if its records had been taken out.
            problems.append(f"{path.name}: only .yaml files belong into the folder of fixtures")
            continue
        try:
            # UniqueKeyLoader is a SafeLoader.
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)  # noqa: S506
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: {error}")
            continue
        if not isinstance(content, list) or not content:
            problems.append(f"{path.name}: a fixture file is a list of records")
            continue
        for number, entry in enumerate(content, start=1):
            place = f"{path.name}, record {number}"
            try:
                records.append(_entry(entry))
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                problems.append(f"{place}: {error}")
    if problems:
        raise FixtureError(problems)
    return records


def _entry(entry: Any) -> tuple[type[NaturalKeyModel], Fields]:
    if (
        not isinstance(entry, dict)
        or set(entry) != {"model", "fields"}
        or not isinstance(entry["fields"], dict)
    ):
        raise ValueError("a record is a model and its fields, and nothing else")
    model = apps.get_model(entry["model"])
    if not issubclass(model, NaturalKeyModel):
        raise TypeError(f"{entry['model']} is not loaded from fixtures")
    return model, entry["fields"]


def from_fixture(model: type[Model], raw: Fields) -> Fields:
    """Fixture fields as comparable plain values, defaults filled in. Raises ValueError in words."""
    known = {item.name: item for item in data_fields(model)}
    if unknown := set(raw) - set(known):
        raise ValueError(f"there is no field {', '.join(sorted(unknown))}")
    values: Fields = {}
    for name, item in known.items():
        value = raw[name] if name in raw else item.get_default()
        if isinstance(item, models.ForeignKey):
            whole = isinstance(value, list) and all(isinstance(part, str | int) for part in value)
            if value is not None and not whole:
                raise ValueError(f"{name} is given by the natural key of what it points to, as a list")
            values[name] = value
        else:
            values[name] = plain(item, _cleaned(item, value))
    return values


def _cleaned(item: models.Field, value: Any) -> Any:
    """The value as the field's type; raises ValueError in words."""
    if isinstance(item, models.DecimalField) and isinstance(value, float):
        value = str(value)
    if isinstance(item, models.IntegerField) and isinstance(value, float | bool):
        raise ValueError(f"{item.name}: {value} is not a whole number")
    try:
        cleaned = item.to_python(value)
        if cleaned not in item.empty_values:
            item.validate(cleaned, None)
            item.run_validators(cleaned)
    except ValidationError as error:
        raise ValueError(f"{item.name}: {' '.join(error.messages)}") from error
    return cleaned


class Merge:
    """One load: reads, validates, plans and, on request, writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plan = Plan()
        self._instances: dict[Identity, Model] = {}
        self._gone: set[Identity] = set()
        self._not_applied: set[Identity] = set()

    # What each side says

    @cached_property
    def theirs(self) -> dict[Identity, Fields]:
        """What the fixtures say now. Raises FixtureError for anything malformed."""
        problems: list[str] = []
        found: dict[Identity, Fields] = {}
        for model, raw in read(self.folder):
            try:
                fields = from_fixture(model, raw)
                key = self._key(model, fields)
            except (ValueError, TypeError, IndexError) as error:
                problems.append(f"{model._meta.label_lower} {_hint(raw)}: {error}")
                continue
            identity = (model._meta.label_lower, key)
            if identity in found:
                problems.append(f"{label(model, key)} is there twice")
            found[identity] = fields
        if problems:
            raise FixtureError(problems)
        return found

    @cached_property
    def base(self) -> dict[Identity, Fields]:
        """What the fixtures said at the last load."""
        return {(row.model, tuple(json.loads(row.key))): row.fields for row in LoadedRecord.objects.all()}

    @cached_property
    def ours(self) -> dict[Identity, Fields]:
        """What the database says."""
        found: dict[Identity, Fields] = {}
        for model in self.loaded_models:
            for record in with_targets(model._default_manager.all()):
                identity = identity_of(record)
                self._instances[identity] = record
                found[identity] = plain_fields(record)
        return found

    @cached_property
    def loaded_models(self) -> list[type[Model]]:
        """Every model that fixtures hold, those that are pointed to first."""
        return in_order(model for model in apps.get_models() if issubclass(model, NaturalKeyModel))

    def _key(self, model: type[NaturalKeyModel], fields: Fields) -> Key:
        """The natural key from plain fields: a foreign key's part is taken from its own natural key."""
        key = []
        for lookup in model.natural_key_lookups:
            name, _sep, rest = lookup.partition("__")
            value = fields[name]
            if rest:
                target = model._meta.get_field(name).related_model
                value = value[target.natural_key_lookups.index(rest)]  # type: ignore[union-attr]
            key.append(value)
        return tuple(key)

    def _dangling(self, found: dict[Identity, Fields]) -> Iterator[str]:
        """Fixture records that point to what neither the fixtures nor the database hold."""
        for (model_label, key), fields in found.items():
            model = apps.get_model(model_label)
            for item in data_fields(model):
                value = fields[item.name]
                if isinstance(item, models.ForeignKey) and value is not None:
                    target = (item.related_model._meta.label_lower, tuple(value))
                    made_here = target in self.ours and target not in self.base
                    if target not in found and not made_here:
                        missing = "/".join(map(str, value))
                        yield f"{label(model, key)}: {item.name} points to {missing}, which does not exist"

    # The merge

    def run(self, *, write: bool) -> Plan:
        """Plan the load, and carry it out if asked. Raises FixtureError; then nothing was written.

        A plan without writing is the same load, rolled back: it finds the same problems.
        """
        self.theirs  # noqa: B018  # malformed fixtures are refused before any transaction begins
        with one_writer():
            reach("load:begun")
            with recording("load", listen=False) as recorder:
                self._merge(recorder)
            if not write:
                transaction.set_rollback(True)
        reach("load:committed")
        return self.plan

    def _merge(self, recorder: Recorder) -> None:
        """Compare, plan and write, inside the transaction."""
        for name in ("base", "ours"):
            self.__dict__.pop(name, None)
        self._instances.clear()
        if problems := list(self._dangling(self.theirs)):
            raise FixtureError(problems)
        wanted = self._wanted()
        if self.plan.changes or self._ancestor() != self.base:
            try:
                self._apply(wanted)
            except IntegrityError as error:
                raise FixtureError([str(error)]) from error
            self._note(wanted, recorder)
            self._remember()
            reach("load:remembered")
            textsearch.rebuild()
            reach("load:indexed")

    def _note(self, wanted: Wanted, recorder: Recorder) -> None:
        """Tells the log of changes what was written."""
        gone = [identity for identity in wanted.delete if identity not in self._not_applied]
        for identity in [*wanted.create, *wanted.update, *gone]:
            before, after = self.ours.get(identity), self.theirs.get(identity)
            owners = self._owners(identity, after or before or {})
            recorder.add(identity, before, after, next(owners, identity))

    def _wanted(self) -> Wanted:
        wanted = Wanted()
        for identity, theirs in self.theirs.items():
            base, ours = self.base.get(identity), self.ours.get(identity)
            if ours is None and base is None:
                wanted.create.append(identity)
            elif ours is None:
                self._gone.add(identity)
                self.plan.kept_deleted.append(self._label(identity))
            elif ours == theirs:
                self.plan.unchanged += 1
            elif ours == base:
                wanted.update.append(identity)
            else:
                self._keep_edited(identity)
        wanted.delete = self._deletable()
        order = {model._meta.label_lower: position for position, model in enumerate(self.loaded_models)}
        wanted.create = self._without_orphans(sorted(wanted.create, key=lambda item: order[item[0]]))
        wanted.update = self._up_to_date(wanted.update)
        wanted.delete.sort(key=lambda item: -order[item[0]])
        self.plan.created = [self._label(item) for item in wanted.create]
        self.plan.updated = [self._label(item) for item in wanted.update]
        self.plan.deleted = [self._label(item) for item in wanted.delete]
        return wanted

    def _deletable(self) -> list[Identity]:
        """What left the fixtures and nobody touched, rows beside it included.

        A record goes with its rows or stays with them: a row that an editor added or changed keeps its
        record, and a record that stays keeps the rows that the fixtures dropped with it.
        """
        dropped = [
            identity for identity in self.base if identity not in self.theirs and identity in self.ours
        ]
        stays = {identity for identity in dropped if self.ours[identity] != self.base[identity]}
        for identity, ours in self.ours.items():
            if ours != self.base.get(identity):
                stays |= set(self._owners(identity, ours)) & set(dropped)
        for identity in dropped:
            if identity not in stays and stays & set(self._owners(identity, self.ours[identity])):
                stays.add(identity)
        for identity in dropped:
            if identity in stays:
                self._keep_edited(identity)
        return [identity for identity in dropped if identity not in stays]

    def _owners(self, identity: Identity, fields: Fields) -> Iterator[Identity]:
        """The records whose deletion takes this one along."""
        field = owner_field(apps.get_model(identity[0]))
        if field is not None:
            yield field.related_model._meta.label_lower, tuple(fields[field.name])

    def _keep_edited(self, identity: Identity) -> None:
        self._not_applied.add(identity)
        self.plan.kept_edited.append(self._label(identity))

    def _without_orphans(self, identities: list[Identity]) -> list[Identity]:
        """Leaves out new rows of records that an editor deleted: they stay deleted with them."""
        kept = []
        for identity in identities:
            if any(target in self._gone for target in self._targets(identity)):
                self._gone.add(identity)
                self._not_applied.add(identity)
                self.plan.kept_deleted.append(self._label(identity))
            else:
                kept.append(identity)
        return kept

    def _up_to_date(self, identities: list[Identity]) -> list[Identity]:
        """Leaves out updates that would point to a record that an editor deleted."""
        behind = [item for item in identities if any(target in self._gone for target in self._targets(item))]
        self._not_applied.update(behind)
        self.plan.left_behind = [self._label(identity) for identity in behind]
        return [identity for identity in identities if identity not in behind]

    def _ancestor(self) -> dict[Identity, Fields]:
        """What the next load compares with: the fixtures of now where they were followed, else as before."""
        before = {key: value for key, value in self.base.items() if key in self._not_applied | self._gone}
        now = {key: value for key, value in self.theirs.items() if key not in self._not_applied | self._gone}
        return before | now

    def _targets(self, identity: Identity) -> Iterator[Identity]:
        model = apps.get_model(identity[0])
        for item in data_fields(model):
            value = self.theirs[identity][item.name]
            if isinstance(item, models.ForeignKey) and value is not None:
                yield item.related_model._meta.label_lower, tuple(value)

    def _apply(self, wanted: Wanted) -> None:
        """Deletes, creates, updates, and deletes what only the updates set free."""
        referred = [identity for identity in wanted.delete if not self._delete(identity)]
        reach("load:deleted")
        names = self._free_names([*wanted.update, *referred])
        reach("load:renamed")
        for model_label, group in groupby(wanted.create, key=lambda identity: identity[0]):
            batch = list(group)
            for identity in batch:
                self._instances[identity] = apps.get_model(model_label)(**self._values(identity))
            if problems := list(self._broken_rules(batch)):
                raise FixtureError(problems)
            records = [self._instances[identity] for identity in batch]
            apps.get_model(model_label)._default_manager.bulk_create(records)
        reach("load:created")
        for identity in wanted.update:
            instance = self._instances[identity]
            for name, value in self._values(identity).items():
                setattr(instance, name, value)
        if problems := list(self._broken_rules(wanted.update)):
            raise FixtureError(problems)
        for identity in wanted.update:
            self._instances[identity].save()
        reach("load:updated")
        still = [identity for identity in referred if not self._delete(identity)]
        for identity in still:
            if identity in names:
                self._rename(identity, names[identity])
        self._not_applied.update(still)
        self.plan.kept_referred = [self._label(item) for item in still]
        self.plan.deleted = [name for name in self.plan.deleted if name not in self.plan.kept_referred]

    def _free_names(self, identities: list[Identity]) -> dict[Identity, str]:
        """Takes unique names off records that are about to change or go, so that others may take them."""
        names = {}
        for identity in identities:
            instance = self._instances[identity]
            if any(constraint.fields == ("name",) for constraint in _unique(instance)):
                names[identity] = getattr(instance, "name", "")
                self._rename(identity, f"\N{NO-BREAK SPACE}{instance.pk}" if names[identity] else "")
        return names

    def _rename(self, identity: Identity, name: str) -> None:
        instance = self._instances[identity]
        type(instance)._default_manager.filter(pk=instance.pk).update(name=name)

    def _delete(self, identity: Identity) -> bool:
        """Whether the record could be deleted: not while something still refers to it."""
        try:
            with transaction.atomic():
                self._instances[identity].delete()
        except (ProtectedError, RestrictedError):
            return False
        return True

    def _broken_rules(self, identities: Iterable[Identity]) -> Iterator[str]:
        """What the models' own rules and the database's say against these records, in words."""
        for identity in identities:
            try:
                self._instances[identity].full_clean(validate_unique=False)
            except ValidationError as error:
                for name, messages in error.message_dict.items():
                    where = "" if name == "__all__" else f"{name}: "
                    yield f"{self._label(identity)}: {where}{' '.join(messages)}"

    def _values(self, identity: Identity) -> Fields:
        model = apps.get_model(identity[0])
        values: Fields = {}
        for item in data_fields(model):
            value = self.theirs[identity][item.name]
            if isinstance(item, models.ForeignKey):
                target = item.related_model
                values[item.name] = (
                    None if value is None else self._instances[target._meta.label_lower, tuple(value)]
                )
            else:
                values[item.name] = item.to_python(value)
        return values

    def _remember(self) -> None:
        """The fixtures of now become the common ancestor of the next load."""
        LoadedRecord.objects.all().delete()
        LoadedRecord.objects.bulk_create(
            LoadedRecord(model=model, key=json.dumps(key, ensure_ascii=False), fields=fields)
            for (model, key), fields in self._ancestor().items()
        )

    def _label(self, identity: Identity) -> str:
        return label(apps.get_model(identity[0]), identity[1])


@dataclass
class Wanted:
    """What is to be written."""

    create: list[Identity] = field(default_factory=list)
    update: list[Identity] = field(default_factory=list)
    delete: list[Identity] = field(default_factory=list)


def _unique(instance: Model) -> list[models.UniqueConstraint]:
    return [item for item in instance._meta.constraints if isinstance(item, models.UniqueConstraint)]


def _hint(raw: Fields) -> str:
    """Enough of a malformed record to find it in its file."""
    return json.dumps(raw, ensure_ascii=False, default=str)[:120]


def load(folder: Path, *, write: bool = True) -> Plan:
    """Merge the fixtures in `folder` into the database, or only plan it. Raises FixtureError."""
    return Merge(folder).run(write=write)
