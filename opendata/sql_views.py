"""Views of an edition's SQLite file for people: readable names, slugs for row numbers, NULL for empty.

The tables are those that the site reads. Each kind of record, and each relation between two of them, is a
view besides. `sites` has those of both kinds, `citations` the sources of all facts, and the table
`dictionary` what each column means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from antennas.models import Antenna
from directory.models import Citation, MachineStep, ServiceStep, Site, Supercomputer
from editions.diff import public_fields, published_models
from editions.serialization import has_natural_key, owner_field
from factories.models import Factory
from opendata.resources import RESOURCES
from opendata.serializers.parts import CitationSerializer

DICTIONARY = "dictionary"
OF_BOTH_KINDS = ("slug", "name", "country", "cut_off", "city", "latitude", "longitude", "service_status")
"""The columns of the view of all sites, besides their kind."""
IS_QUOTATION = """("row"."as_stated" != '' AND ("row"."verbatim" OR "source"."kind" = 'document'))"""
"""The same as `Citation.is_quotation`."""


@dataclass(frozen=True)
class ViewColumn:
    """A column of a view: the expression that gives it, and what it means."""

    name: str
    expression: str
    meaning: str


@dataclass(frozen=True)
class View:
    """A view: its name, what a row of it is, its columns, and the query behind it."""

    name: str
    meaning: str
    columns: list[ViewColumn]
    query: str


def add(connection: BaseDatabaseWrapper) -> None:
    """Add the views and the dictionary to an edition's file."""
    with connection.cursor() as cursor, override(settings.LANGUAGE_CODE):
        cursor.execute(
            f"CREATE TABLE {DICTIONARY} (view text NOT NULL, name text NOT NULL, meaning text NOT NULL,"
            " PRIMARY KEY (view, name))"
        )
        for view in views():
            cursor.execute(f'CREATE VIEW "{view.name}" AS {view.query}')
            rows = [("", view.meaning), *((column.name, column.meaning) for column in view.columns)]
            statement = f"INSERT INTO {DICTIONARY} VALUES (%s, %s, %s)"  # noqa: S608
            cursor.executemany(statement, [(view.name, *row) for row in rows])


def views() -> list[View]:
    """All views, those of records first."""
    known = [model for model in published_models() if has_natural_key(model)]
    records = [model for model in known if owner_field(model) is None]
    rows = [model for model in known if owner_field(model) and not issubclass(model, Citation)]
    citations = [model for model in known if issubclass(model, Citation)]
    made = {model: _view(model) for model in [*records, *rows, *citations]}
    return [
        *(made[model] for model in records),
        _sites(made),
        *(made[model] for model in rows),
        _citations([made[model] for model in citations]),
    ]


def view_name(model: type[Model]) -> str:
    """The name of the view of a model: `access_routes`, `factory_sectors`."""
    return kind_name(model).replace("-", "_")


def kind_name(model: type[Model]) -> str:
    """The name of a resource, or the class in the plural: `access-routes`, `factory_sectors`."""
    for resource in RESOURCES.values():
        if resource.model is model:
            return resource.name
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def _view(model: type[Model]) -> View:
    joins, columns = [f'"{model._meta.db_table}" AS "row"'], []
    for field in public_fields(model):
        if isinstance(field, models.ForeignKey):
            target: Any = field.related_model
            key = _key(target)
            joins.append(
                f'LEFT JOIN "{target._meta.db_table}" AS "{field.name}"'
                f' ON "{field.name}"."{target._meta.pk.column}" = "row"."{field.column}"'
            )
            owned = field == owner_field(model) and not issubclass(model, Citation)
            name = str(target._meta.model_name) if owned else field.name
            columns.append(ViewColumn(name, f'"{field.name}"."{key}"', _meaning_of_key(model, field, key)))
        elif not isinstance(field, models.AutoField):
            column = f'"row"."{field.column}"'
            if isinstance(field, models.CharField | models.TextField):
                column = f"NULLIF({column}, '')"
            if issubclass(model, Citation) and field.name == "verbatim":
                column = IS_QUOTATION
            columns.append(ViewColumn(field.name, column, _meaning(model, field)))
    columns += _derived(model)
    name = view_name(model)
    if issubclass(model, Citation):
        kind = view_name(model.record_model())
        columns.sort(key=lambda column: column.name != "record")
        columns.insert(0, ViewColumn("record_kind", f"'{kind}'", _("The view that has the record.")))
    return View(name, _row_meaning(model), columns, _select(columns, " ".join(joins)))


def _select(columns: Iterable[ViewColumn], source: str) -> str:
    chosen = ", ".join(f'{column.expression} AS "{column.name}"' for column in columns)
    return f"SELECT {chosen} FROM {source}"  # noqa: S608  # names of our own


def _derived(model: type[Model]) -> list[ViewColumn]:
    """The last step that sources say was reached, as the API states it."""
    if issubclass(model, Site):
        links = f"{model._meta.app_label}_{model._meta.model_name}milestone"
        reached = _last_step(
            ServiceStep, f'JOIN "{links}" AS "link" ON "link"."milestone_id" = "m"."id"', '"link"."site_id"'
        )
        return [
            ViewColumn(
                "service_status",
                f"COALESCE({reached}, '{ServiceStep.SELECTED}')",
                _("The last step that a source says its service has reached."),
            )
        ]
    if model is Supercomputer:
        reached = _last_step(MachineStep, "", '"m"."supercomputer_id"')
        meaning = _("The last step that a source says the system has reached; NULL where none states any.")
        return [ViewColumn("status", reached, meaning)]
    return []


def _last_step(steps: type[TextChoices], join: str, owner: str) -> str:
    order = " ".join(f"WHEN '{step}' THEN {number}" for number, step in enumerate(steps.values))
    return (
        f'(SELECT "m"."step" FROM "reference_milestone" AS "m" {join}'  # noqa: S608  # names of our own
        f' WHERE {owner} = "row"."id" AND "m"."status" = \'happened\''
        f' AND CASE "m"."step" {order} END IS NOT NULL'
        f' ORDER BY CASE "m"."step" {order} END DESC LIMIT 1)'
    )


def _sites(made: dict[type[Model], View]) -> View:
    """The sites of both kinds."""
    kinds = {Factory.kind: made[Factory], Antenna.kind: made[Antenna]}
    first = made[Factory].columns
    columns = [ViewColumn("kind", "", _("“factory” or “antenna”: the view that has the rest of it."))]
    columns += [column for column in first if column.name in OF_BOTH_KINDS]
    chosen = ", ".join(f'"{column.name}"' for column in columns[1:])
    query = " UNION ALL ".join(
        f'SELECT \'{kind}\' AS "kind", {chosen} FROM "{view.name}"'  # noqa: S608  # names of our own
        for kind, view in kinds.items()
    )
    return View("sites", _("The AI Factories and the AI Factory Antennas together."), columns, query)


def _citations(parts: list[View]) -> View:
    """What stands behind the facts of all kinds of record."""
    query = " UNION ALL ".join(part.query for part in parts)
    return View("citations", _("That a source states a fact of a record."), parts[0].columns, query)


def _key(model: Any) -> str:
    """The column by which other records name one of this model."""
    (lookup,) = model.natural_key_lookups
    return str(model._meta.get_field(lookup).column)


def _row_meaning(model: type[Model]) -> str:
    for resource in RESOURCES.values():
        if resource.model is model:
            return str(resource.meaning)
    owner = owner_field(model)
    of = f" ({owner.related_model._meta.verbose_name})" if owner else ""
    return f"{capfirst(str(model._meta.verbose_name))}{of}."


def _meaning_of_key(model: type[Model], field: models.ForeignKey, key: str) -> str:
    if field.name == "record":
        return _("Slug of the record, or code of a country.")
    return _("{meaning} The {key} of a row of {view}.").format(
        meaning=_meaning(model, field), key=key, view=view_name(field.related_model)
    )


def _meaning(model: type[Model], field: models.Field) -> str:
    """What a column means: the words of the API where it has the field, else its name, and its choices."""
    serializer = next((resource.detail for resource in RESOURCES.values() if resource.model is model), None)
    if issubclass(model, Citation):
        serializer = CitationSerializer
    # The API's `url` is the address of the record's page here.
    documented = serializer().fields.get(field.name) if serializer and field.name != "url" else None
    text = str((documented and documented.help_text) or f"{capfirst(str(field.verbose_name))}.")
    values = [str(value) for value, _label in field.flatchoices if value]
    if values:
        text += _(" One of: {values}.").format(values=", ".join(values))
    if isinstance(field, models.BooleanField):
        text += _(" 1 for yes, 0 for no.")
    if isinstance(field, models.JSONField):
        text += _(" A list in JSON.")
    return text
