"""The facets of a list's form. Of hundreds of checkboxes only counts and ticks differ from page to page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from records.memory import Memory
from reference.facets import FacetView

HERE = "<!-- options -->"


def checkboxes(views: Iterable[FacetView], memory: Memory) -> SafeString:
    """Every facet, by `components/facet.html`, which is drawn once an edition for each state of its frame."""
    parts: list[str] = []
    for view in views:
        name = (FacetView, view.name, view.chosen, view.narrowing)
        before, after = memory.piece(name, partial(_frame, view), _length)
        parts.append(before)
        parts += _options(view)
        parts.append(after)
    return SafeString("".join(parts))


def _frame(view: FacetView) -> tuple[str, str]:
    """What stands before the options, and what after them."""
    drawn = render_to_string("components/facet.html", {"facet": view, "options": SafeString(HERE)})
    before, _here, after = drawn.partition(HERE)
    return before, after


def _length(frame: tuple[str, str]) -> int:
    return sum(map(len, frame))


def _options(view: FacetView) -> list[str]:
    name, given, counts = view.name, view.given, view.counts
    parts = []
    for value, label in view.labels.items():
        off, on, empty = _checkbox(name, value, label)
        box = on if value in given else off
        if counts is None:
            parts.append(f"{box}</label>")
        elif counts[value] or box is on:
            parts.append(f'{box} <span class="option__count">{counts[value]}</span></label>')
        else:
            parts.append(empty)
    return parts


@lru_cache(maxsize=2_000)
def _checkbox(name: str, value: str, label: str) -> tuple[str, str, str]:
    """A checkbox up to its count, off and on; and the whole of one that would leave nothing."""
    box = f'<input type="checkbox" name="{escape(name)}" value="{escape(value)}"'
    off, on = f"{box}> <span>{escape(label)}</span>", f"{box} checked> <span>{escape(label)}</span>"
    empty = f'<label class="option option--empty">{off} <span class="option__count">0</span></label>'
    return f'<label class="option">{off}', f'<label class="option">{on}', empty
