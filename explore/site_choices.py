"""Both kinds of site as choices: what a form offers, and what an address may name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from antennas.models import Antenna
from directory import text_search
from editions.current import records
from factories.models import Factory


@dataclass(frozen=True)
class Choice:
    """A site that may be chosen."""

    slug: str
    name: str
    lang: str
    kind: str
    country: str
    url: str


@dataclass(frozen=True)
class Kind:
    """The sites of one kind under a heading, in the order of their names."""

    kind: str
    heading: str
    choices: list[Choice]


def sites_by_kind() -> list[Kind]:
    """Every site, factories first."""
    headings = (("factory", Factory, _("AI Factories")), ("antenna", Antenna, _("AI Factory Antennas")))
    groups = []
    for kind, model, heading in headings:
        choices = [
            Choice(
                slug=site.slug,
                name=site.name,
                lang=site.name_language,
                kind=kind,
                country=site.country.display_name,
                url=site.get_absolute_url(),  # type: ignore[attr-defined]
            )
            for site in records().all(model)
        ]
        choices.sort(key=lambda choice: text_search.fold(choice.name))
        groups.append(Kind(kind, heading, choices))
    return groups


def by_slug(kinds: Sequence[Kind]) -> dict[str, Choice]:
    """The choices by their slugs."""
    return {choice.slug: choice for kind in kinds for choice in kind.choices}


def without(kinds: Sequence[Kind], chosen: Sequence[Choice]) -> list[Kind]:
    """The choices that are left."""
    return [
        Kind(kind.kind, kind.heading, [choice for choice in kind.choices if choice not in chosen])
        for kind in kinds
    ]
