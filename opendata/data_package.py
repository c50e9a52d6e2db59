"""The description of the tables in the zip as a Data Package with Table Schemas (https://datapackage.org)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from opendata.tables import Column, Row


@dataclass(frozen=True)
class Table:
    """A table of the zip."""

    name: str
    heading: str
    """What a row of it is."""
    columns: list[Column]
    rows: Iterable[Row]
    key: str = ""
    """The column that identifies a row, if one does."""
    of: str = ""
    """The table that `record`, its first column, names a row of, if it is one of values."""


def data_package(metadata: Mapping[str, str], tables: list[Table], folder: str) -> dict[str, Any]:
    """The content of datapackage.json, with paths of the tables in a folder."""
    licence = settings.DATA_LICENCE
    keys = {table.name: table.key for table in tables}
    package = {
        "profile": "tabular-data-package",
        "name": folder,
        "title": metadata.get("title"),
        "description": metadata.get("description"),
        "version": metadata.get("edition"),
        "created": metadata.get("published_at"),
        "homepage": metadata.get("address"),
        "licenses": [
            {"name": licence["name"].replace(" ", "-"), "title": licence["name"], "path": licence["url"]}
        ],
        "resources": [_resource(table, folder, keys) for table in tables],
    }
    return {name: value for name, value in package.items() if value}


def _resource(table: Table, folder: str, keys: Mapping[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = [table.key]
    if table.of:
        reference = {"resource": table.of, "fields": [keys[table.of]]}
        schema["foreignKeys"] = [{"fields": [table.columns[0].name], "reference": reference}]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{folder}/{table.name}.csv",
        "description": table.heading,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": str(column.meaning)}
    if column.values:
        field["constraints"] = {"enum": list(column.values)}
    return field
