"""The network in figures: what the directory counts itself, and the key figures that sources state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.dates import PartialDate
from directory.evidence import References
from directory.facts import Value
from directory.figure_text import figure_value
from directory.models import KeyFigure
from directory.query_params import allow_params
from editions.current import records
from explore.chart_pictures import source_line
from explore.figure_charts import charts
from explore.record_types import address, mark
from explore.site_links import by_name


@dataclass(frozen=True)
class Subject:
    """What a figure is of."""

    name: str
    url: str
    mark: str


@dataclass(frozen=True)
class Figure:
    """A key figure with everything that says what it means."""

    id: str
    label: str
    value: Value
    scope: str
    as_of: PartialDate | None
    attributed_to: str
    subjects: list[Subject]
    """Round, system or sites; none for a figure of the whole network or of something beyond it."""

    def as_text(self, via: str) -> str:
        """The figure in words to paste elsewhere, with its scope, date, author and sources."""
        whose = [subject.name for subject in self.subjects]
        named = dict.fromkeys(
            f"{item.source.title}, {item.source.publisher}" for item in self.value.cite.references
        )
        parts = [
            f"{self.label}{f' ({get_text_list(whose, _("and"))})' if whose else ''}: {self.value.text}.",
            self.scope if self.scope.endswith(".") else f"{self.scope}.",
            _("As of {date}.").format(date=self.as_of) if self.as_of else _("Date not stated."),
            _("According to {who}.").format(who=self.attributed_to) if self.attributed_to else "",
            _("Stated by: {sources}.").format(sources="; ".join(named)),
            f"{via}.",
        ]
        return " ".join(filter(None, parts))


@dataclass(frozen=True)
class FigureGroup:
    """The figures of one kind."""

    id: str
    heading: str
    figures: list[Figure]


@require_safe
@allow_params()
def figure_list(request: HttpRequest) -> HttpResponse:
    """Charts of what the records hold, and the key figures by kind."""
    references = References()
    groups = _groups(references)
    references.show(figure.value.cite for group in groups for figure in group.figures)
    count = sum(len(group.figures) for group in groups)
    context = {
        "charts": charts(),
        "groups": groups,
        "count": count,
        "references": references,
        "source": source_line(request),
    }
    return render(request, "explore/figures.html", context)


def _groups(references: References) -> list[FigureGroup]:
    found: dict[str, list[Figure]] = {kind: [] for kind in KeyFigure.Kind}
    for record in records().all(KeyFigure):
        if value := figure_value(record, references):
            found[record.kind].append(_figure(record, value))
    headings = {
        KeyFigure.Kind.MONEY: _("Money"),
        KeyFigure.Kind.COUNT: _("Counts"),
        KeyFigure.Kind.RANK: _("Ranks"),
        KeyFigure.Kind.SHARE: _("Shares"),
        KeyFigure.Kind.PERFORMANCE: _("Performance"),
        KeyFigure.Kind.ACCELERATORS: _("Accelerators"),
    }
    return [
        FigureGroup(kind, heading, sorted(found[kind], key=_widest_first))
        for kind, heading in headings.items()
        if found[kind]
    ]


def _figure(record: Any, value: Value) -> Figure:
    relations = record.factories_links, record.antennas_links
    sites = [site for rows in relations for site in by_name(row.site for row in rows.all())]
    subjects = [*filter(None, (record.cut_off, record.supercomputer)), *sites]
    return Figure(
        record.slug,
        record.label,
        replace(value, detail=""),
        record.scope,
        record.as_of_date,
        record.attributed_to,
        [Subject(str(item), address(item), mark(type(item))) for item in subjects],
    )


def _widest_first(figure: Figure) -> tuple[bool, bool, str, bool, bool]:
    """Figures of no single record, then of rounds and systems, then of sites; the same subject together.

    What others claim, and what was added later, comes after what the publishers of the documents state.
    """
    subject = figure.subjects[0] if figure.subjects else None
    of_site = bool(subject and subject.mark)
    claimed, later = bool(figure.attributed_to), bool(figure.value.cite.later)
    return bool(subject), of_site, subject.url if subject else "", claimed, later
