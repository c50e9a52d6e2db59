"""Key figures in words: the number as its source qualifies it, with scope, date and author."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory.evidence import Evidence, References
from directory.facts import Value
from directory.models import KeyFigure

# The Uptime Institute numbers its classes of data centres from I to IV.
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


def quantity(value: Decimal | int, unit: str = "") -> str:
    """A number with its unit; large sums of money in millions or billions."""
    amount = Decimal(value)
    if len(unit) == 3 and unit.isupper():
        for size, words in ((10**9, _("{currency} {n} billion")), (10**6, _("{currency} {n} million"))):
            if amount >= size:
                return words.format(currency=unit, n=plain(amount / size))
        return f"{unit} {plain(amount)}"
    if unit == "%":
        return _("{n}%").format(n=plain(amount))
    if unit == "Tier":
        return f"Tier {ROMAN.get(int(amount), plain(amount))}"
    return f"{plain(amount)} {unit}".strip()


def plain(number: Decimal) -> str:
    """A number without idle zeros, its thousands grouped as the reader's language does."""
    exact = number.quantize(Decimal("0.001")).normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    return number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=exact >= 10_000)


def figure_text(figure: KeyFigure) -> str:
    """The figure as it is shown: “about EUR 55 million”."""
    text = quantity(figure.value, figure.unit)
    return f"{figure.qualifier} {text}" if figure.qualifier else text


def figure_detail(figure: KeyFigure) -> str:
    """Scope, author and date of the figure in one line."""
    parts = [figure.scope.rstrip(".")]
    if figure.attributed_to:
        parts.append(_("according to {who}").format(who=figure.attributed_to))
    if figure.as_of_date:
        parts.append(_("as of {date}").format(date=figure.as_of_date))
    return "; ".join(parts)


def figure_value(figure: KeyFigure, references: References, *, documents_only: bool = False) -> Value | None:
    """The figure with what stands behind it, or None where the chosen evidence does not state it."""
    evidence = Evidence(figure.citations.all(), references, documents_only=documents_only)
    if not evidence.supports("value"):
        return None
    cite = evidence.cite("value").merged(evidence.cite("scope")).merged(evidence.cite("as_of"))
    return Value(figure_text(figure), detail=figure_detail(figure), cite=cite)
