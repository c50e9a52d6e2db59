"""No public page, file or answer runs a query: the edition is in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antennas.models import Antenna
from editions.current import records
from factories.models import Factory
from opendata.resources import RESOURCES

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/factories/?view=table&page_size=200",
    "/factories/?country=DE&sector=health&evidence=documents",
    "/factories/?q=energy&sort=sectors",
    "/antennas/?sector=health",
    "/search/?q=energy",
    "/factories/pharos/?evidence=documents",
    "/factories.csv?country=DE",
    "/factories.xlsx",
    "/antennas.geojson",
    "/factories/jaif.jsonld",
    "/timeline.csv",
    "/timeline.ics",
    "/disagreements.json",
    "/coverage.csv",
    "/network.csv?show=systems&show=countries",
    "/changes.atom",
    "/factories.atom?sector=health",
    "/pictures/network.png",
    "/pictures/factories/jaif.png",
    "/llms.txt",
    "/data/catalogue.ttl",
    "/api/v1/schema/",
    *(f"/api/v1/{name}/" for name in RESOURCES),
    "/api/v1/factories/?q=energy&evidence=documents",
    "/api/v1/factories/jaif/",
]
"""Besides the pages that tests/explore/test_pages.py walks over."""


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_public_answer_runs_a_query(get: Callable[[str], Any], address: str) -> None:
    records()
    with CaptureQueriesContext(connection) as captured:
        answer = get(address)
    assert answer.status_code == 200
    assert [query["sql"] for query in captured] == []


def test_following_any_relation_of_the_records_runs_no_query() -> None:
    edition = records()
    with CaptureQueriesContext(connection) as captured:
        for site in (*edition.all(Factory), *edition.all(Antenna)):
            for link in site.milestone_links.all():
                assert all(citation.source.slug for citation in link.milestone.citations.all())
            assert site in getattr(site.country, site._meta.app_label).all()
            assert all(row.site is site for row in site.sector_links.all()), "one object per record"
    assert len(captured) == 0
