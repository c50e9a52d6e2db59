"""As many queries for a thousand records as for one, and none while a page is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.exceptions import FieldFetchBlocked
from django.db import connection
from django.template import Template
from django.test.utils import CaptureQueriesContext

from antennas.models import Antenna, AntennaFactory
from factories.models import Factory, FactoryCountry
from reference import textsearch
from reference.models import (
    Country,
    CutOff,
    Milestone,
    Organisation,
    Sector,
    Service,
    Source,
    Supercomputer,
)
from tests.listed import listed

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/factories/",
    "/factories/?view=table&page_size=200",
    "/factories/?country=DE&sector=health&evidence=documents",
    "/factories/?view=map",
    "/map/?sector=health",
    "/find/?country=EE&sector=health&need=compute",
    "/factories/?q=energy&sort=sectors",
    "/antennas/",
    "/antennas/?sector=health",
    "/supercomputers/",
    "/supercomputers/jupiter/",
    "/organisations/",
    "/organisations/csc/",
    "/sectors/",
    "/sectors/health/",
    "/countries/",
    "/countries/de/",
    "/cut-offs/",
    "/cut-offs/factories-1/",
    "/sources/",
    "/sources/analysis-2025/",
    "/search/?q=energy",
    "/compare/",
    "/timeline/",
    "/timeline/?kind=deployment&status=expected",
    "/timeline.ics",
    "/about/",
    "/glossary/",
    "/accessibility/",
    "/privacy/",
    "/figures/",
    "/disagreements/",
    "/disagreements/?kind=factories&source=analysis-2025",
    "/coverage/",
    "/coverage/?kind=organisations",
    "/network/",
    "/network/?show=systems&show=countries&sort=-factory",
    "/pictures/network.png",
    "/data/",
    "/data/dictionary/",
]
SITES = [
    "/compare/?site=lumi-ai-factory&site=be-aifa&site=it4lia&site=hearts",
    "/pictures/factories/jaif.png",
    "/factories/jaif/",
    "/factories/pharos/?evidence=documents",
    "/antennas/hearts/",
    "/network/?site=hearts",
]


def queries(get: Callable[[str], Any], address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert get(address).status_code == 200
    return len(captured)


def add_sites(numbers: range) -> None:
    """Factories and antennas with rows of every kind, tied to the other records of the real directory."""
    germany, denmark = Country.objects.get(code="DE"), Country.objects.get(code="DK")
    source = Source.objects.get(slug="analysis-2025")
    links: dict[str, dict[str, Any]] = {
        "sector": {"sector": Sector.objects.get(slug="health")},
        "service": {"service": Service.objects.get(slug="training")},
        "organisation": {"organisation": Organisation.objects.get(slug="csc"), "role": "hosting-entity"},
        "system": {"supercomputer": Supercomputer.objects.get(slug="jupiter"), "relation": "associated"},
        "milestone": {"milestone": Milestone.objects.first()},
    }
    facts = {"name": "", "cut_off": "", "country": "", "sectors": "health"}
    facts |= {"organisations": "csc:hosting-entity", "supercomputers": "jupiter:associated"}
    made: dict[str, list[Any]] = {}
    models = {model.__name__.lower(): model for model in apps.get_models()}
    for kind, round_name in (("factory", "factories-1"), ("antenna", "antennas-1")):
        common = {"country": germany, "summary": "Energy.", "cut_off": CutOff.objects.get(slug=round_name)}
        model = models[kind]
        made[kind] = model.objects.bulk_create(
            model(slug=f"{kind}-{n}", name=f"{kind} {n}", **common) for n in numbers
        )
        for name, values in links.items():
            row = models[kind + name]
            row.objects.bulk_create(row(site=site, **values) for site in made[kind])
        citation = models[f"{kind}citation"]
        citation.objects.bulk_create(
            citation(record=site, field=field, about=about, source=source)
            for site in made[kind]
            for field, about in facts.items()
        )
    FactoryCountry.objects.bulk_create(FactoryCountry(site=site, country=denmark) for site in made["factory"])
    AntennaFactory.objects.bulk_create(
        AntennaFactory(site=antenna, factory=factory, kind="linked")
        for antenna, factory in zip(made["antenna"], made["factory"], strict=True)
    )
    textsearch.rebuild()


def test_the_number_of_queries_does_not_grow(get: Callable[[str], Any]) -> None:
    Antenna.objects.all().delete()
    Factory.objects.all().delete()
    pages = [
        *PAGES,
        "/network/?site=factory-0",
        "/network.csv?show=systems&show=countries",
        "/factories/factory-0/",
        "/antennas/antenna-0/",
        "/antennas/?factory=factory-0&link=linked",
        "/compare/?site=factory-0&site=antenna-0",
    ]
    add_sites(range(1))
    before = {page: queries(get, page) for page in pages}
    add_sites(range(1, 1000))
    assert {page: queries(get, page) for page in pages} == before
    assert listed(get("/factories/")).count == 1000


@pytest.mark.parametrize("page", [*PAGES, *SITES])
def test_nothing_is_asked_while_a_page_is_drawn(get: Callable[[str], Any], page: str) -> None:
    asked: list[str] = []
    draw = Template.render

    def watched(self: Template, context: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            result = draw(self, context)
        asked.extend(query["sql"] for query in captured)
        return result

    with patch.object(Template, "render", watched):
        assert get(page).status_code == 200
    assert asked == []


def test_a_query_that_nobody_planned_is_an_error() -> None:
    bare = Factory.objects.strict().first()
    with pytest.raises(FieldFetchBlocked):
        _ = bare.country
    page = Factory.objects.for_detail().filter(slug="jaif").get()
    with pytest.raises(FieldFetchBlocked):
        _ = page.antenna_links.all()[0].site.cut_off
