"""What the sources dispute: both values, who states them, and why one of them is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urldefrag

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from directory.cites import Cite
from directory.evidence import Evidence, References, dispute_anchor, record_evidence
from directory.facts import Value
from directory.models import Milestone, Record, Source
from directory.models.sources import fact_label
from directory.query_params import allow_params, choice_param
from directory.shown import display_value
from directory.validation import disputed
from editions.current import records
from explore.record_types import RECORD_KINDS, address, anchor, heading, mark

PARAMETERS = ("kind", "source")
PLACES_NAMED = 3
STATED_WITH = {"date": "title", "scope": "value", "as_of": "value"}
"""Facts that rest on the citations of another one where they have none of their own."""

WORDING = ("name", "label", "aliases", "kind", "summary", "description")
"""Fields that say what something is called or how it is described. A dispute about any other field (a date, a
place, a sum, a role, a link) may change what a reader decides.
"""


@dataclass(frozen=True)
class Place:
    """A page that shows a disputed fact."""

    name: str
    url: str
    mark: str


@dataclass(frozen=True)
class Disagreement:
    """A fact that a source states otherwise. `value.cite` holds who says what, and why this is shown."""

    label: str
    value: Value
    url: str
    """The page that shows it, at the fact."""
    fact: str = ""
    about: str = ""
    """Which value, of a fact with several."""

    @property
    def is_wording(self) -> bool:
        return self.fact in WORDING

    @property
    def publishers(self) -> list[str]:
        """Whose value is shown, each once."""
        return list(dict.fromkeys(reference.source.publisher for reference in self.value.cite.references))

    @property
    def sources(self) -> set[str]:
        """Who states another value."""
        return {dispute.reference.source.slug for dispute in self.value.cite.disputes}


@dataclass(frozen=True)
class DisputedRecord:
    """A record with its disputed facts. What concerns many others is here once, with all their pages."""

    id: str
    slug: str
    name: str
    lang: str
    url: str
    places: list[Place]
    facts: list[Disagreement]

    @property
    def named_places(self) -> list[Place]:
        return self.places[:PLACES_NAMED]

    @property
    def more_places(self) -> int:
        """How many pages show it beside those named."""
        return len(self.places) - len(self.named_places)


@dataclass(frozen=True)
class DisputedKind:
    """The disputed records of one kind."""

    id: str
    heading: str
    mark: str
    records: list[DisputedRecord]

    def by(self, source: str) -> DisputedKind:
        """Only what this source states otherwise."""
        records = [
            replace(record, facts=facts)
            for record in self.records
            if (facts := [fact for fact in record.facts if source in fact.sources])
        ]
        return replace(self, records=records)

    def part(self, *, wording: bool) -> DisputedKind:
        """Only what is a matter of wording, or all the rest. A record in both parts has two ids."""
        records = []
        for record in self.records:
            facts = [fact for fact in record.facts if fact.is_wording == wording]
            second = wording and len(facts) < len(record.facts)
            if facts:
                records.append(
                    replace(record, facts=facts, id=f"{record.id}-wording" if second else record.id)
                )
        return replace(self, records=records, id=f"{self.id}-wording" if wording else self.id)

    @property
    def facts(self) -> list[Disagreement]:
        return [fact for record in self.records for fact in record.facts]


@require_safe
@allow_params(*PARAMETERS)
def disagreement_list(request: HttpRequest) -> HttpResponse:
    """Every disputed fact, by kind of record; `kind` and `source` choose among them."""
    sources = records().all(Source)
    kind, source = asked(request, sources)
    query = urlencode({name: value for name, value in (("kind", kind), ("source", source)) if value})
    path = reverse("disagreements") + (f"?{query}" if query else "")
    context = {"canonical": path, "kind": kind, "source": source, **_page(kind, source, sources)}
    return render(request, "explore/disagreements.html", context)


def asked(request: HttpRequest, sources: list[Source]) -> tuple[str, str]:
    """The kind and the source that an address chooses, "" for all; anything unknown is a 400."""
    slugs = [item.slug for item in sources]
    return choice_param(request, "kind", RECORD_KINDS), choice_param(request, "source", slugs)


def disputed_kinds(kind: str, source: str, references: References) -> list[DisputedKind]:
    """The disputed records of a kind, and of those what a source states otherwise; "" for all."""
    models = {name: model for name, model in RECORD_KINDS.items() if name == kind or not kind}
    groups = [_disputed_kind(name, model, references) for name, model in models.items()]
    return [group.by(source) for group in groups] if source else groups


def _page(kind: str, source: str, sources: list[Source]) -> dict[str, Any]:
    """The disputes of a kind and a source ("" for all), their references, and what else could be chosen."""
    references = References()
    every = [_disputed_kind(name, model, references) for name, model in RECORD_KINDS.items()]
    groups = [group for group in every if not kind or group.id == kind]
    if source:
        groups = [group.by(source) for group in groups]
    decisive = [part for group in groups if (part := group.part(wording=False)).records]
    wording = [part for group in groups if (part := group.part(wording=True)).records]
    references.show(fact.value.cite for group in (*decisive, *wording) for fact in group.facts)
    disputing = {slug for group in every for fact in group.facts for slug in fact.sources}
    return {
        "groups": [group for group in groups if group.records],
        "decisive": decisive,
        "wording": wording,
        "count": sum(len(group.facts) for group in groups),
        "records": sum(len(group.records) for group in groups),
        "total": sum(len(group.facts) for group in every),
        "kinds": [group for group in every if group.records or group.id == kind],
        "sources": [item for item in sources if item.slug in disputing or item.slug == source],
        "references": references,
    }


def _disputed_kind(name: str, model: type[Record], references: References) -> DisputedKind:
    """The records of a kind about which a source says otherwise; none that no page shows."""
    every: list[Any] = records().all(model)
    found = [
        _disputed_record(record, references)
        for record in every
        if any(not citation.agrees for citation in record.citations.all())
    ]
    return DisputedKind(name, heading(model), mark(model), [record for record in found if record.url])


def _disputed_record(record: Any, references: References) -> DisputedRecord:
    evidence = record_evidence(record, references)
    places = _places(record)
    url = address(record) or (places[0].url if places else _on_the_timeline(record))
    facts = []
    for fact, about in disputed(record):
        value = display_value(record, fact, about) or Value("")
        place = f"{urldefrag(url).url}#{dispute_anchor(record, fact, about)}"
        label = capfirst(fact_label(type(record), fact))
        shown = replace(value, cite=_cite(evidence, fact, about))
        facts.append(Disagreement(label, shown, place, fact, about))
    language = getattr(record, "name_language", "")
    return DisputedRecord(anchor(record), record.slug, str(record), language, url, places, facts)


def _on_the_timeline(record: Record) -> str:
    """The timeline, which shows every milestone but how things stood on a day; "" for that."""
    return "" if isinstance(record, Milestone) and record.is_state else reverse("timeline")


def _cite(evidence: Evidence, fact: str, about: str) -> Cite:
    cite = evidence.cite(fact, about)
    if not cite.references and fact in STATED_WITH:
        cite.references.extend(evidence.cite(STATED_WITH[fact]).references)
    return cite


def _places(record: Record) -> list[Place]:
    """The pages of what a milestone concerns; any other record has a page of its own."""
    if not isinstance(record, Milestone):
        return []
    links = [*record.factories_links.all(), *record.antennas_links.all()]
    sites = sorted((link.site for link in links), key=lambda site: site.name.lower())
    concerned = [*filter(None, (record.cut_off, record.supercomputer)), *sites]
    return [Place(str(item), address(item), mark(type(item))) for item in concerned]
