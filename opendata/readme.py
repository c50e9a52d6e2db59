"""The text beside the tables of an edition: how to read them, and what each column means."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

from django.conf import settings
from django.utils.translation import gettext as _

from opendata.data_package import Table

RECORD = "record"
"""The first column of a table of values: whose values they are."""
WIDTH = 96
LICENCE = settings.DATA_LICENCE["url"]


def readme(metadata: Mapping[str, str], tables: list[Table], folder: str) -> str:
    """All of it, as plain text."""
    parts = [*(fill(text, WIDTH) for text in _introduction(metadata, folder)), *map(_table, tables)]
    return "\n\n".join(parts) + "\n"


def _introduction(metadata: Mapping[str, str], folder: str) -> list[str]:
    return [
        _("EuroHPC AI Factories and AI Factory Antennas: the records of an edition, as tables"),
        "{title}, {edition}{address}".format(
            title=metadata.get("title", settings.SITE_NAME),
            edition=_("edition {number} of {day}").format(
                number=metadata["edition"], day=metadata["published_at"][:10]
            )
            if metadata
            else _("a draft"),
            address=f", {address}" if (address := metadata.get("address")) else "",
        ),
        _("Licence: Creative Commons Attribution 4.0 (CC BY 4.0), {url}").format(url=LICENCE),
        _(
            "The tables are in the folder {folder}. sites.csv has all sites in brief. Each kind "
            "of record is a table, such as factories.csv, with one row per record. Each field with several "
            "values is also a table of its own, such as factories_sectors.csv, with one row per value; its "
            "first column, “record”, names the record. What stands behind each fact is in the tables that "
            "end with _citations.csv. datapackage.json says all of this to programs (Table Schema)."
        ).format(folder=folder),
        _(
            "The files are UTF-8, with commas between columns, texts in quotation marks and numbers bare. "
            "An empty cell means that no source states it. Dates are year-month-day. A date of "
            "which less is stated is the first day of its period: the column of precision beside it says "
            "whether that is a month, quarter, half-year or year. Where there are columns named until and "
            "qualifier, a source may give the end of a period, or say “by” or “around” a date."
        ),
        _(
            "In the table of a kind of record, a bar (|) divides the values of one cell. Columns of the "
            "same field keep the same order, and a place between two bars may be empty. A bar inside a value "
            "is written as a slash; the tables of values have the value as it is."
        ),
        _(
            "A text that begins with =, +, -, @, a tab, a line break, their full-width forms or an "
            "apostrophe has one more apostrophe before it, so that no spreadsheet runs it as a formula. "
            "Taking one apostrophe away from the beginning gives the text back."
        ),
        _("Columns named url hold the path of the record’s page on the directory’s site."),
    ]


def _table(table: Table) -> str:
    title = f"{table.name}.csv"
    lines = [title, "-" * len(title), fill(table.heading, WIDTH)]
    lines += [
        fill(f"{column.name}: {column.meaning}", WIDTH, initial_indent="  ", subsequent_indent="      ")
        for column in table.columns
    ]
    return "\n".join(lines)
