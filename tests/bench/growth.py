"""What pages cost with many sites, and what publishing them takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench import datasette, places
from tests.bench.addresses import Conditions, combinations_of_filters, ours
from tests.bench.measure import Load, in_turn
from tests.bench.places import REAL, Place, Run
from tests.bench.report import Line, at_least, at_most
from tests.bench.servers import Server, directory
from tests.bench.uncached import filtered_costs, same_answers

SIZES = (REAL, 10_000, 100_000)
QUICK = (REAL, 1_000)
CARDS = 10
"""Sites a page, at every size: what grows is the directory, not the page."""
WORDS = (
    "energy",
    "health",
    "language models",
    "public research",
    "training",
    "manufacturing",
    "data",
    "agriculture",
)
LIMITS = {10_000: (2.0, 5.0), 100_000: (3.0, 10.0)}
"""How many times what they cost with the real sites filtered lists may cost, and those with words."""
BESIDE_DATASETTE = 100.0
MINUTES, MEMORY = 5, 2**30
PAGES = (
    "/factories/?page_size=10&page=2",
    "/factories/?page_size=10&view=table",
    "/api/v1/factories/?page_size=10",
)
WHOLE = ("/", "/network/", "/coverage/", "/find/", "/compare/", "/timeline/")
"""Pages that show every site, and so grow with them: of many thousands they are no pages any more."""

COUNT = """
import sys, django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from records import memory
client = Client(headers={"host": "127.0.0.1"})
for page in sys.argv[1:]:
    memory.forget()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200, page
    print(len(asked))
"""


@dataclass(frozen=True)
class Grown:
    """A place with its published edition, and the filters to ask it for."""

    place: Place
    filters: list[Conditions]
    publication: Run

    @property
    def lists(self) -> list[str]:
        """Filtered lists, none asked for twice."""
        return [ours(conditions, page_size=str(CARDS)) for conditions in self.filters]

    @property
    def searches(self) -> list[str]:
        """The same with words."""
        words = (WORDS[number % len(WORDS)] for number in range(len(self.filters)))
        return [
            ours({"q": word}, page_size=str(CARDS), **more)
            for word, more in zip(words, self.filters, strict=True)
        ]


def growth(*, quick: bool) -> Iterator[Line]:
    """Publish each size; then ask them in turn for the same pages."""
    grown = {sites: _grown(sites) for sites in (QUICK if quick else SIZES)}
    yield from _publications(grown)
    yield from _lists(grown, rounds=3 if quick else 21)
    largest = grown[max(grown)]
    yield from _beside_datasette(largest, rounds=2 if quick else 3)
    yield from _queries(grown)
    yield from _told(grown)


def _grown(sites: int) -> Grown:
    place = places.prepared(sites)
    publication = places.published(place)
    return Grown(place, combinations_of_filters(place.for_datasette(), 700, least=CARDS), publication)


def _publications(grown: dict[int, Grown]) -> Iterator[Line]:
    for sites, here in grown.items():
        run = here.publication
        told = f"{run.seconds:.0f} s ({run.processor:.0f} s of processor time), {run.peak / 2**20:.0f} MB"
        size = here.place.edition.stat().st_size / 2**20
        target = f"≤ {MINUTES} min, ≤ 1 GiB" if sites == SIZES[-1] else ""
        met = run.seconds <= MINUTES * 60 and run.peak <= MEMORY if target else None
        yield Line(f"publishing {sites:,} sites, an edition of {size:.0f} MB", told, target, met)


def _lists(grown: dict[int, Grown], *, rounds: int) -> Iterator[Line]:
    """Filtered lists at every size, in turn, without words and with them."""
    for name, place in (("uncached filtered list", 0), ("the same with words (q)", 1)):
        costs = _in_turn(grown, [(here.lists, here.searches)[place] for here in grown.values()], rounds)
        for sites, cost in list(costs.items())[1:]:
            limit = LIMITS.get(sites, (0.0, 0.0))[place]
            what, ratio = f"{name}, {sites:,} sites beside {REAL}", cost / costs[REAL]
            told = f"{cost:.2f} ms beside {costs[REAL]:.2f} ms"
            yield at_most(what, ratio, limit, told) if limit else Line(what, f"{ratio:.3g} × ({told})")


def _beside_datasette(here: Grown, *, rounds: int) -> Iterator[Line]:
    file, sites = here.place.for_datasette(), here.place.sites
    with datasette.serving(file) as theirs, directory(here.place.shelf) as site:
        same_answers(theirs, site, file, here.filters[:3])
        costs = filtered_costs(theirs, site, file, here.filters, rounds=rounds, size=CARDS, theirs_at_once=2)
    there, here_costs = costs.values
    what, told = (
        f"Datasette's filtered list beside ours, {sites:,} sites",
        f"{there:,.0f} ms beside {here_costs:.2f} ms",
    )
    limited = sites == SIZES[-1]
    yield (
        at_least(what, costs.ratio(), BESIDE_DATASETTE, told)
        if limited
        else Line(what, f"{costs.ratio():.3g} × ({told})")
    )


def _queries(grown: dict[int, Grown]) -> Iterator[Line]:
    """How often the database is asked for a page by a worker that knows nothing yet, at every size."""
    counts = {}
    for sites, here in grown.items():
        pages = [here.lists[0], here.searches[0], *_pages(here)]
        said = places.run_public(here.place, COUNT, *pages)
        counts[sites] = [int(number) for number in said.split()]
    same = len(set(map(tuple, counts.values()))) == 1
    told = "; ".join(f"{sites:,} sites: {', '.join(map(str, numbers))}" for sites, numbers in counts.items())
    yield Line(f"queries of {2 + 1 + len(PAGES)} pages, from nothing", told, "the same at every size", same)


def _pages(here: Grown) -> list[str]:
    """Pages of some sites, and of one."""
    return [f"/factories/{here.place.first_factory()}/", *PAGES]


def _told(grown: dict[int, Grown]) -> Iterator[Line]:
    """What no target was set for."""
    for sites, here in grown.items():
        with directory(here.place.shelf) as site:
            before = site.processor()
            site.get(here.lists[0])
            yield Line(
                f"first list after a new edition, {sites:,} sites", f"{site.processor() - before:.2f} s"
            )
            whole = WHOLE if sites <= QUICK[-1] else ()
            for page in (*_pages(here), *whole):
                yield Line(f"{page}, {sites:,} sites", f"{_once(site, page):,.1f} ms")
            yield Line(
                f"memory of a public worker, at most, {sites:,} sites", f"{site.memory() / 2**20:.0f} MB"
            )


def _once(site: Server, address: str) -> float:
    """Milliseconds of processor time of a page, asked for the second time."""
    site.get(address)
    before = site.processor()
    site.get(address)
    return (site.processor() - before) * 1000


def _in_turn(grown: dict[int, Grown], addresses: list[list[str]], rounds: int) -> dict[int, float]:
    servers = [directory(here.place.shelf) for here in grown.values()]
    with ExitStack() as running:
        sites = [running.enter_context(server) for server in servers]
        costs = in_turn(
            *((Load(site, asked), 30) for site, asked in zip(sites, addresses, strict=True)), rounds=rounds
        )
    return dict(zip(grown, costs.values, strict=True))
