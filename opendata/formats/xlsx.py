"""XLSX, for people who calculate: a sheet of records, and a sheet that says what the columns mean."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from opendata.formats.text import PORTION
from opendata.tables import Cell, Column

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NEVER = datetime.datetime(1980, 1, 1)  # the same records give the same bytes
LONGEST = 32_767
"""Characters that a cell may hold."""


def as_xlsx(
    columns: list[Column], rows: Iterable[Sequence[Cell]], about: Sequence[tuple[str, str]]
) -> Iterator[bytes]:
    """The rows under the names of their columns. Every text is a text: nothing in it is ever a formula."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True, **AS_TEXT}) as book:
            book.set_properties({"created": NEVER})
            strong = book.add_format({"bold": True})
            dates = {
                "date": book.add_format({"num_format": "yyyy-mm-dd"}),
                "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            }
            sheet = book.add_worksheet(_("Records"))
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(columns) - 1, 20)
            for across, column in enumerate(columns):
                sheet.write_string(0, across, column.name, strong)
            down = 0
            for down, cells in enumerate(rows, start=1):
                for across, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                    if cell and column.type in dates:
                        moment = datetime.datetime.fromisoformat(str(cell)).replace(tzinfo=None)
                        sheet.write_datetime(down, across, moment, dates[column.type])
                    else:
                        _write(sheet, down, across, cell)
            sheet.autofilter(0, 0, down, len(columns) - 1)
            _explain(book, columns, about, strong)
        file.seek(0)
        while portion := file.read(PORTION):
            yield portion


def _write(sheet: xlsxwriter.worksheet.Worksheet, down: int, across: int, cell: Cell) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(down, across, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(down, across, cell)
    elif cell:
        sheet.write_string(down, across, cell[:LONGEST])


def _explain(
    book: xlsxwriter.Workbook, columns: list[Column], about: Sequence[tuple[str, str]], strong: object
) -> None:
    sheet = book.add_worksheet(_("About"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    lines = [*about, ("", ""), *((column.name, column.meaning) for column in columns)]
    for down, (name, meaning) in enumerate(lines):
        sheet.write_string(down, 0, name, strong)
        sheet.write_string(down, 1, str(meaning))
