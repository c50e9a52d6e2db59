"""In which order the two columns of the network stand: few crossings, and the same again tomorrow.

What keeps the order stable: every link is as old as the younger of its two sites, by the day on which the
round that selected it was announced. The links of the first rounds are arranged together. Whatever came
later is put between what stands already, one site at a time, where it crosses least, and moves nothing. So
an Antenna of a new round, and an AI Factory that is linked for the first time, leave the order of all
others as it was. A record added to the first rounds themselves, which only a correction does, may move the
sites connected with it, but no others.

Names of Antennas and of AI Factories are kept apart everywhere: one may be that of the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

SIFTED_AT_MOST = 120
"""The largest connected group whose order is improved site by site: the work grows with its square."""

Neighbours = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Link:
    """A link of the drawing. `since` is the day on which the younger of both sites was selected, as text."""

    antenna: str
    factory: str
    kind: str = "linked"
    since: str = ""


@dataclass(frozen=True)
class Columns:
    """The names of both columns from top to bottom."""

    antennas: list[str]
    factories: list[str]


def arranged(links: Iterable[Link]) -> Columns:
    """The order of both columns, the same whatever the order in which the links come."""
    by_age = sorted(links, key=lambda link: (link.since, link.antenna, link.factory))
    columns = Columns([], [])
    for since in sorted({link.since for link in by_age}):
        known = [link for link in by_age if link.since <= since]
        if not columns.antennas:
            for group in groups(known):
                best = _group_arranged(group)
                columns.antennas.extend(best.antennas)
                columns.factories.extend(best.factories)
        else:
            _put_between(columns, known)
    return columns


def groups(links: Sequence[Link]) -> list[list[Link]]:
    """The links, those that hang together in one list each, by the alphabet of their first AI Factory."""
    graph = _graph(links)
    found: dict[tuple[int, str], str] = {}
    for factory in sorted({link.factory for link in links}):
        if (1, factory) not in found:
            found |= dict.fromkeys(_distances(graph, (1, factory)), factory)
    grouped: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        grouped[found[1, link.factory]].append(link)
    return [grouped[first] for first in sorted(grouped)]


def crossings(columns: Columns, links: Iterable[Link]) -> int:
    """How often two links cross when drawn straight."""
    left = {name: place for place, name in enumerate(columns.antennas)}
    right = {name: place for place, name in enumerate(columns.factories)}
    count = 0
    seen: list[int] = []
    for _antenna, factory in sorted((left[link.antenna], right[link.factory]) for link in links):
        # Links of the same Antenna come by rising factory, so that they never count as crossing.
        at = bisect_right(seen, factory)
        count += len(seen) - at
        seen.insert(at, factory)
    return count


Site = tuple[int, str]
"""A column, 0 for Antennas and 1 for AI Factories, and a name."""


def _graph(links: Iterable[Link]) -> dict[Site, list[Site]]:
    graph: dict[Site, list[Site]] = defaultdict(list)
    for link in links:
        graph[0, link.antenna].append((1, link.factory))
        graph[1, link.factory].append((0, link.antenna))
    return graph


def _distances(graph: Mapping[Site, Sequence[Site]], start: Site) -> dict[Site, int]:
    """How many links away every connected site is, near ones first."""
    distance, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        for near in graph[here]:
            if near not in distance:
                distance[near] = distance[here] + 1
                queue.append(near)
    return distance


def _group_arranged(links: Sequence[Link]) -> Columns:
    """One group: walked from one of its far ends, so that a chain of fans crosses nowhere, then improved."""
    graph = _graph(links)
    walk = _walk(graph, _far_end(graph))
    columns = Columns([name for side, name in walk if side == 0], [name for side, name in walk if side == 1])
    if len(walk) <= SIFTED_AT_MOST:
        _sift(columns, links)
    return columns


def _far_end(graph: Mapping[Site, Sequence[Site]]) -> Site:
    """The end to begin with: of two sites far apart, the one whose AI Factory comes first by its name.

    Judged by the AI Factory, not by the Antenna behind it, so that one more Antenna there turns nothing over.
    """

    def farthest(start: Site) -> Site:
        distance = _distances(graph, start)
        return min(graph, key=lambda site: (-distance[site], site))

    one = farthest(min(graph))
    other = farthest(one)
    return min(one, other, key=lambda site: (site if site[0] == 1 else min(graph[site]), site))


def _walk(graph: Mapping[Site, Sequence[Site]], start: Site) -> list[Site]:
    """Every site, near ones first; of those at one site, the dead ends first and the way onwards last."""
    distance = _distances(graph, start)
    reach = dict(distance)
    for site in reversed(distance):
        reach[site] = max([reach[site], *(reach[n] for n in graph[site] if distance[n] > distance[site])])
    seen, queue = {start}, [start]
    for site in queue:
        for near in sorted(graph[site], key=lambda other: (reach[other], other)):
            if near not in seen:
                seen.add(near)
                queue.append(near)
    return queue


def _neighbours(links: Iterable[Link]) -> tuple[Neighbours, Neighbours]:
    """The AI Factories of each Antenna, and the Antennas of each AI Factory."""
    right: dict[str, list[str]] = defaultdict(list)
    left: dict[str, list[str]] = defaultdict(list)
    for link in links:
        right[link.antenna].append(link.factory)
        left[link.factory].append(link.antenna)
    return right, left


def _sift(columns: Columns, links: Sequence[Link]) -> None:
    """Moves one site at a time to where it crosses least, until nothing is gained; ties move nothing."""
    of_antenna, of_factory = _neighbours(links)
    best = crossings(columns, links)
    while best:
        for order, others, near in (
            (columns.antennas, columns.factories, of_antenna),
            (columns.factories, columns.antennas, of_factory),
        ):
            for name in sorted(order):
                at = order.index(name)
                order.pop(at)
                order.insert(_best_place(order, others, near, name, at), name)
        count = crossings(columns, links)
        if count >= best:
            break
        best = count


def _put_between(columns: Columns, links: Sequence[Link]) -> None:
    """Adds the sites that do not stand yet, Antennas first; those that stand keep their order."""
    of_antenna, of_factory = _neighbours(links)
    for order, others, near in (
        (columns.antennas, columns.factories, of_antenna),
        (columns.factories, columns.antennas, of_factory),
    ):
        for name in sorted(set(near) - set(order)):
            order.insert(_best_place(order, others, near, name), name)


def _best_place(
    order: Sequence[str], others: Sequence[str], near: Neighbours, name: str, usual: int | None = None
) -> int:
    """Where in `order` a site crosses least. Of equal places the one nearest to `usual`, or to the mean
    place of its links; a site without any goes to the end."""
    place = {other: index for index, other in enumerate(others)}
    linked = {site: sorted(place[n] for n in near[site] if n in place) for site in [*order, name]}
    own = linked[name]
    if not own:
        return len(order)
    if usual is None:
        usual = sum(1 for site in order if linked[site] and fmean(linked[site]) <= fmean(own))
    # Standing below a site costs the first number, above it the second.
    below = [_crossed(linked[site], own) for site in order]
    above = [_crossed(own, linked[site]) for site in order]
    cost = sum(above)
    costs = [cost]
    for down, up in zip(below, above, strict=True):
        cost += down - up
        costs.append(cost)
    return min(range(len(costs)), key=lambda index: (costs[index], abs(index - usual)))


def _crossed(upper: Sequence[int], lower: Sequence[int]) -> int:
    """How many links of a site cross those of one that stands below it."""
    return sum(bisect_left(lower, place) for place in upper)
