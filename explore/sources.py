"""Sources: the list, and for each the facts that rest on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Citation, Site, Source
from directory.query_params import allow_params, get_or_404
from editions.current import records
from explore.record_types import address


def citation_models() -> list[type[Citation]]:
    """Every concrete citation table."""
    return [model for model in apps.get_models() if issubclass(model, Citation)]


@require_safe
@allow_params()
def source_list(request: HttpRequest) -> HttpResponse:
    """Every source by kind, with the number of facts that cite it."""
    counts: Counter[int] = Counter()
    for model in citation_models():
        counts.update(citation.source_id for citation in records().all(model))
    groups = [
        {
            "kind": kind,
            "heading": heading,
            "rows": [
                {"source": source, "url": source.get_absolute_url(), "count": counts[source.pk]}
                for source in sources
            ],
        }
        for (kind, heading), sources in _by_kind()
    ]
    return render(request, "explore/sources.html", {"groups": groups})


def _by_kind() -> list[tuple[tuple[str, str], list[Source]]]:
    headings = {
        Source.Kind.DOCUMENT: _("Source documents"),
        Source.Kind.PRIMARY: _("Primary sources, added later"),
        Source.Kind.SECONDARY: _("Secondary sources, added later"),
    }
    sources = records().all(Source)
    return [
        ((kind, heading), [source for source in sources if source.kind == kind])
        for kind, heading in headings.items()
    ]


@dataclass(frozen=True)
class CitedRecord:
    """A record, and the facts of it that rest on a source."""

    name: str
    url: str
    noun: str
    citations: list[Citation]


@require_safe
@allow_params()
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One source: what it is, and every fact that rests on it."""
    source = get_or_404(Source, slug=slug)
    # The sites first: they are what most readers ask about.
    models = sorted(citation_models(), key=lambda model: not issubclass(model.record_model(), Site))
    groups = [group for model in models if (group := _cited(model, source))["records"]]
    count = sum(len(record.citations) for group in groups for record in group["records"])
    context = {
        "source": source,
        "groups": groups,
        "count": count,
        "crumbs": [(_("Sources"), reverse("sources"))],
    }
    return render(request, "explore/source.html", context)


def _cited(model: Any, source: Source) -> dict[str, Any]:
    citations = sorted(
        (citation for citation in records().all(model) if citation.source_id == source.pk),
        key=lambda citation: (citation.record.slug, citation.field, citation.about),
    )
    cited = [
        CitedRecord(str(record), address(record), str(record._meta.verbose_name), list(group))
        for record, group in groupby(citations, key=lambda citation: citation.record)
    ]
    heading = capfirst(str(model.record_model()._meta.verbose_name_plural))
    return {"heading": heading, "records": cited}
