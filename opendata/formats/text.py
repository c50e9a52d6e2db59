"""CSV and JSON: written as it is read, a portion at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TextIO

from opendata.tables import Cell

RUNS = frozenset("=+-@\t\r\n＝＋－＠'")  # as spreadsheets take them
"""What a text begins with that a spreadsheet would run as a formula; and the apostrophe itself, so that one
at the beginning can always be taken away again."""
PORTION = 64 * 1024
"""Bytes that are sent together."""


def harmless(cell: Cell) -> Cell:
    """The cell as it may stand in a file: a text that a spreadsheet would run has an apostrophe first."""
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in RUNS else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else cell


def as_csv(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The rows as CSV after RFC 4180 in UTF-8, texts in quotation marks and numbers bare."""
    return _portions(_csv_lines(rows))


def csv_into(file: TextIO) -> Callable[[Sequence[Cell]], object]:
    """Writes rows into a file one by one."""
    # Every text is quoted: one with a semicolon would otherwise come apart where that divides columns.
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    return lambda cells: writer.writerow([harmless(cell) for cell in cells])


def _csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    line = io.StringIO()
    write = csv_into(line)
    for cells in rows:
        write(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def as_json(value: Any) -> str:
    """A value as JSON, as people like to read it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_json_list(before: dict[str, Any], name: str, items: Iterable[Any]) -> Iterator[bytes]:
    """An object whose last member is a list that is written item by item."""
    return _portions(_json_parts(before, name, items))


def _json_parts(before: dict[str, Any], name: str, items: Iterable[Any]) -> Iterator[str]:
    head = json.dumps(before, ensure_ascii=False)[:-1]
    yield f"{head}{', ' if before else ''}{json.dumps(name)}: ["
    for number, item in enumerate(items):
        yield ("," if number else "") + "\n" + json.dumps(item, ensure_ascii=False)
    yield "\n]}\n"


def _portions(parts: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= PORTION:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()
