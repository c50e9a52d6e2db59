"""Cards and table rows as HTML: a template is drawn once for each shape a card can have, then filled."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import ngettext

from records.memory import Memory
from reference.cards import Card, Tie
from reference.models import Stage
from reference.stencil import Stencil, hole
from reference.templatetags.show import lang_attribute

CARD = "components/card.html"


def drawn(card: Card, template: str, memory: Memory) -> SafeString:
    """The card by its template, or by that of a table row. What is empty is so for the template too."""
    values = _in_card(card) if template == CARD else _in_row(card)
    shape = (template, card.kind, *(name for name, value in values.items() if value))
    stencil = memory.piece(shape, lambda: _stencil(*shape), lambda stencil: stencil.size)
    return SafeString(stencil.filled(values))


def _stencil(template: str, kind: str, *names: str) -> Stencil:
    holes = {name: hole(name) for name in names}
    return Stencil(render_to_string(template, {"card": {**holes, "kind": kind}}))


def _in_card(card: Card) -> dict[str, str]:
    """What the template of a card prints."""
    return {
        **_in_both(card),
        "city": card.city,
        "rungs": _rungs(frozenset(card.reached)),
        "systems": _ties(card.systems),
        "sectors": _ties(card.sectors),
        "countries": _ties(card.countries),
        "slug": card.slug,
    }


def _in_row(card: Card) -> dict[str, str]:
    """What the template of a table row prints."""
    number = len(card.sectors)
    return {
        **_in_both(card),
        "cut_off": card.cut_off.name,
        "cut_off_url": card.cut_off.url,
        "machines": _ties(card.machines, brief=True),
        "sectors": ngettext("{n} sector", "{n} sectors", number).format(n=number) if number else "",
        "names_of_ties": _ties(card.ties, brief=True),
    }


def _in_both(card: Card) -> dict[str, str]:
    return {
        "name": card.name,
        "url": card.url,
        "country": card.country.name,
        "country_url": card.country.url,
        "stage": capfirst(str(card.stage.label)),
        "hosts": _ties(card.hosts),
        "ties": _ties(card.ties),
    }


def _ties(ties: Iterable[Tie], *, brief: bool = False) -> SafeString:
    """Links one after another; brief ones without what each is to the site. Nothing if there are none."""
    items = "".join([_item(tie, brief) for tie in ties])
    return SafeString(f'<ul class="ties">{items}</ul>' if items else "")


# Most name what hundreds of sites name too.
@lru_cache(maxsize=4096)
def _item(tie: Tie, brief: bool) -> SafeString:
    lang = lang_attribute(tie.lang)
    detail = ""
    if tie.detail and not brief:
        detail = format_html(' <span class="fact__detail">{}</span>', tie.detail)
    return format_html('<li><a href="{}"{}>{}</a>{}</li>', tie.url, lang, tie.name, detail)


@lru_cache
def _rungs(reached: frozenset[int]) -> SafeString:
    """The ladder as small bars, filled where something happened. The words stand beside it."""
    states = (("on" if rung in reached else "off",) for rung in map(int, Stage))
    bars = format_html_join("", '<i class="{}"></i>', states)
    return format_html('<span class="rungs" aria-hidden="true">{}</span>', bars)
