"""The tables of pages that list no resource: timeline, network, disagreements, coverage, changes, search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.cites import Cite
from directory.coverage import Coverage
from directory.evidence import References
from directory.models import Milestone, Source
from directory.query_params import choice_param
from editions.current import records
from explore import changes, coverage, disagreements, search, timeline
from explore.network import views as network
from explore.record_types import RECORD_KINDS
from opendata import edition_data, sites_table
from opendata.serializers.fields import PRECISION_HELP, QUALIFIER_HELP
from opendata.tables import Column, Row

SOURCES = Column("sources", _("Slugs of the sources that state it."), several=True)
EDITION = Column(
    "edition", _("Number of the edition that this was read from; empty in a draft."), type="integer"
)


@dataclass(frozen=True)
class PageTable:
    """The table of a page: its parameters, its columns, and its rows under the parameters of a request."""

    heading: Any
    parameters: tuple[str, ...]
    columns: list[Column]
    rows: Callable[[HttpRequest], Iterable[Row]]


TIMELINE = [
    Column("id", _("Slug of the milestone, or of the cut-off.")),
    Column("kind", _("Kind of milestone.")),
    Column("status", _("Happened, or only expected by a source."), values=tuple(Milestone.Status.values)),
    Column("overdue", _("Whether it was expected for a time that has passed."), type="boolean"),
    Column("title", _("What happened, or is expected.")),
    Column("date", _("When, as precisely as stated."), type="date"),
    Column("precision", PRECISION_HELP),
    Column("until", _("End of a period, with the same precision."), type="date"),
    Column("qualifier", QUALIFIER_HELP),
    Column("description", _("What is meant, in words of the editors.")),
    Column("sites", _("Slugs of the sites that it concerns."), several=True),
    SOURCES,
]


def _timeline(request: HttpRequest) -> Iterator[Row]:
    for moment in timeline.read(request.GET).moments:
        item = moment.item
        yield [
            *(moment.id, moment.kind, moment.status, item.overdue, item.title),
            *(item.when.day.isoformat(), item.when.precision, item.end.day.isoformat() if item.end else None),
            *(item.qualifier, item.description, sorted(moment.slugs), _sources(item.cite)),
        ]


DISAGREEMENTS = [
    Column("kind", _("Kind of record, as in addresses."), values=tuple(RECORD_KINDS)),
    Column("slug", _("Slug of the record.")),
    Column("record", _("Name of the record.")),
    Column("field", _("The fact: a field of the record.")),
    Column("about", _("Which value, of a field with several.")),
    Column("fact", _("The fact as pages call it.")),
    Column("shown", _("The value that is shown.")),
    Column("shown_sources", _("Slugs of the sources that state it."), several=True),
    Column("stated_otherwise", _("What other sources state instead."), several=True),
    Column("otherwise_source", _("Slugs of those sources, in the same order."), several=True),
    Column("otherwise_locator", _("Where in those sources."), several=True),
    Column("note", _("Why another value is shown, source by source."), several=True),
]


def _disagreements(request: HttpRequest) -> Iterator[Row]:
    kind, source = disagreements.asked(request, records().all(Source))
    for group in disagreements.disputed_kinds(kind, source, References()):
        for record in group.records:
            for fact in record.facts:
                disputes = fact.value.cite.disputes
                yield [
                    *(group.id, record.slug, record.name, fact.fact, fact.about, fact.label),
                    *(fact.value.text, _sources(fact.value.cite)),
                    [dispute.as_stated for dispute in disputes],
                    [dispute.reference.source.slug for dispute in disputes],
                    [dispute.reference.locator for dispute in disputes],
                    [dispute.note for dispute in disputes],
                ]


COVERAGE = [
    Column("kind", _("Kind of record, as in addresses."), values=(*coverage.SITES, *coverage.OTHERS)),
    Column("slug", _("Slug of the record.")),
    Column("record", _("Name of the record.")),
    Column("field", _("The fact: a field of the record.")),
    Column("fact", _("The fact as pages call it.")),
    Column("state", _("What is known of it."), values=tuple(str(state.value) for state in Coverage)),
]


def _coverage(request: HttpRequest) -> Iterator[Row]:
    kind = choice_param(request, "kind", coverage.OTHERS)
    for name in [kind] if kind else [*coverage.SITES, *coverage.OTHERS]:
        matrix = coverage.matrix(name)
        for line in matrix.lines:
            for column, state in zip(matrix.columns, line.cells, strict=True):
                yield [name, line.slug, line.name, column.fact, column.label, str(state.value)]


NETWORK = [
    Column("antenna", _("Slug of the Antenna.")),
    Column("antenna_name", _("Its name.")),
    Column("antenna_country", _("ISO code of its country.")),
    Column("kind", _("Kind of link.")),
    Column("factory", _("Slug of the AI Factory.")),
    Column("factory_name", _("Its name.")),
    Column("factory_country", _("ISO code of its country.")),
    SOURCES,
    Column("system", _("Slug of the system, where systems are shown.")),
    Column("system_name", _("Its name.")),
    Column("country", _("ISO code of the country that takes part, where those are shown.")),
    Column("country_name", _("Its name.")),
]


def _network(request: HttpRequest) -> Iterator[Row]:
    head, *rows = network.export_rows(request)
    for cells in rows:
        found = dict(zip(head, cells, strict=True))
        yield [
            found["sources"].split() if column is SOURCES else found.get(column.name) or None
            for column in NETWORK
        ]


CHANGES = [
    Column("edition", _("Number of the edition that made the change."), type="integer"),
    Column("published_at", _("When that edition was published."), type="datetime"),
    Column("record", _("Kind of record.")),
    Column("key", _("What identifies the record among its kind."), several=True),
    Column("kind", _("What happened to it."), values=("added", "changed", "removed")),
    Column("field", _("Name of the field, of a record that changed.")),
    Column("before", _("Value before; a list in bars.")),
    Column("after", _("Value after; a list in bars.")),
    *(
        Column(f"{side}_{part}", meaning)
        for side in ("before", "after")
        for part, meaning in (("precision", PRECISION_HELP), ("qualifier", QUALIFIER_HELP))
    ),
]
OF_DATES = [column.name for column in CHANGES[-4:]]


def _changes(request: HttpRequest) -> Iterator[Row]:
    for change in edition_data.changes(changes.read_site(request), changes.read_since(request)):
        record = [change[name] for name in ("edition", "published_at", "record", "key", "kind")]
        for field in change["fields_changed"]:
            said = (field[name] for name in OF_DATES)
            yield [*record, field["field"], _value(field["before"]), _value(field["after"]), *said]
        if not change["fields_changed"]:
            yield [*record, *[None] * (3 + len(OF_DATES))]


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [str(item) for item in value]
    return None if value is None else str(value)


SEARCH = [
    Column("kind", _("Kind of record.")),
    Column("title", _("Name of the record.")),
    Column("subtitle", _("What it is.")),
    Column("url", _("Path of its page.")),
]


def _search(request: HttpRequest) -> Iterator[Row]:
    words, problem = search.words_of(request)
    if problem:
        raise BadRequest(problem)
    for group in search.results(words)["groups"] if words else []:
        for result in group["results"]:
            yield [group["kind"], result.title, result.subtitle, result.url]


def _sites(request: HttpRequest) -> Iterator[Row]:
    return sites_table.rows()


def _sources(cite: Cite) -> list[Any]:
    return list(dict.fromkeys(reference.source.slug for reference in cite.references))


PAGES = {
    "sites": PageTable(_("All sites, one row each"), (), [*sites_table.COLUMNS, EDITION], _sites),
    "timeline": PageTable(_("Timeline"), timeline.PARAMETERS, [*TIMELINE, EDITION], _timeline),
    "network": PageTable(_("Network"), network.PARAMETERS, [*NETWORK, EDITION], _network),
    "disagreements": PageTable(
        _("Disagreements"), disagreements.PARAMETERS, [*DISAGREEMENTS, EDITION], _disagreements
    ),
    "coverage": PageTable(_("Coverage"), ("kind",), [*COVERAGE, EDITION], _coverage),
    "changes": PageTable(_("Changes"), changes.PARAMETERS, CHANGES, _changes),
    "search": PageTable(_("Search"), ("q",), [*SEARCH, EDITION], _search),
}
