"""For each record and each fact: who states it, whether sources differ, or whether all are silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.coverage import Coverage, coverage, facts_asked, stated_facts
from directory.models.sources import fact_label
from directory.query_params import allow_params, choice_param
from editions.current import records
from explore.record_types import RECORD_KINDS, address, anchor, heading, mark

SITES = ("factories", "antennas")
OTHERS = ("supercomputers", "organisations", "cut-offs")


@dataclass(frozen=True)
class Column:
    """A fact, and how many of the records state it."""

    fact: str
    label: str
    stated: int


@dataclass(frozen=True)
class Line:
    """A record with what is known of each fact, in the order of the columns."""

    slug: str
    name: str
    lang: str
    url: str
    disputes: str
    """Where what is disputed about it is told."""
    cells: list[Coverage]


@dataclass(frozen=True)
class Matrix:
    """The records of a kind against their facts."""

    id: str
    heading: str
    mark: str
    columns: list[Column]
    lines: list[Line]

    @property
    def tally(self) -> Counter[Coverage]:
        """How many facts there are of each sort."""
        return Counter(cell for line in self.lines for cell in line.cells)


@dataclass(frozen=True)
class Share:
    """One part of the summary, and of the legend."""

    state: Coverage
    count: int
    percent: int


@require_safe
@allow_params("kind")
def coverage_list(request: HttpRequest) -> HttpResponse:
    """The sites as two tables, or with `kind` another kind of record; the summary is of all of them."""
    kind = choice_param(request, "kind", OTHERS)
    path = reverse("coverage") + (f"?kind={kind}" if kind else "")
    matrices = {name: matrix(name) for name in (*SITES, *OTHERS)}
    tally = sum((each.tally for each in matrices.values()), Counter[Coverage]())
    total = sum(tally.values())
    context = {
        "matrices": [matrices[name] for name in ([kind] if kind else SITES)],
        "shares": [
            Share(state, tally[state], round(100 * tally[state] / (total or 1))) for state in Coverage
        ],
        "total": total,
        "records": sum(len(each.lines) for each in matrices.values()),
        "views": [(_("AI Factories and Antennas"), reverse("coverage"), not kind)]
        + [(matrices[name].heading, f"{reverse('coverage')}?kind={name}", name == kind) for name in OTHERS],
        "chosen": matrices[kind].heading if kind else "",
        "canonical": path,
    }
    return render(request, "explore/coverage.html", context)


def matrix(name: str) -> Matrix:
    """The records of a kind, by its name in addresses, against their facts."""
    model = RECORD_KINDS[name]
    asked = facts_asked(model)
    rows: list[Any] = sorted(records().all(model), key=lambda record: str(record).lower())
    stated = Counter(fact for record in rows for fact in stated_facts(record))
    lines = []
    for record in rows:
        found = coverage(record)
        language = getattr(record, "name_language", "")
        disputes = f"{reverse('disagreements')}#{anchor(record)}"
        cells = [found[fact] for fact in asked]
        lines.append(Line(record.slug, str(record), language, address(record), disputes, cells))
    columns = [Column(fact, capfirst(fact_label(model, fact)), stated[fact]) for fact in asked]
    return Matrix(name, heading(model), mark(model), columns, lines)
