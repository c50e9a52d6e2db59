"""The value that a page shows for a fact of any record, as text."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from directory.dates import qualified
from directory.facts import Value
from directory.figure_text import figure_text, quantity
from directory.models import KeyFigure, Milestone
from directory.models.base import Record

DATES = {
    "announced_on": "announced",
    "as_of": "as_of_date",
}
"""Dates that know how precise they are, by the name of the column."""
WORDS_OF_A_TEXT = 24


def display_value(record: Record, fact: str, about: str = "") -> Value | None:
    """The value of a fact, or the one that `about` names; None where the record states none.

    A text is cut short. The record needs what `with_everything` fetches, and the records it points to.
    """
    if relation := record.cited_relations.get(fact):
        rows = getattr(record, relation).all()
        return next((Value(str(row)) for row in rows if row.about == about), None)
    if about:
        return Value(about)
    text = _text(record, fact)
    language = getattr(record, "name_language", "") if fact == "name" else ""
    return Value(text, lang=language) if text else None


def _text(record: Record, fact: str) -> str:
    value: Any = getattr(record, DATES.get(fact, fact))
    if value in (None, ""):
        return ""
    if isinstance(record, KeyFigure) and fact == "value":
        return figure_text(record)
    if isinstance(record, Milestone) and fact == "date":
        return _period(record)
    if fact.endswith("_eur"):
        return quantity(value, "EUR")
    try:
        choices = record._meta.get_field(fact).choices  # type: ignore[union-attr]
    except FieldDoesNotExist:
        choices = None
    if choices:
        return capfirst(str(dict(choices)[value]))
    return Truncator(str(value)).words(WORDS_OF_A_TEXT)


def _period(milestone: Milestone) -> str:
    """The date as pages show it: “by mid-2026”, “14 April 2026 to 15 April 2026”."""
    starts = qualified(milestone.when, milestone.qualifier)
    return _("{first} to {last}").format(first=starts, last=milestone.end) if milestone.end else starts
