"""Tags that print linked data into pages. None of them asks the database anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from opendata import site
from opendata.linked import Thing, linked_record

register = template.Library()
KEPT_INSIDE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
"""What could end the element, or a line of a script. In a text of JSON it may be written so instead."""


def block(thing: Thing) -> SafeString:
    """A thing as a data block, which no browser runs, and which nothing in it can end."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"), default=str).translate(KEPT_INSIDE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped above


@register.simple_tag
def says(record: Any, documents_only: bool = False) -> SafeString:
    """What a page says of its record; nothing where the page is not about one."""
    return block(linked_record(record, documents_only=bool(documents_only))) if record else SafeString("")


@register.simple_tag
def says_way(crumbs: Iterable[tuple[str, str]] | None, here: str = "") -> SafeString:
    """The way to the page."""
    return block(site.breadcrumbs(crumbs or (), here))


@register.simple_tag
def says_site() -> SafeString:
    """What the site is."""
    return block(site.website())


@register.simple_tag
def says_dataset() -> SafeString:
    """What the data of the site are, and where their files lie."""
    return block(site.dataset())
