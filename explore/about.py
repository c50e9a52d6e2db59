"""What this directory is, who keeps it, how its records are made, and how to correct them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from explore.sources import citation_models
from factories.models import Factory
from reference.models import Country, Organisation, Sector, Source, Supercomputer
from reference.requests import accepts

CONTENTS = {
    "what": _("What this is"),
    "keeper": _("Who keeps it"),
    "numbers": _("In numbers"),
    "records": _("How records are made"),
    "later": _("Which sources may say what"),
    "reading": _("How to read a record"),
    "editions": _("Editions"),
    "correct": _("How to correct something"),
    "more": _("Look further"),
}


@dataclass(frozen=True)
class Numbers:
    """What the record holds, counted."""

    factories: int
    antennas: int
    countries: int
    """Those with a site."""
    organisations: int
    systems: int
    sectors: int
    silent: int
    """Sites for which no sector is stated."""
    documents: int
    primary: int
    secondary: int
    citations: int
    disagreeing: int

    @property
    def sites(self) -> int:
        return self.factories + self.antennas


@require_safe
@accepts()
def about(request: HttpRequest) -> HttpResponse:
    """The page about the directory, with numbers counted from the records."""
    page = {"contents": with_operator(CONTENTS, "keeper"), "numbers": _numbers()}
    return render(request, "explore/about.html", page)


def with_operator(contents: dict[str, Any], section: str) -> dict[str, Any]:
    """The sections of a page, without the one that says who runs the site where nobody is named."""
    named = settings.KEEPER or settings.CONTACT_EMAIL
    return {name: heading for name, heading in contents.items() if named or name != section}


def _numbers() -> Numbers:
    kinds = Counter(Source.objects.values_list("kind", flat=True))
    citations = [
        model.objects.aggregate(all=Count("pk"), disagreeing=Count("pk", filter=Q(agrees=False)))
        for model in citation_models()
    ]
    hosts = Q(pk__in=Factory.objects.values("country")) | Q(pk__in=Antenna.objects.values("country"))
    silent = (model.objects.filter(sector_links__isnull=True).count() for model in (Factory, Antenna))
    return Numbers(
        factories=Factory.objects.count(),
        antennas=Antenna.objects.count(),
        countries=Country.objects.filter(hosts).count(),
        organisations=Organisation.objects.count(),
        systems=Supercomputer.objects.count(),
        sectors=Sector.objects.count(),
        silent=sum(silent),
        documents=kinds[Source.Kind.DOCUMENT],
        primary=kinds[Source.Kind.PRIMARY],
        secondary=kinds[Source.Kind.SECONDARY],
        citations=sum(counts["all"] for counts in citations),
        disagreeing=sum(counts["disagreeing"] for counts in citations),
    )
