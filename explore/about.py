"""What this directory is, who keeps it, how its records are made, and how to correct them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from directory.models import Organisation, Sector, Source, Supercomputer
from directory.query_params import allow_params
from editions.current import records
from explore.sectors import sites_without_sector
from explore.sources import citation_models
from factories.models import Factory

CONTENTS = {
    "what": _("What this is"),
    "keeper": _("Who runs it"),
    "numbers": _("In numbers"),
    "records": _("How records are made"),
    "later": _("Which sources may say what"),
    "reading": _("How to read a record"),
    "editions": _("Editions"),
    "correct": _("How to correct something"),
    "more": _("More pages"),
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
@allow_params()
def about(request: HttpRequest) -> HttpResponse:
    """The page about the directory, with numbers counted from the records."""
    page = {"contents": with_operator(CONTENTS, "keeper"), "numbers": _numbers()}
    return render(request, "explore/about.html", page)


def with_operator(contents: dict[str, Any], section: str) -> dict[str, Any]:
    """The sections of a page, without the one that says who runs the site where nobody is named."""
    named = settings.KEEPER or settings.CONTACT_EMAIL
    return {name: heading for name, heading in contents.items() if named or name != section}


def _numbers() -> Numbers:
    edition = records()
    kinds = Counter(source.kind for source in edition.all(Source))
    citations = [citation for model in citation_models() for citation in edition.all(model)]
    factories, antennas = edition.all(Factory), edition.all(Antenna)
    return Numbers(
        factories=len(factories),
        antennas=len(antennas),
        countries=len({site.country_id for site in (*factories, *antennas)}),
        organisations=len(edition.all(Organisation)),
        systems=len(edition.all(Supercomputer)),
        sectors=len(edition.all(Sector)),
        silent=sites_without_sector(Factory) + sites_without_sector(Antenna),
        documents=kinds[Source.Kind.DOCUMENT],
        primary=kinds[Source.Kind.PRIMARY],
        secondary=kinds[Source.Kind.SECONDARY],
        citations=len(citations),
        disagreeing=sum(not citation.agrees for citation in citations),
    )
