"""What is asked for wrongly: never more than was asked for, never an error of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict

from antennas.filters import AntennaFilter
from directory.filters import Words
from factories.filters import FactoryFilter
from opendata.resources import RESOURCES

pytestmark = pytest.mark.django_db
ENDINGS = ["/", ".csv", ".json", ".xlsx", ".geojson", ".atom", ".feed.json", "api"]
SLIPS = [
    "country=zzz",
    "cuontry=DE",
    "country=%00",
    "emphasis=focus&emphasis=use-case",
]
EMPTY = [("country=", ""), ("country=+&country=", ""), ("sector=&country=pl", "?country=PL")]


@pytest.mark.parametrize("filters", [FactoryFilter, AntennaFilter])
def test_filter_refuses_every_slip_in_every_parameter(filters: Any) -> None:
    for parameter, known in filters.base_filters.items():
        slips = [f"{parameter}x=1", f"{parameter}=%00", f"{parameter}=zzz", f"{parameter}=-1"]
        if isinstance(known, Words):
            slips = slips[:2]  # the others are words
        if not known.field.many:
            slips.append(f"{parameter}=1&{parameter}=2")
        for query in slips:
            problems = filters(QueryDict(query)).form.problems
            assert [problem.parameter for problem in problems] == [query.split("=")[0]], query


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["factories", "antennas"])
def test_format_refuses_slips_and_redirects_what_is_empty(
    get: Callable[..., Any], name: str, ending: str
) -> None:
    address = f"/api/v1/{name}/" if ending == "api" else f"/{name}{ending}"
    for query in SLIPS:
        answer = get(f"{address}?{query}")
        assert answer.status_code == 400, query
        if ending != "/":
            assert answer.headers["Content-Type"] == "application/problem+json", query
            told = answer.json()
            assert told["status"] == 400
            assert told["errors"][0]["parameter"] == query.split("=")[0]
            assert told["errors"][0]["message"] in told["detail"]
    for query, canonical in EMPTY:
        answer = get(f"{address}?{query}")
        assert (answer.status_code, answer.headers["Location"]) == (302, address + canonical), query
    if ending in (".json", "api"):
        found = json.loads(get(f"{address}?q=zzz").content)
        assert found["count"] < RESOURCES[name].model.objects.count()
