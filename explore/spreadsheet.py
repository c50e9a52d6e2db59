"""Tables as CSV, for programs that calculate."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would run as a formula."""


def harmless(cell: str) -> str:
    """The cell as text: an apostrophe first where a spreadsheet would otherwise run it."""
    return f"'{cell}" if cell.startswith(RUNS) else cell


def as_csv(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """The rows as a file of this name, in UTF-8; the first row names the columns."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    csv.writer(response).writerows([harmless(cell) for cell in row] for row in rows)
    return response
