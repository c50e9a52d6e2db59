"""The facets of a list's form. Of hundreds of checkboxes only counts and ticks differ from page to page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from records.memory import memory
from reference.facets import FacetView

register = template.Library()
HERE = "<!-- options -->"


@register.simple_tag(takes_context=True)
def facets(context: Context, views: Iterable[FacetView]) -> SafeString:
    """Every facet, by `components/facet.html`, which is drawn once an edition for each state of its frame."""
    kept = context.get("memory") or memory()
    parts: list[str] = []
    for view in views:
        name = (FacetView, view.name, view.chosen, view.narrowing)
        before, after = kept.piece(name, partial(_frame, view), _length)
        parts += (before, _options(view), after)
    return SafeString("".join(parts))


def _frame(view: FacetView) -> tuple[str, str]:
    """What stands before the options, and what after them."""
    drawn = render_to_string("components/facet.html", {"facet": view, "options": SafeString(HERE)})
    before, _here, after = drawn.partition(HERE)
    return before, after


def _length(frame: tuple[str, str]) -> int:
    return sum(map(len, frame))


def _options(view: FacetView) -> str:
    parts = []
    for option in view.options:
        start, end = _checkbox(view.name, option.value, option.label)
        empty = " option--empty" if option.count == 0 and not option.selected else ""
        tick = " checked" if option.selected else ""
        number = "" if option.count is None else f' <span class="option__count">{option.count}</span>'
        parts.append(f'<label class="option{empty}">{start}{tick}{end}{number}</label>')
    return "".join(parts)


@lru_cache(maxsize=2_000)
def _checkbox(name: str, value: str, label: str) -> tuple[str, str]:
    """A checkbox with its label, before and after the place of its tick."""
    start = f'<input type="checkbox" name="{escape(name)}" value="{escape(value)}"'
    return start, f"> <span>{escape(label)}</span>"
