"""What search knows of the nouns of this app."""

from __future__ import annotations

from collections.abc import Iterator

from reference import textsearch
from reference.models import Country, Organisation, Sector, Service, Site, Supercomputer
from reference.textsearch import Findable


def countries() -> Iterator[Findable]:
    for country in Country.objects.all():
        names = [country.name, country.code, country.eu_code, *country.aliases]
        yield Findable(country.code.lower(), country.name, names)


def sectors() -> Iterator[Findable]:
    for sector in Sector.objects.all():
        yield Findable(sector.slug, sector.name, sector.aliases, [sector.scope])


def services() -> Iterator[Findable]:
    for service in Service.objects.all():
        yield Findable(service.slug, service.name, service.aliases, [service.scope])


def organisations() -> Iterator[Findable]:
    for org in Organisation.objects.select_related("country"):
        place = country_words(org.country)
        names = [org.short_name, *org.aliases]
        yield Findable(org.slug, org.name, names, [org.city, *place], org.short_name)


def supercomputers() -> Iterator[Findable]:
    for system in Supercomputer.objects.select_related("country", "organisation"):
        words = [system.city, *country_words(system.country), *organisation_words(system.organisation)]
        yield Findable(system.slug, system.display_name, system.aliases, [*words, system.description])


def country_words(country: Country | None) -> list[str]:
    """The words by which a country is searched for."""
    return [country.name, *country.aliases] if country else []


def organisation_words(organisation: Organisation | None) -> list[str]:
    """The words by which an organisation is searched for."""
    return [organisation.name, organisation.short_name, *organisation.aliases] if organisation else []


SITE_RELATIONS = (
    "organisation_links__organisation",
    "system_links__supercomputer",
    "sector_links__sector",
)


def site_words(site: Site) -> list[str]:
    """Organisations, systems, sectors, places and the summary of a site."""
    words = [site.city, *country_words(site.country), site.summary]
    for link in site.organisation_links.all():  # type: ignore[attr-defined]
        words += organisation_words(link.organisation)
    for link in site.system_links.all():  # type: ignore[attr-defined]
        words += [link.supercomputer.display_name, *link.supercomputer.aliases]
    for link in site.sector_links.all():  # type: ignore[attr-defined]
        words += [link.sector.name, *link.sector.aliases]
    return words


def register() -> None:
    """Make the nouns of this app findable."""
    textsearch.register("country", countries)
    textsearch.register("sector", sectors)
    textsearch.register("organisation", organisations)
    textsearch.register("supercomputer", supercomputers)
