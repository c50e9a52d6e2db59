"""Read the tree of fixtures: YAML files of records, as plain values under their natural keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model

from directory.models import NaturalKeyModel
from editions.serialization import Fields, Identity, Key, data_fields, plain

GLOSSARY = "glossary.yaml"
"""The one file at the top of the tree that holds no records: the glossary reads it."""


class FixtureError(Exception):
    """The fixtures cannot be loaded. `problems` holds one sentence each; nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UniqueKeyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe YAML loader that refuses a key given twice; YAML itself would keep the last one."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=deep) for key, _value in node.value]
        repeated = {str(name) for name in names if names.count(name) > 1}
        if repeated:
            raise yaml.YAMLError(f"{node.start_mark}: {', '.join(sorted(repeated))} is given twice")
        return super().construct_mapping(node, deep=deep)


def label(identity: Identity) -> str:
    """How plans and errors name a record."""
    model, key = identity
    return f"{model} {' / '.join(str(part) for part in key if part != '')}"


def read(folder: Path) -> dict[Identity, Fields]:
    """Every record of the tree, its fields checked one by one. Raises FixtureError, or OSError."""
    problems: list[str] = []
    records: dict[Identity, Fields] = {}
    for path in record_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            entries = read_list(path)
        except (ValueError, yaml.YAMLError) as error:
            problems.append(f"{name}: {error}")
            continue
        for number, entry in enumerate(entries, start=1):
            try:
                identity, fields = _record(entry)
                if identity in records:
                    raise ValueError(f"{label(identity)} is there twice")
                records[identity] = fields
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                problems.append(f"{name}, record {number}: {error}")
    if not records and not problems:
        problems.append(f"There are no fixtures in {folder}.")
    if problems:
        raise FixtureError(problems)
    return records


def record_files(folder: Path) -> list[Path]:
    """Every file of the tree but for the glossary and hidden ones. Raises OSError for unreadable folders."""

    def refuse(error: OSError) -> None:
        # A folder that is skipped would read as if its records had been taken out.
        raise error

    found: list[Path] = []
    for place, folders, names in folder.walk(on_error=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [place / name for name in names if not name.startswith(".")]
    return sorted(path for path in found if path != folder / GLOSSARY)


def read_list(path: Path) -> list[Any]:
    """The entries of one file. Raises ValueError, YAMLError or OSError."""
    if path.suffix != ".yaml" or path.is_dir():
        # A file that was renamed by mistake would read as if its records had been taken out.
        raise ValueError("only .yaml files belong into the folder of fixtures")
    # UniqueKeyLoader is a SafeLoader.
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)  # noqa: S506
    if not isinstance(content, list) or not content:
        raise ValueError("a fixture file is a list of records")
    return content


def _record(entry: Any) -> tuple[Identity, Fields]:
    if (
        not isinstance(entry, dict)
        or set(entry) != {"model", "fields"}
        or not isinstance(entry["fields"], dict)
    ):
        raise ValueError("a record is a model and its fields, and nothing else")
    model = apps.get_model(entry["model"])
    if not issubclass(model, NaturalKeyModel):
        raise TypeError(f"{entry['model']} is not loaded from fixtures")
    fields = _plain_fields(model, entry["fields"])
    return (model._meta.label_lower, _natural_key(model, fields)), fields


def _plain_fields(model: type[Model], raw: Fields) -> Fields:
    """The fields as comparable plain values, defaults filled in. Raises ValueError."""
    known = {field.name: field for field in data_fields(model)}
    if unknown := set(raw) - set(known):
        raise ValueError(f"there is no field {', '.join(sorted(map(str, unknown)))}")
    values: Fields = {}
    for name, field in known.items():
        value = raw[name] if name in raw else field.get_default()
        if isinstance(field, models.ForeignKey):
            is_key = isinstance(value, list) and all(isinstance(part, str | int) for part in value)
            if value is not None and not is_key:
                raise ValueError(f"{name} is given by the natural key of what it points to, as a list")
            values[name] = value
        else:
            values[name] = plain(field, _cleaned(field, value))
    return values


def _cleaned(field: models.Field, value: Any) -> Any:
    """The value as the field's type. Raises ValueError."""
    if isinstance(field, models.DecimalField) and isinstance(value, float):
        value = str(value)
    if isinstance(field, models.IntegerField) and isinstance(value, float | bool):
        raise ValueError(f"{field.name}: {value} is not a whole number")
    try:
        cleaned = field.to_python(value)
        if cleaned not in field.empty_values:
            field.validate(cleaned, None)
            field.run_validators(cleaned)
    except ValidationError as error:
        raise ValueError(f"{field.name}: {' '.join(error.messages)}") from error
    return cleaned


def _natural_key(model: type[NaturalKeyModel], fields: Fields) -> Key:
    """The natural key; the part that lies behind a foreign key is taken from the key it is given by."""
    key = []
    for lookup in model.natural_key_lookups:
        name, _sep, rest = lookup.partition("__")
        value = fields[name]
        if rest:
            target = model._meta.get_field(name).related_model
            value = value[target.natural_key_lookups.index(rest)]  # type: ignore[union-attr]
        key.append(value)
    return tuple(key)
