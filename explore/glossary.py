"""The glossary: the words of the field and of this directory, with services and sectors from the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from directory import text_search
from directory.cites import Cite
from directory.evidence import References
from directory.models import Service, Source
from directory.query_params import allow_params
from editions.current import records
from explore.sectors import sectors_with_counts
from explore.terms import PAGES, Term, terms


@dataclass(frozen=True)
class Link:
    """A label and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class Entry:
    """A word as the page prints it."""

    id: str
    name: str
    text: str
    links: list[Link] = field(default_factory=list)
    cite: Cite = field(default_factory=Cite)
    url: str = ""
    """The page of the thing itself, if it has one."""


@dataclass(frozen=True)
class Letter:
    """The words under one letter."""

    letter: str
    entries: list[Entry]


@require_safe
@allow_params()
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word in the order of the alphabet, then the services and sectors that the record knows."""
    references = References()
    entries = _entries(references)
    letters = [Letter(letter, list(group)) for letter, group in groupby(entries, key=_letter)]
    references.show(entry.cite for entry in entries)
    context = {
        "letters": letters,
        "services": sorted(_services(), key=_by_name),
        "sectors": sorted(_sectors(), key=_by_name),
        "references": references,
    }
    return render(request, "explore/glossary.html", context)


def _entries(references: References) -> list[Entry]:
    """The words with their references. One about the programme whose sources are all gone is left out."""
    sources = {source.slug: source for source in records().all(Source)}
    kept = [term for term in terms() if not term.places or any(at.source in sources for at in term.places)]
    shown = {term.slug: term for term in kept}
    entries = []
    for term in shown.values():
        places = (references.at(sources[at.source], at.locator) for at in term.places if at.source in sources)
        entries.append(_entry(term, Cite(list(places)), (shown[slug] for slug in term.see if slug in shown)))
    return sorted(entries, key=_by_name)


def _entry(term: Term, cite: Cite, see: Iterable[Term]) -> Entry:
    links = [Link(capfirst(str(other.name)), f"#{other.slug}") for other in see]
    if term.page:
        links.append(Link(str(PAGES[term.page]), reverse(term.page)))
    return Entry(term.slug, capfirst(str(term.name)), term.text, links, cite)


def _by_name(entry: Entry) -> str:
    return text_search.fold(entry.name)


def _letter(entry: Entry) -> str:
    return _by_name(entry)[:1].upper()


def _services() -> list[Entry]:
    """The services, with the lists of the sites that offer them."""
    return [
        Entry(
            f"service-{service.slug}",
            service.name,
            service.scope,
            _lists(
                f"?service={service.slug}",
                len(service.factories_links.all()),
                len(service.antennas_links.all()),
            ),
        )
        for service in records().all(Service)
    ]


def _sectors() -> list[Entry]:
    """The sectors with the lists of those that name them."""
    return [
        Entry(
            f"sector-{row['sector'].slug}",
            row["sector"].name,
            row["sector"].scope,
            _lists(f"?sector={row['sector'].slug}", row["factories"], row["antennas"]),
            url=row["url"],
        )
        for row in sectors_with_counts()
    ]


def _lists(query: str, factories: int, antennas: int) -> list[Link]:
    """Links to the lists of sites under a filter; none to an empty one."""
    links = [
        (ngettext("{n} AI Factory", "{n} AI Factories", factories), "factories:list", factories),
        (ngettext("{n} Antenna", "{n} Antennas", antennas), "antennas:list", antennas),
    ]
    return [Link(label.format(n=n), reverse(name) + query) for label, name, n in links if n]
