"""The facets of a list's form. Of hundreds of checkboxes only counts and ticks differ from page to page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial

from django.utils.html import escape
from markupsafe import Markup

from directory.facets import FacetView
from directory.macros import macro
from editions.current import edition_cache

HERE = "<!-- options -->"
Box = tuple[str, str, str, str]


def checkboxes(views: Iterable[FacetView]) -> Markup:
    """Every facet, by the macro `facet_of`, rendered once per edition for each state of its frame."""
    cache = edition_cache()
    parts: list[str] = []
    for view in views:
        name = (FacetView, view.name, view.chosen, view.narrowing)
        before, after = cache.get_or_set(name, partial(_frame, view))
        parts.append(before)
        boxes = cache.get_or_set((_boxes, view.name, tuple(view.offered)), partial(_boxes, view))
        options = _options(view, boxes)
        parts += options[: view.shown]
        if view.more:
            parts += _more(view, options[view.shown :])
        parts.append(after)
    return Markup("".join(parts))  # noqa: S704  # rendered or escaped below


def _frame(view: FacetView) -> tuple[str, str]:
    """What stands before the options, and what after them."""
    rendered = str(macro("lists", "facet_of")(view, Markup(HERE)))  # noqa: S704  # a constant
    before, _here, after = rendered.partition(HERE)
    return before, after


def _more(view: FacetView, options: list[str]) -> list[str]:
    """The values that follow on request, behind the macro `facet_more`."""
    name = (_more, view.name, view.more, view.more_chosen)
    frame = edition_cache().get_or_set(name, lambda: str(macro("lists", "facet_more")(view, Markup(HERE))))  # noqa: S704  # a constant
    before, _here, after = frame.partition(HERE)
    return [before, *options, after]


def _options(view: FacetView, boxes: list[Box]) -> list[str]:
    selected, counts = view.selected, view.counts
    if counts is None:
        return [f"{on if value in selected else off}</label>" for value, off, on, _empty in boxes]
    return [
        f'{on if value in selected else off} <span class="option__count">{count}</span></label>'
        if (count := counts[value]) or value in selected
        else empty
        for value, off, on, empty in boxes
    ]


def _boxes(view: FacetView) -> list[Box]:
    """Each value with its checkbox up to the count, off and on; and all of one that would leave nothing."""
    return [(value, *_checkbox(view.name, value, label)) for value, label in view.offered.items()]


# A value that the form does not offer of itself makes a list of boxes of its own.
@lru_cache(maxsize=2_000)
def _checkbox(name: str, value: str, label: str) -> tuple[str, str, str]:
    box = f'<input type="checkbox" name="{escape(name)}" value="{escape(value)}"'
    text = f"<span>{escape(label)}</span>"
    off, on = f"{box}> {text}", f"{box} checked> {text}"
    empty = f'<label class="option option--empty">{off} <span class="option__count">0</span></label>'
    return f'<label class="option">{off}', f'<label class="option">{on}', empty
