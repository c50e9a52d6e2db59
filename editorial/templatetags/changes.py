"""Changes on the editors' pages: word by word, with a link to the form of what changed."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from editions.change_text import ChangeInWords, model_of
from editorial.history import find
from editorial.usage import form_address

register = template.Library()

ALIKE = 0.3
"""From this share of common words on, two texts are shown as one, with its changes marked."""


@register.simple_tag
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


@register.simple_tag
def edit_address(change: ChangeInWords) -> str:
    """The form of the record that changed, or whose row changed; "" where there is none any more."""
    model: Any = model_of(change.model)
    key = change.natural_key
    first, is_row, _field = model.natural_key_lookups[0].partition("__") if model else ("", "", "")
    if is_row:
        model, key = model._meta.get_field(first).related_model, key[:1]
    record = find(model, key) if model else None
    return form_address(record) if record else ""
