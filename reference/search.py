"""What search knows of the nouns of this app."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, NamedTuple

from reference import textsearch
from reference.evidence import Evidence, References
from reference.models import Country, Organisation, Sector, Site, Source, Supercomputer
from reference.querysets import ABOUT, SiteQuerySet
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


def _system_words(system: Supercomputer) -> list[str]:
    return [system.display_name, *system.aliases, system.city]


WORDS: dict[str, tuple[str, Callable[[Any], list[str]]]] = {
    "organisations": ("organisation", lambda found: [*organisation_words(found), found.city]),
    "supercomputers": ("supercomputer", _system_words),
    "sectors": ("sector", lambda found: [found.name, *found.aliases]),
    "participating_countries": ("country", country_words),
}
"""Facts of a site that lead to other records: the field of their rows that does, and the words that are
searched for.
"""
OF_EVERY_SITE = ("organisations", "supercomputers", "sectors")
SEARCHED = ("aliases", "city", "summary", *OF_EVERY_SITE)
"""The facts of a site that are searched for, as far as there is evidence for them."""


class Tied(NamedTuple):
    """A record that a site is tied to."""

    about: str
    """How a citation names it."""
    words: list[str]


@dataclass(frozen=True)
class Searched:
    """A site with what search looks at."""

    site: Site
    tied: dict[str, list[Tied]]
    """What it is tied to, by fact."""
    documents: Evidence
    """What the documents say of it."""


def searched(sites: SiteQuerySet, *more: str) -> Iterator[Searched]:
    """Sites with the facts of every site and `more`. They are read in portions, their rows as plain values:
    there are very many.
    """
    facts = [*OF_EVERY_SITE, *more]
    words = {fact: _words(sites, fact) for fact in facts}
    ready = sites.select_related("country").iterator(chunk_size=textsearch.AT_A_TIME)
    for portion in batched(ready, textsearch.AT_A_TIME):
        cited = _citations_of(portion)
        tied = {fact: _tied(sites, fact, portion, words[fact]) for fact in facts}
        for site in portion:
            evidence = Evidence(cited[site.pk], References(), documents_only=True)  # type: ignore[arg-type]
            yield Searched(site, {fact: tied[fact][site.pk] for fact in facts}, evidence)


def _words(sites: SiteQuerySet, fact: str) -> dict[int, list[str]]:
    """The words of each record that a fact may lead to: many sites lead to the same."""
    leads, words = WORDS[fact]
    model: Any = sites.rows(fact).model._meta.get_field(leads).related_model
    return {record.pk: words(record) for record in model._default_manager.all()}


def _tied(
    sites: SiteQuerySet, fact: str, portion: Sequence[Any], words: dict[int, list[str]]
) -> dict[int, list[Tied]]:
    leads, _words_of = WORDS[fact]
    rows = sites.rows(fact).filter(site__in=portion).annotate(about_key=ABOUT[fact])
    found: dict[int, list[Tied]] = defaultdict(list)
    for site, about, record in rows.values_list("site_id", "about_key", f"{leads}_id"):
        found[site].append(Tied(about, words[record]))
    return found


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


def site_findable(found: Searched, *more: str) -> Findable:
    """A factory or an antenna as search sees it; `more` are words that any source may have given."""
    site = found.site
    every = Evidence((), References())  # where every source counts, whatever a record says stands
    names = [name for name in site.aliases if found.documents.names(name)]
    return Findable(
        site.slug,
        site.name,
        site.aliases,
        [*site_words(found, every), *more],
        [*names, *site_words(found, found.documents), *more],
        subtitle=site.country.name,
    )


def site_words(found: Searched, evidence: Evidence) -> list[str]:
    """Organisations, systems, sectors, places and the summary of a site, as far as the evidence goes."""
    words = [*country_words(found.site.country)]
    words += [getattr(found.site, fact) for fact in ("city", "summary") if evidence.whole(fact)]
    for fact in OF_EVERY_SITE:
        for tied in found.tied[fact]:
            if evidence.supports(fact, tied.about):
                words += tied.words
    return words


def register() -> None:
    """Make the nouns of this app findable."""
    textsearch.register("country", countries)
    textsearch.register("sector", sectors)
    textsearch.register("organisation", organisations)
    textsearch.register("supercomputer", supercomputers)
