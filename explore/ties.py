"""Sites as values on other records' pages: which factories and antennas, why, and on whose word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antennas.models import Antenna
from factories.models import Factory
from reference.evidence import Evidence, References
from reference.facts import Fact, Value
from reference.models import Site

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


def rows_with_sites(rows: QuerySet, *related: str) -> QuerySet:
    """Rows between a site and something else, with what `site_value` needs, in the order of names."""
    return (
        rows.select_related("site__country", *related)
        .prefetch_related("site__citations__source")
        .order_by("site__name")
    )


def row_values(
    rows: QuerySet, fact: str, references: References, detail: Detail = lambda row: ""
) -> list[Value]:
    """One value a row."""
    return [site_value(row.site, fact, row.about, references, detail(row)) for row in rows]


def sites_with_citations(sites: QuerySet) -> QuerySet:
    """Sites with what `site_value` needs."""
    return sites.select_related("country").prefetch_related("citations__source").order_by("name").strict()


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
    *related: str,
    detail: Detail = lambda row: "",
    when_empty: bool = False,
) -> list[Fact]:
    """The sites tied to a record by rows, one fact a kind of site."""
    facts = []
    for _model, relation, heading in kinds():
        rows = rows_with_sites(getattr(record, relation).all(), *related)
        values = row_values(rows, fact, references, detail)
        if values or when_empty:
            facts.append(Fact(heading, values, fact))
    return facts
