"""Sets of sites give what counting one by one gives."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from antennas.models import Antenna
from factories.models import Factory
from reference import textsearch
from reference.index import Family, Places, SiteIndex
from reference.listing import pages_around
from reference.models import SearchEntry
from reference.words import WordIndex


@pytest.mark.parametrize("size", [1, 31, 700])
def test_a_family_counts_and_joins_as_sets_do(size: int) -> None:
    chance = Random(size)
    sets = {n: {p for p in range(size) if chance.random() < 1 / n} for n in range(1, 12)}
    sets[99] = {0}
    family = Family([(place, value) for value, places in sets.items() for place in [*places, *places]])
    kept = {place for place in range(size) if chance.random() < 0.5}
    assert family.counts((*sets, "nobody"), Places(kept)) == {
        **{value: len(places & kept) for value, places in sets.items()},
        "nobody": 0,
    }
    assert set(family.any_of([3, 4, "nobody"])) == sets[3] | sets[4]
    assert set(family.anything()) == set().union(*sets.values())
    ranked = sorted(
        (value for value in sets if sets[value]), key=lambda value: (-len(sets[value]), str(value))
    )
    assert family.commonest(4) == set(ranked[:4])


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Factory, Antenna])
@pytest.mark.parametrize("sort", ["name", "-name", "country", "-selected", "sectors", "-sectors"])
def test_every_order_is_that_of_the_database_page_by_page(model: Any, sort: str) -> None:
    index = SiteIndex(model.objects.all(), documents_only=False)
    wanted = list(model.objects.with_sector_count().sorted_by(sort).values_list("pk", flat=True))
    kept = Places(range(0, index.size, 2))
    chosen = {index.keys[place] for place in kept}

    def keys(places: Places, start: int, stop: int | None) -> list[int]:
        return [index.keys[place] for place in index.in_order(places, sort, start, stop)]

    assert keys(index.everything, 0, None) == wanted
    assert keys(kept, 0, None) == [key for key in wanted if key in chosen]
    for start in range(0, 12, 3):
        assert keys(kept, start, start + 3) == [key for key in wanted if key in chosen][start : start + 3]


QUERIES = [
    "energy",
    "poznan",
    "juelich",
    "ai at",
    "ai:at",
    "brain++",
    "lit ai",
    "a",
    "one health",
    "hpc ai",
    "zzz",
]


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("column", ["text", "documents"])
def test_words_are_found_as_the_database_finds_them(query: str, column: str) -> None:
    entries = list(SearchEntry.objects.order_by("number"))
    place = {entry.number: at for at, entry in enumerate(entries)}
    index = WordIndex((place[e.number], getattr(e, column)) for e in entries)

    def in_sequence(words: str) -> Places:
        found = [place[e.number] for e in entries if f" {words}" in getattr(e, column)]
        return Places(found)

    found = {entries[at].number for at in index.find(query, in_sequence)}
    wanted = SearchEntry.objects.filter(textsearch.matches(query, column)).values_list("number", flat=True)
    assert found == set(wanted)
    if query != "zzz":
        assert found


@pytest.mark.parametrize(
    ("number", "last", "links"),
    [
        (1, 1, [1]),
        (1, 5, [1, 2, 3, 4, 5]),
        (1, 9, [1, 2, 3, 0, 8, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (1000, 2000, [1, 2, 0, 998, 999, 1000, 1001, 1002, 0, 1999, 2000]),
    ],
)
def test_a_pager_of_many_pages_links_to_those_around(number: int, last: int, links: list[int]) -> None:
    assert pages_around(number, last) == links
