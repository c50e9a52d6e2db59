"""Changes in words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

ALIKE = 0.3
"""From this share of common words on, two texts are shown as one, with its changes marked."""


def title(model_label: str, key: Any) -> str:
    """What kind of record, and which."""
    return f"{_noun(model_label)} “{key_text(key)}”"


def name(record: Model) -> str:
    """What kind of record, and its own name."""
    return f"{record._meta.verbose_name} “{record}”"


def key_text(key: Any) -> str:
    """A natural key on one line."""
    return " / ".join(str(part) for part in key if part not in ("", None))


def field_label(model: type[Model] | None, field: str) -> str:
    """What a field is called on pages; its bare name if it, or its model, is gone since."""
    try:
        return str(model._meta.get_field(field).verbose_name) if model else field  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return field


def value_text(value: Any) -> str:
    """A plain value for people."""
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def model_of(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _noun(label: str) -> str:
    model = model_of(label)
    return capfirst(str(model._meta.verbose_name)) if model else label


def word_diff(before: str, after: str) -> SafeString:
    """What went and what came, whole; in one text where most words stay."""
    old, new = (re.findall(r"\S+\s*", text) for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return format_html("<del>{}</del> → <ins>{}</ins>", before, after)
    parts = []
    for code, start, end, start_new, end_new in matcher.get_opcodes():
        went, came = "".join(old[start:end]), "".join(new[start_new:end_new])
        if code == "equal":
            parts.append(("", went, ""))
            continue
        if went:
            parts.append(("<del>", went, "</del>"))
        if came:
            parts.append(("<ins>", came, "</ins>"))
    marked = ((mark_safe(opening), text, mark_safe(closing)) for opening, text, closing in parts)  # noqa: S308
    return format_html_join("", "{}{}{}", marked)
