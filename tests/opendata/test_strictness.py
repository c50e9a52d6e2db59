"""Every parameter of every format, given wrongly: never more than was asked for, never an error of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from opendata.nouns import NOUNS
from reference.filters.parameters import WordsParameter

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ENDINGS = ["/", ".csv", ".json", ".xlsx", ".geojson", ".atom", ".feed.json", "api"]


def address_of(name: str, ending: str) -> str:
    return f"/api/v1/{name}/" if ending == "api" else f"/{name}{ending}"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["factories", "antennas"])
def test_no_slip_shows_more_than_was_asked_for(get: Callable[..., Any], name: str, ending: str) -> None:
    address, filters = address_of(name, ending), NOUNS[name].filters
    assert filters
    for parameter in filters.ORDER:
        known = filters.base_filters[parameter]
        words = isinstance(known, WordsParameter)
        # Not every format takes every parameter: what one does not take is refused, too.
        taken = get(f"{address}?{parameter}=1").status_code != 400 or words
        slips = [f"{parameter}=zzz", f"{parameter}x=1", f"{parameter}=%00", f"{parameter}=-1"]
        slips += [] if known.many else [f"{parameter}=1&{parameter}=2"]
        for query in slips:
            answer = get(f"{address}?{query}")
            if words and query in ("q=zzz", "q=-1"):
                assert answer.status_code == 200, (address, query)
                if ending in (".json", "api"):
                    assert json.loads(answer.content)["count"] < NOUNS[name].model.objects.count()
                continue
            assert answer.status_code == 400, (address, query)
            if ending != "/":
                assert answer.headers["Content-Type"] == "application/problem+json", (address, query)
        for empty in (f"{parameter}=", f"{parameter}=+", f"{parameter}=&{parameter}="):
            answer = get(f"{address}?{empty}")
            assert answer.status_code == 302 or not taken, (address, empty)
            assert answer.status_code in (302, 400), (address, empty)
            if answer.status_code == 302:
                assert answer.headers["Location"] == address
