"""What editors' texts and dates must hold beyond what the database refuses: asked at the field of a form.

Not part of the models: a load is reviewed, and must not depend on the day on which it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale
from django.db import models
from django.utils.translation import gettext as _

from directory.models import Milestone, Site, Source
from directory.shingles import known_shingles, shingles
from editions.clock import today

WORDS = (40, 90)
"""The least and the most words of a site's summary."""

LANGUAGE_FIELDS = ("language", "name_language")
QUOTED = frozenset(
    {"name", "title", "as_stated", "publisher", "url", "website", "locator", "sha256", "label"}
)
"""Texts that repeat a source by their nature."""


def broken(model: type[models.Model], values: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """What is wrong with the values of these fields: a sentence for each field that breaks a rule."""
    found = {name: _broken(model, name, values) for name in names if values.get(name) not in (None, "", [])}
    return {name: message for name, message in found.items() if message}


def _broken(model: type[models.Model], name: str, values: Mapping[str, Any]) -> str:
    value = values[name]
    if name == "slug" and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        return _("A slug is made of lower-case letters and digits, with single hyphens between them.")
    if name in LANGUAGE_FIELDS and not is_language(value):
        return _("This is no language code: write “cs” or “pt”, not “Czech” or “PT”.")
    if (
        name == "summary"
        and issubclass(model, Site)
        and not WORDS[0] <= (n := len(value.split())) <= WORDS[1]
    ):
        return _("A summary has {least} to {most} words; this one has {n}.").format(
            least=WORDS[0], most=WORDS[1], n=n
        )
    if name in own_texts(model) and shingles(value) & known_shingles():
        return _("Eight words in a row stand in a source document: say it in words of our own.")
    if lies_ahead(model, name, values):
        return _("This day has not come yet.")
    return ""


def is_language(code: str) -> bool:
    """Whether a code names a language: lower-case, with a region in capitals where it matters."""
    language, _dash, region = code.partition("-")
    known = Locale("en").languages
    return language in known and language.islower() and (not region or bool(re.fullmatch("[A-Z]{2}", region)))


def lies_ahead(model: type[models.Model], name: str, values: Mapping[str, Any]) -> bool:
    """Whether a day that must have come is still to come."""
    if issubclass(model, Milestone):
        must_have_come = name == "date" and values.get("status") == Milestone.Status.HAPPENED
    else:
        must_have_come = issubclass(model, Source) and name in ("published_on", "checked_on")
    return bool(must_have_come and values[name] > today())


def own_texts(model: type[models.Model]) -> list[str]:
    """The fields of a model that hold words of our own."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.name not in QUOTED
    ]
