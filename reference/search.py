"""What search knows of the nouns of this app."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any, NamedTuple

from django.db.models import QuerySet

from reference import textsearch
from reference.evidence import Evidence, References
from reference.models import Country, Organisation, Sector, Site, Source, Supercomputer
from reference.textsearch import Findable


def countries() -> Iterator[Findable]:
    for country in Country.objects.all():
        names = [country.name, country.code, country.eu_code, *country.aliases]
        yield Findable(country.code.lower(), country.name, names)


def sectors() -> Iterator[Findable]:
    for sector in Sector.objects.all():
        yield Findable(sector.slug, sector.name, sector.aliases, [sector.scope])


def organisations() -> Iterator[Findable]:
    for org in Organisation.objects.select_related("country"):
        place = country_words(org.country)
        names = [org.short_name, *org.aliases]
        yield Findable(org.slug, org.name, names, [org.city, *place], subtitle=org.short_name)


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


SEARCHED = ("aliases", "city", "summary", "organisations", "supercomputers", "sectors")
"""The facts of a site that are searched for."""


def searched[S: Site](sites: QuerySet[S], *more: str) -> Iterator[tuple[S, Evidence]]:
    """Sites with what `site_findable` looks at, and `more` relations, each with what the documents say of it.
    They are read in portions.
    """
    relations = ("organisation_links__organisation", "system_links__supercomputer", "sector_links__sector")
    ready = sites.select_related("country").prefetch_related(*relations, *more)
    for portion in batched(ready.iterator(chunk_size=textsearch.AT_A_TIME), textsearch.AT_A_TIME):
        cited = _citations_of(portion)
        for site in portion:
            yield site, Evidence(cited[site.pk], References(), documents_only=True)  # type: ignore[arg-type]


class Origin(NamedTuple):
    """Of a source, no more than whether it is a document."""

    is_document: bool


class Stated(NamedTuple):
    """Of a citation, no more than which fact it is of, and whether that stands."""

    field: str
    about: str
    agrees: bool
    source: Origin


def _citations_of(sites: Sequence[Any]) -> dict[int, list[Stated]]:
    """The citations of sites of one model by their numbers, as plain values: there are very many."""
    citations: Any = type(sites[0])._meta.get_field("citations").related_model
    rows = citations._default_manager.filter(record__in=sites, field__in=SEARCHED)
    found: dict[int, list[Stated]] = defaultdict(list)
    for record, fact, about, agrees, kind in rows.values_list(
        "record_id", "field", "about", "agrees", "source__kind"
    ):
        found[record].append(Stated(fact, about, agrees, Origin(kind == Source.Kind.DOCUMENT)))
    return found


def site_findable(site: Site, documents: Evidence, *more: str) -> Findable:
    """A factory or an antenna as search sees it; `more` are words that any source may have given."""
    every = Evidence((), References())  # where every source counts, whatever a record says stands
    names = _site_names(site, documents)
    return Findable(
        site.slug,
        site.name,
        site.aliases,
        [*site_words(site, every), *more],
        [*names, *site_words(site, documents), *more],
        subtitle=site.country.name,
    )


def _site_names(site: Site, evidence: Evidence) -> list[str]:
    return [name for name in site.aliases if evidence.names(name)]


def site_words(site: Site, evidence: Evidence) -> list[str]:
    """Organisations, systems, sectors, places and the summary of a site, as far as the evidence goes."""
    words = [*country_words(site.country)]
    words += [getattr(site, fact) for fact in ("city", "summary") if evidence.whole(fact)]
    for link in site.organisation_links.all():  # type: ignore[attr-defined]
        if evidence.supports("organisations", link.about):
            words += [*organisation_words(link.organisation), link.organisation.city]
    for link in site.system_links.all():  # type: ignore[attr-defined]
        if evidence.supports("supercomputers", link.about):
            system = link.supercomputer
            words += [system.display_name, *system.aliases, system.city]
    for link in site.sector_links.all():  # type: ignore[attr-defined]
        if evidence.supports("sectors", link.about):
            words += [link.sector.name, *link.sector.aliases]
    return words


def register() -> None:
    """Make the nouns of this app findable."""
    textsearch.register("country", countries)
    textsearch.register("sector", sectors)
    textsearch.register("organisation", organisations)
    textsearch.register("supercomputer", supercomputers)
