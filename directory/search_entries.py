"""What search knows of the nouns of this app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from directory import text_search
from directory.evidence import Evidence, References
from directory.models import AccessRoute, Country, Organisation, Sector, Site, Supercomputer, UserGroup
from directory.text_search import Findable
from editions.current import records


def countries() -> Iterator[Findable]:
    for country in records().all(Country):
        names = [country.name, country.code, country.eu_code, *country.aliases]
        yield Findable(country.code.lower(), country.name, names)


def sectors() -> Iterator[Findable]:
    for sector in records().all(Sector):
        yield Findable(sector.slug, sector.name, sector.aliases, [sector.scope])


def organisations() -> Iterator[Findable]:
    for org in records().all(Organisation):
        place = country_words(org.country)
        names = [org.short_name, *org.aliases]
        yield Findable(org.slug, org.name, names, [org.city, *place], subtitle=org.short_name)


def supercomputers() -> Iterator[Findable]:
    for system in records().all(Supercomputer):
        words = [system.city, *country_words(system.country), *organisation_words(system.organisation)]
        yield Findable(system.slug, system.display_name, system.aliases, [*words, system.description])


def access_routes() -> Iterator[Findable]:
    for route in records().all(AccessRoute):
        groups = [str(UserGroup(group).label) for group in route.user_groups]
        words = [route.summary, route.eligibility, str(route.get_cost_display()), route.cost_detail]
        yield Findable(
            route.slug,
            route.name,
            [],
            [*words, route.amount, *groups],
            subtitle=str(route.get_cost_display()),
        )


def country_words(country: Country | None) -> list[str]:
    """The words by which a country is searched for."""
    return [country.name, *country.aliases] if country else []


def organisation_words(organisation: Organisation | None) -> list[str]:
    """The words by which an organisation is searched for."""
    return [organisation.name, organisation.short_name, *organisation.aliases] if organisation else []


def _system_words(system: Supercomputer) -> list[str]:
    return [system.display_name, *system.aliases, system.city]


WORDS: dict[str, Callable[[Any], list[str]]] = {
    "organisations": lambda row: [*organisation_words(row.organisation), row.organisation.city],
    "supercomputers": lambda row: _system_words(row.supercomputer),
    "sectors": lambda row: [row.sector.name, *row.sector.aliases],
}
"""Facts of a site that lead to other records, and the words of a row that are searched for."""


def site_findable(site: Site, *more: str) -> Findable:
    """A factory or an antenna as search sees it; `more` are words that any source may have given."""
    every = Evidence((), References())  # where every source counts, whatever a record says stands
    documents = Evidence(site.citations.all(), References(), documents_only=True)  # type: ignore[attr-defined]
    return Findable(
        site.slug,
        site.name,
        site.aliases,
        [*site_words(site, every), *more],
        [*filter(documents.names, site.aliases), *site_words(site, documents), *more],
        subtitle=site.country.name,
    )


def site_words(site: Site, evidence: Evidence) -> list[str]:
    """Organisations, systems, sectors, places and the summary of a site, as far as the evidence goes."""
    words = [*country_words(site.country)]
    words += [getattr(site, fact) for fact in ("city", "summary") if evidence.whole(fact)]
    for fact, row_words in WORDS.items():
        words += [
            word for row in site.rows(fact) if evidence.supports(fact, row.about) for word in row_words(row)
        ]
    return words


def register() -> None:
    """Make the nouns of this app findable."""
    text_search.register("country", countries)
    text_search.register("sector", sectors)
    text_search.register("organisation", organisations)
    text_search.register("supercomputer", supercomputers)
    text_search.register("access-route", access_routes)
