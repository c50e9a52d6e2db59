"""Sites as values on other records' pages: which factories and antennas, why, and on whose word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from antennas.models import Antenna
from directory.evidence import Evidence, References
from directory.facts import Fact, Value
from directory.models import Site
from factories.models import Factory

Detail = Callable[[Any], str]


def site_value(site: Site, cite_fact: str, about: str, references: References, detail: str = "") -> Value:
    """A site with its shape, its country and what stands behind its being here."""
    evidence = Evidence(site.citations.all(), references)  # type: ignore[attr-defined]
    country = site.country.display_name
    return Value(
        site.name,
        url=site.get_absolute_url(),  # type: ignore[attr-defined]
        detail=f"{country}, {detail}" if detail else country,
        lang=site.name_language,
        mark="antenna" if isinstance(site, Antenna) else "factory",
        cite=evidence.cite(cite_fact, about),
    )


def no_detail(row: Any) -> str:
    """Nothing beside the country."""
    return ""


def row_values(
    rows: Iterable[Any], fact: str, references: References, detail: Detail = no_detail
) -> list[Value]:
    """One value per site, in the order of names; a site with several rows has their details and references
    together.
    """
    values: dict[int, Value] = {}
    for row in sorted(rows, key=lambda row: row.site.name):
        value = site_value(row.site, fact, row.about, references, detail(row))
        if earlier := values.get(row.site.pk):
            both = f"{earlier.detail}, {detail(row)}"
            value = replace(earlier, detail=both, cite=earlier.cite.merged(value.cite))
        values[row.site.pk] = value
    return list(values.values())


def by_name(sites: Iterable[Site]) -> list[Site]:
    """The sites in the order of their names."""
    return sorted(sites, key=lambda site: site.name)


def kinds() -> tuple[tuple[type[Site], str, str], ...]:
    """Both kinds of site: model, relation from other records' rows, heading."""
    return (
        (Factory, "factories_links", _("AI Factories")),
        (Antenna, "antennas_links", _("AI Factory Antennas")),
    )


def row_facts(
    record: Any,
    fact: str,
    references: References,
    *,
    detail: Detail = no_detail,
    when_empty: bool = False,
) -> list[Fact]:
    """The sites tied to a record by rows, one fact for each kind of site."""
    facts = []
    for _model, relation, heading in kinds():
        values = row_values(getattr(record, relation).all(), fact, references, detail)
        if values or when_empty:
            facts.append(Fact(heading, values, fact))
    return facts


@dataclass(frozen=True)
class SiteLink:
    """A site in a table cell, with everything that ties it to the row's record."""

    site: Site
    mark: str
    detail: str


def site_links_of(record: Any, detail: Detail) -> list[SiteLink]:
    """The sites tied to a record whose rows were fetched, each once, factories first."""
    ties = []
    for _model, relation, _heading in kinds():
        found: dict[int, tuple[Site, list[str]]] = {}
        for row in getattr(record, relation).all():
            found.setdefault(row.site.pk, (row.site, []))[1].append(detail(row))
        mark = "factory" if relation == "factories_links" else "antenna"
        ties += [SiteLink(site, mark, ", ".join(details)) for site, details in found.values()]
    return ties
