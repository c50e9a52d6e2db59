"""Pages that nobody asked for before, beside Datasette's of the same records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench import datasette, places
from tests.bench.addresses import Conditions, combinations_of_filters, ours
from tests.bench.measure import Costs, Load, in_turn
from tests.bench.report import Line, at_most
from tests.bench.servers import Server, directory

SIZE = 50
"""Records a page, as both have it."""


def filtered(*, quick: bool) -> Iterator[Line]:
    """The filtered list, each request with another combination of filters."""
    place = places.prepared()
    places.published(place)
    file = place.for_datasette()
    with datasette.serving(file) as theirs, directory(place.shelf) as site:
        chosen = combinations_of_filters(file, 60 if quick else 300)
        same_answers(theirs, site, file, chosen[:30])
        costs = filtered_costs(theirs, site, file, chosen, rounds=3 if quick else 9)
    yield at_most(
        "uncached filtered list, processor time beside Datasette's", costs.ratio(1, 0), 0.1, beside(costs)
    )


def filtered_costs(
    theirs: Server,
    site: Server,
    file: Path,
    chosen: list[Conditions],
    *,
    rounds: int,
    size: int = SIZE,
    theirs_at_once: int = 30,
) -> Costs:
    """What the filtered list costs Datasette, and what it costs the site."""
    return in_turn(
        (Load(theirs, [datasette.filtered(file, conditions, size) for conditions in chosen]), theirs_at_once),
        (Load(site, [ours(conditions, page_size=str(size)) for conditions in chosen]), 30),
        rounds=rounds,
    )


def same_answers(theirs: Server, site: Server, file: Path, chosen: list[Conditions]) -> None:
    """Both keep as many factories under the same filters, or the comparison is none. Raises RuntimeError."""
    for conditions in chosen:
        address = datasette.filtered(file, conditions, SIZE).replace("?", ".json?", 1)
        there = json.loads(theirs.get(address)[1])["filtered_table_rows_count"]
        here = json.loads(site.get(f"/api/v1{ours(conditions)}")[1])["count"]
        if here != there or not here:
            raise RuntimeError(f"{conditions} keeps {here} factories here and {there} there.")


def records(*, quick: bool) -> Iterator[Line]:
    """A factory's own page, and all factories from the API."""
    place = places.prepared()
    places.published(place)
    file = place.for_datasette()
    rounds = 3 if quick else 9
    with datasette.serving(file) as theirs, directory(place.shelf) as site:
        listed = f"/{file.stem}/{datasette.TABLE}.json?_size={SIZE}"
        slugs = [row["slug"] for row in json.loads(theirs.get(f"{listed}&_shape=array")[1])]
        detail = in_turn(
            (Load(theirs, [f"/{file.stem}/{datasette.TABLE}/{slug}" for slug in slugs]), 30),
            (Load(site, [f"/factories/{slug}/" for slug in slugs]), 30),
            rounds=rounds,
        )
        yield at_most(
            "uncached detail page beside Datasette's row page", detail.ratio(1, 0), 0.5, beside(detail)
        )
        api = in_turn((Load(theirs, [listed]), 30), (Load(site, ["/api/v1/factories/"]), 30), rounds=rounds)
        yield at_most("uncached API list beside Datasette's JSON", api.ratio(1, 0), 0.5, beside(api))


def beside(costs: Costs) -> str:
    """The absolute numbers of two servers."""
    theirs, site = costs.values
    return f"{site:.2f} ms beside {theirs:.2f} ms"
