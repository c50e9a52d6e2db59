"""Whether who may apply for an access route, in the words of the record, covers a visitor's country."""

from __future__ import annotations

from directory.models.vocabulary import country_name

EU_MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905  # a line, not a page
)
"""The member states of the European Union in 2026, by ISO code."""


def admits(eligibility: str, country: str) -> bool | None:
    """Whether these words cover a country; None where they leave it open.

    They name countries, the EU or its member states. Which countries are "associated" with a programme of
    the EU is not recorded, so of a country outside the EU such words say nothing.
    """
    if country_name(country) in eligibility:
        return True
    if "EU member states" not in eligibility and "European Union" not in eligibility:
        return None
    if country in EU_MEMBERS:
        return True
    return None if "associated" in eligibility else False
