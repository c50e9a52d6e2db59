"""Records as rows: what has parts becomes columns, what has several values becomes one cell.

`country` becomes `country_code` and `country_name`; `sectors` becomes `sectors_slug`, `sectors_name` and
`sectors_emphasis`, whose values stand in the same order, divided by a bar. The columns follow from the
serializer alone: they do not depend on the records, and so not on the filter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rest_framework import serializers

BAR = "|"
VALUE = "value"
"""What the column of a plain value is called in a table of its own."""
Cell = str | int | float | bool | None
Row = Sequence[Any]
"""The cells of a row; several values are a list before they become one cell."""
_CELL = (str, int, float, bool, type(None))


@dataclass(frozen=True)
class Column:
    """A column, and where in a record its values are."""

    name: str
    meaning: Any
    path: tuple[str, ...] = ()
    several: bool = False
    type: str = "string"
    """As Table Schema names it: string, integer, number, boolean, date or datetime."""
    values: tuple[str, ...] = ()
    """The values that it may have, where there is a list of them."""

    @cached_property
    def cell(self) -> Callable[[dict[str, Any]], Cell]:
        """What takes the value of this column out of a record."""
        first, *rest = self.path
        part = rest[0] if rest else ""
        if self.several and part:
            return lambda record: _joined([item[part] for item in record[first]])
        if self.several:
            return lambda record: _joined(record[first])
        if part:
            return lambda record: None if record[first] is None else _plain(record[first][part])
        return lambda record: _plain(record[first])


def flat(row: Row) -> list[Cell]:
    """A row with one cell a column: several values are divided by a bar."""
    return [_joined(cell) if isinstance(cell, list) else cell for cell in row]


def _joined(items: list[Any]) -> Cell:
    return BAR.join(["" if item is None else str(item).replace(BAR, "/") for item in items]) or None


def _plain(value: Any) -> Cell:
    return value if isinstance(value, _CELL) else str(value)


def columns(serializer: type[serializers.Serializer]) -> list[Column]:
    """The columns of a serializer, in the order of its fields."""
    return [column for name, field in serializer().fields.items() for column in _columns(name, field)]


def _columns(name: str, field: Any) -> Iterator[Column]:
    meaning = str(field.help_text or "")
    if isinstance(field, serializers.ListSerializer):
        for part in _parts(field.child):
            yield Column(f"{name}_{part}", _of_part(meaning, field.child, part), (name, part), several=True)
    elif isinstance(field, serializers.Serializer):
        for part in _parts(field):
            inner = field.fields[part]
            described = _of_part(meaning, field, part)
            yield Column(
                f"{name}_{part}", described, (name, part), type=type_of(inner), values=_values(inner)
            )
    elif isinstance(field, serializers.ListField):
        yield Column(name, meaning, (name,), several=True)
    else:
        yield Column(name, meaning, (name,), type=type_of(field), values=_values(field))


def type_of(field: Any) -> str:
    """The type of a column with one value, as Table Schema names it."""
    kinds = {
        serializers.BooleanField: "boolean",
        serializers.IntegerField: "integer",
        serializers.FloatField: "number",
        serializers.DateTimeField: "datetime",
        serializers.DateField: "date",
    }
    return next((name for kind, name in kinds.items() if isinstance(field, kind)), "string")


def _values(field: Any) -> tuple[str, ...]:
    return tuple(map(str, field.choices)) if isinstance(field, serializers.ChoiceField) else ()


def _parts(serializer: Any) -> list[str]:
    return list(getattr(serializer, "table_fields", serializer.fields))


def _of_part(meaning: str, serializer: Any, part: str) -> str:
    return f"{meaning} {serializer.fields[part].help_text or ''}".strip()


def row(cells: list[Column], record: dict[str, Any]) -> list[Cell]:
    """A record as a row of these columns."""
    return [column.cell(record) for column in cells]


@dataclass(frozen=True)
class ValueTable:
    """A table for the values of one field that has several: the key of the record, then one value."""

    field: str
    meaning: str
    columns: list[Column]
    """Without the key."""

    def rows(self, key: str, record: dict[str, Any]) -> Iterator[list[Cell]]:
        """One row a value."""
        for value in record[self.field]:
            yield [key, *row(self.columns, value if isinstance(value, dict) else {VALUE: value})]


def value_tables(serializer: type[serializers.Serializer]) -> list[ValueTable]:
    """A table for each field of a serializer that has several values."""
    found = []
    for name, field in serializer().fields.items():
        meaning = str(field.help_text or "")
        if isinstance(field, serializers.ListSerializer):
            found.append(ValueTable(name, meaning, columns(type(field.child))))
        elif isinstance(field, serializers.ListField):
            found.append(ValueTable(name, meaning, [Column(VALUE, meaning, (VALUE,))]))
    return found
