"""Every component on one page, for development only."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.cards import Card, Tie
from directory.cites import Cite, Dispute, Term
from directory.coverage import Coverage
from directory.dates import PartialDate
from directory.evidence import References
from directory.facts import Fact, Happening, Value, service_track
from directory.models import Source
from explore.bar_chart import Bar, Chart, Row, chart
from explore.disagreements import Disagreement
from explore.glossary import Entry, Link


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Components with made-up content that shows each of their states."""
    references = References()
    document = Source(
        pk=1,
        slug="example",
        kind="document",
        title="Example document",
        publisher="Example publisher",
        language="en",
    )
    later = Source(
        pk=2,
        slug="example-later",
        kind="secondary",
        title="Example report",
        publisher="Example paper",
        language="en",
        published_on=datetime.date(2026, 5, 1),
        published_precision="month",
    )
    first, second = references.at(document, "paragraph 2"), references.at(later, "table 1")
    cited, reported = Cite([first]), Cite([second])
    disputed = Cite(
        [first], [Dispute(second, "another value", "another value", "The document is nearer to the source.")]
    )
    redated = Cite([first], disputed.disputes)
    references.show([cited, reported, disputed, redated])
    day = datetime.date(2025, 3, 1)
    dated = [
        Happening("Selected: first cut-off", PartialDate(day, "day"), True, step="selected", cite=cited),
        Happening(
            "Agreement signed", PartialDate(day, "quarter"), True, step="agreement-signed", cite=reported
        ),
        Happening(
            "Opening", PartialDate(day, "half"), False, qualifier="by", step="open-to-users", cite=redated
        ),
    ]
    context = {
        "facts": [
            Fact("One value", [Value("Value", url="#", detail="detail", cite=cited)]),
            Fact(
                "Several values",
                [Value("First", mark="factory", cite=cited), Value("Second", mark="antenna")],
            ),
            Fact("Added later", [Value("Value", cite=reported)]),
            Fact("Disputed", [Value("Value", cite=disputed)]),
            Fact(
                "In the source's words",
                [Value("Value", cite=Cite([first], terms=[Term("its own term", "“its own term”", first)]))],
            ),
            Fact("Silent", []),
        ],
        "disagreement": Disagreement("Name", Value("Value", cite=disputed), "#"),
        "chart": _chart(),
        "coverage": list(Coverage),
        "track": service_track(dated),
        "references": references,
        "cards": [_card(kind, is_open=is_open) for kind, is_open in (("factory", True), ("antenna", False))],
        "contents": {"g-type": "Headings and text", "g-marks": "Marks", "g-terms": "Terms"},
        "terms": [
            Entry("g-term", "Word", "What it means.", [Link("Other word", "#g-term")], cited),
            Entry("g-own-term", "Word of our own", "What it means.", url="#"),
        ],
        "colours": ["ink", "ink-soft", "paper", "panel", "line", "line-strong", "blue", "teal", "amber"],
    }
    return render(request, "styleguide.html", context)


def _chart() -> Chart:
    counts = {"A label": (7, 2), "A longer label that takes two lines": (1, 0)}
    rows = [
        Row(label, [Bar("factory", one, "#"), Bar("antenna", other, "#")], "#")
        for label, (one, other) in counts.items()
    ]
    return chart(
        "example", "A chart", "What it shows.", head="Label", kinds=("factory", "antenna"), rows=rows
    )


def _card(kind: str, *, is_open: bool) -> Card:
    tie = Tie("Example", "#", "detail")
    return Card(
        kind=kind,
        name=f"An example {kind}",
        url="#",
        country=Tie("Country", "#"),
        city="City",
        cut_off=tie,
        machine=["contracted"],
        is_open=is_open,
        usable_now=[tie],
        hosts=[tie],
        sectors=[tie] * 5,
        ties=[tie],
        offer="One plain sentence says what it offers.",
    )
