"""Links from changes to the forms of what changed."""

from __future__ import annotations

from typing import Any

from django import template

from editorial.usage import form_address

register = template.Library()


@register.simple_tag
def edit_address(change: Any) -> str:
    """The form of the record that changed, or whose rows changed; "" where there is none any more."""
    return form_address(change.record) if change.record else ""
