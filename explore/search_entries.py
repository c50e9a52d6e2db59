"""Everything that the search page finds, with the passages that say why."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antennas.models import Antenna
from antennas.search_entries import antennas
from directory import search_entries as nouns
from directory.cards import first_sentence
from directory.figure_text import figure_detail, figure_text
from directory.models import (
    AccessRoute,
    Country,
    KeyFigure,
    Milestone,
    Organisation,
    SearchEntry,
    Sector,
    Service,
    Site,
    Supercomputer,
)
from directory.shown import display_value
from directory.text_search import Findable, search_entry
from editions.current import records
from explore.terms import terms
from factories.models import Factory
from factories.search_entries import factories

WORDS = Path(__file__).with_name("search_words.toml")


@cache
def visitors_words() -> dict[str, dict[str, list[str]]]:
    """The capitals of countries, and synonyms: words that the record does not use."""
    with WORDS.open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Passage:
    """A part of a record that is searched: its name first, then other names of the same thing."""

    label: str | Promise
    texts: list[str]


@dataclass(frozen=True)
class Entry:
    """Something that can be found, and how it is shown."""

    kind: str
    url: str
    found: Findable
    text: str = ""
    """What it is, in a sentence."""
    status: str = ""
    passages: list[Passage] = field(default_factory=list)

    def row(self, number: int) -> SearchEntry:
        """Its folded words."""
        more = [text for passage in self.passages for text in passage.texts]
        return search_entry(number, self.kind, self.found, more)


def entries() -> Iterator[Entry]:
    """Everything, kind by kind."""
    yield from _sites(Factory, factories())
    yield from _sites(Antenna, antennas())
    yield from _access_routes()
    yield from _services()
    yield from _systems()
    yield from _named("organisation", Organisation, nouns.organisations(), _of_organisation)
    yield from _countries()
    yield from _named("sector", Sector, nouns.sectors(), lambda item: (item.scope, []))
    yield from _terms()
    yield from _figures()
    yield from _milestones()
    yield from _pages()


SITE_PASSAGES: tuple[tuple[str, str | Promise], ...] = (
    ("sectors", gettext_lazy("Sector")),
    ("organisations", gettext_lazy("Organisation")),
    ("supercomputers", gettext_lazy("System")),
)


def _sites(model: type[Site], found: Iterable[Findable]) -> Iterator[Entry]:
    for site, item in zip(records().all(model), found, strict=True):
        rows = [
            Passage(label, nouns.WORDS[fact](row)) for fact, label in SITE_PASSAGES for row in site.rows(fact)
        ]
        rows += [Passage(_("Service"), [row.service.name]) for row in site.rows("services")]
        rows += [
            Passage(_("Country"), nouns.country_words(site.country)),
            Passage(_("Summary"), [site.summary]),
        ]
        if isinstance(site, Factory):
            partners = [row.country for row in site.country_links.all()]
            rows += [Passage(_("Partner country"), nouns.country_words(country)) for country in partners]
        machine = ", ".join(str(step.label) for step in site.machine_status())
        not_open = _("machine: {status}").format(status=machine) if machine else ""
        status = _("open to users") if site.is_open() else not_open
        url = site.get_absolute_url()  # type: ignore[attr-defined]
        yield Entry(model.kind, url, item, first_sentence(site.summary), status, rows)


def _access_routes() -> Iterator[Entry]:
    for route, item in zip(records().all(AccessRoute), nouns.access_routes(), strict=True):
        text = first_sentence(route.summary)
        passages = [Passage(_("Cost"), [route.cost_detail]), Passage(_("Amount"), [route.amount])]
        yield Entry("access-route", route.get_absolute_url(), item, text, passages=passages)


def _services() -> Iterator[Entry]:
    for service in records().all(Service):
        count = len(service.factories_links.all())
        url = f"{reverse('factories:list' if count else 'antennas:list')}?service={service.slug}"
        item = Findable(service.slug, service.name, service.aliases, [service.scope])
        yield Entry("service", url, item, service.scope)


def _systems() -> Iterator[Entry]:
    for system, item in zip(records().all(Supercomputer), nouns.supercomputers(), strict=True):
        status = system.status()
        operator = nouns.organisation_words(system.organisation)
        passages = [Passage(_("Operator"), operator)] if operator else []
        text, label = first_sentence(system.description), str(status.label) if status else ""
        yield Entry("supercomputer", system.get_absolute_url(), item, text, label, passages)


def _named(
    kind: str,
    model: type[Any],
    found: Iterable[Findable],
    describe: Callable[[Any], tuple[str, list[Passage]]],
) -> Iterator[Entry]:
    for record, item in zip(records().all(model), found, strict=True):
        text, passages = describe(record)
        yield Entry(kind, record.get_absolute_url(), item, text, passages=passages)


def _of_organisation(item: Organisation) -> tuple[str, list[Passage]]:
    place = ", ".join(part for part in (item.city, item.country.display_name if item.country else "") if part)
    return place, [Passage(_("Country"), nouns.country_words(item.country))]


def _countries() -> Iterator[Entry]:
    capitals = visitors_words()["capitals"]
    for country, item in zip(records().all(Country), nouns.countries(), strict=True):
        passages = [Passage(_("Capital"), [name]) for name in capitals.get(country.code, [])]
        sites = [*country.factories.all(), *country.antennas.all()]
        text = ", ".join(site.name for site in sites)
        yield Entry("country", country.get_absolute_url(), item, text, passages=passages)


def _terms() -> Iterator[Entry]:
    for term in terms():
        item = Findable(term.slug, capfirst(str(term.name)), [], [term.text])
        yield Entry("term", f"{reverse('glossary')}#{term.slug}", item, first_sentence(term.text))


def _figures() -> Iterator[Entry]:
    for figure in records().all(KeyFigure):
        detail = figure_detail(figure)
        words = [figure_text(figure), detail, str(figure.get_kind_display())]
        item = Findable(figure.slug, figure.label, [], words, subtitle=figure_text(figure))
        yield Entry("figure", f"{reverse('figures')}#figure-{figure.slug}", item, detail)


def _milestones() -> Iterator[Entry]:
    for milestone in records().all(Milestone):
        date = display_value(milestone, "date")
        dated = date.text if date else ""
        item = Findable(milestone.slug, milestone.title, [], [dated, milestone.description], subtitle=dated)
        url = f"{reverse('timeline')}#milestone-{milestone.slug}"
        text = first_sentence(milestone.description)
        yield Entry("milestone", url, item, text, str(milestone.get_status_display()))


PAGES: tuple[tuple[str, str | Promise, str], ...] = (
    (
        "access",
        gettext_lazy("How to apply"),
        "apply application contact cost price free call deadline",
    ),
    ("find", gettext_lazy("Find the AI Factory for you"), "finder help advice choose which"),
    ("map", gettext_lazy("Map"), "map near where place"),
    ("network", gettext_lazy("Network"), "network links linked"),
    ("timeline", gettext_lazy("Timeline"), "timeline dates milestones when overdue"),
    ("figures", gettext_lazy("Figures"), "figures numbers budget funding money statistics"),
    ("compare", gettext_lazy("Compare sites"), "compare comparison"),
    ("data", gettext_lazy("Data and downloads"), "data download csv json api dataset licence"),
    ("disagreements", gettext_lazy("Where sources disagree"), "disagreements disputed"),
    ("about", gettext_lazy("About the directory"), "about contact imprint correction method"),
)
"""Pages, by the name of their URL, with the words that lead there."""


def _pages() -> Iterator[Entry]:
    for name, title, words in PAGES:
        yield Entry("page", reverse(name), Findable(name, str(title), [], [words]))
