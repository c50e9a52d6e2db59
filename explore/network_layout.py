"""Where everything in the drawing of the network stands: a pure function from sites and links to places.

Antennas stand in the left column, AI Factories in the right one, each as high as the middle of what it is
linked to; what else belongs to a site hangs below it like the leaves of a branch. All lengths are in em,
the size of the drawing's text, so that the drawing grows with it. Only the space between both columns
has no width of its own: the links span it, from 0 to 100, however wide the reader's window is.

What keeps the drawing stable is said in `network_order`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import fmean

from explore.network_order import Columns, Link, arranged
from explore.network_text import wrapped

LINE = 1.25
"""The height of a line of text."""
LEAST = 1.8
"""The height of the smallest block: at 14 px of text a target of 25 px."""
BRANCH_GAP, GAP, BAND_GAP, APART = 0.25, 0.75, 0.9, 3.4
"""Between two branches of a site; between two sites; between bands of sites that nothing links, in addition;
above the sites without a link."""
LABEL_WIDTHS = {"antenna": 7.3, "factory": 8.1}
BRANCH_WIDTHS = {"antenna": 6.7, "factory": 7.6}
"""How wide a line of text may be. On the narrowest phones there have to be two such columns and the links."""
NAME_LINES, BRANCH_LINES, DETAIL_LINES = 3, 4, 2
MARK, PORT = 0.76, 0.2
"""The height of a site's mark, and how far apart its links reach it while there is room."""
ROUNDS = 24
"""How often both columns are fitted to each other; more moves nothing by a visible distance."""


@dataclass(frozen=True)
class Branch:
    """Something that belongs to one site: a system, or a country. `kind` says which."""

    kind: str
    name: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Site:
    """An Antenna or an AI Factory as the drawing knows it. `kind` says which."""

    kind: str
    name: str
    label: str
    detail: str = ""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Block:
    """Lines of text beside a mark, which stands at the height `y`: beside the middle of a site's text, and
    beside the first line of a branch's."""

    kind: str
    name: str
    y: float
    lines: tuple[str, ...]
    details: tuple[str, ...] = ()
    branches: tuple[Block, ...] = ()
    """The blocks below, each with its `y` counted from this one's."""

    @property
    def height(self) -> float:
        """The height of the text, without what hangs below it."""
        return max(LEAST, LINE * (len(self.lines) + len(self.details)))

    @property
    def first_line(self) -> float:
        """The middle of the first line, counted from `y`."""
        if self.kind not in LABEL_WIDTHS:
            return 0.0
        return (1 - len(self.lines) - len(self.details)) * LINE / 2

    @property
    def above(self) -> float:
        """How far the text reaches up."""
        text = LINE * (len(self.lines) + len(self.details))
        return (self.height - text) / 2 + LINE / 2 - self.first_line

    @property
    def below(self) -> float:
        """How far it reaches down, with everything that hangs below it."""
        return max([self.height - self.above, *(branch.y + branch.below for branch in self.branches)])


@dataclass(frozen=True)
class Curve:
    """A link as a path; x runs from 0 to 100 between the columns, y in em."""

    antenna: str
    factory: str
    kind: str
    start: float
    end: float


@dataclass(frozen=True)
class Drawing:
    """Everything drawn: both columns from top to bottom, the links between them, and below, in two columns
    of their own, the sites that have branches and no link."""

    height: float
    antennas: list[Block]
    factories: list[Block]
    curves: list[Curve]
    apart: tuple[list[Block], list[Block]]
    apart_top: float


def drawn(sites: Sequence[Site], links: Sequence[Link]) -> Drawing:
    """The drawing of all sites that are linked or have branches; a site with neither has no place in it."""
    blocks = {(site.kind, site.name): _block(site) for site in sites}
    columns = arranged(links)
    placed = {key: replace(blocks[key], y=y) for key, y in _fitted(columns, blocks, links).items()}
    bottom = max((block.y + block.below for block in placed.values()), default=-APART)
    alone = [block for key, block in blocks.items() if block.branches and key not in placed]
    apart = _apart(alone, bottom + APART)
    everything = [*placed.values(), *apart[0], *apart[1]]
    return Drawing(
        height=max((block.y + block.below for block in everything), default=0.0),
        antennas=[placed["antenna", name] for name in columns.antennas],
        factories=[placed["factory", name] for name in columns.factories],
        curves=_curves(links, placed),
        apart=apart,
        apart_top=bottom + APART,
    )


def _apart(blocks: Sequence[Block], top: float) -> tuple[list[Block], list[Block]]:
    """The blocks in two columns from `top` downwards, each under the shorter one."""
    columns: tuple[list[Block], list[Block]] = ([], [])
    ends = [top, top]
    for block in blocks:
        side = 0 if ends[0] <= ends[1] else 1
        columns[side].append(replace(block, y=ends[side] + block.above))
        ends[side] += block.above + block.below + GAP + BAND_GAP
    return columns


def _block(site: Site) -> Block:
    """A site's text, and its branches one below the other."""
    block = Block(
        site.kind,
        site.name,
        0.0,
        wrapped(site.label, LABEL_WIDTHS[site.kind], NAME_LINES, bold=True),
        wrapped(site.detail, LABEL_WIDTHS[site.kind], DETAIL_LINES),
    )
    branches, y = [], block.height / 2 + BRANCH_GAP
    for branch in site.branches:
        width = BRANCH_WIDTHS[site.kind]
        lines = wrapped(branch.label, width, BRANCH_LINES)
        details = wrapped(branch.detail, width, DETAIL_LINES)
        leaf = Block(branch.kind, branch.name, 0.0, lines, details)
        branches.append(replace(leaf, y=y + leaf.above))
        y += leaf.height + BRANCH_GAP
    return replace(block, branches=tuple(branches))


Key = tuple[str, str]


def _curves(links: Sequence[Link], placed: Mapping[Key, Block]) -> list[Curve]:
    """Every link from mark to mark. Those of one site reach its mark side by side, in the order in which
    they come, so that they can be told apart."""
    ordered = sorted(links, key=lambda link: (link.antenna, link.factory, link.kind))
    ends: dict[Key, list[tuple[float, int]]] = defaultdict(list)
    for number, link in enumerate(ordered):
        left, right = ("antenna", link.antenna), ("factory", link.factory)
        ends[left].append((placed[right].y, number))
        ends[right].append((placed[left].y, number))
    ports: dict[tuple[str, int], float] = {}
    for key, others in ends.items():
        step = min(PORT, MARK / len(others))
        for place, (_y, number) in enumerate(sorted(others)):
            ports[key[0], number] = placed[key].y + (place - (len(others) - 1) / 2) * step
    return [
        Curve(link.antenna, link.factory, link.kind, ports["antenna", number], ports["factory", number])
        for number, link in enumerate(ordered)
    ]


def _fitted(columns: Columns, blocks: Mapping[Key, Block], links: Sequence[Link]) -> dict[Key, float]:
    """The height of every linked site: band below band, each fitted on its own."""
    heights: dict[Key, float] = {}
    top = 0.0
    for left, right in _bands(columns, links):
        band = _band_fitted(left, right, blocks, links)
        heights |= {key: y + top for key, y in band.items()}
        top = max(heights[key] + blocks[key].below for key in band) + GAP + BAND_GAP
    return heights


def _bands(columns: Columns, links: Sequence[Link]) -> list[tuple[list[str], list[str]]]:
    """Both columns, cut wherever no link passes from above the cut to below it."""
    place = {name: index for index, name in enumerate(columns.factories)}
    lowest: dict[str, int] = defaultdict(int)
    highest: dict[str, int] = defaultdict(lambda: len(place))
    for link in links:
        lowest[link.antenna] = max(lowest[link.antenna], place[link.factory])
        highest[link.antenna] = min(highest[link.antenna], place[link.factory])
    deepest = list(accumulate((lowest[name] for name in columns.antennas), max))
    below = len(place)
    cuts = []
    for index in range(len(columns.antennas) - 1, 0, -1):
        below = min(below, highest[columns.antennas[index]])
        if deepest[index - 1] < below:
            cuts.append((index, below))
    starts = [(0, 0), *reversed(cuts)]
    ends = [*starts[1:], (len(columns.antennas), len(place))]
    return [
        (columns.antennas[i:k], columns.factories[j:m])
        for (i, j), (k, m) in zip(starts, ends, strict=True)
        if k > i
    ]


def _band_fitted(
    left: Sequence[str], right: Sequence[str], blocks: Mapping[Key, Block], links: Sequence[Link]
) -> dict[Key, float]:
    """The height of every site of a band: near the middle of its links, in order, none over another."""
    near: dict[Key, list[Key]] = defaultdict(list)
    members = set(left)
    for link in links:
        if link.antenna in members:
            near["antenna", link.antenna].append(("factory", link.factory))
            near["factory", link.factory].append(("antenna", link.antenna))
    columns = [[("antenna", name) for name in left], [("factory", name) for name in right]]
    steps = [_steps(column, blocks) for column in columns]
    heights = {
        key: y
        for column, step in zip(columns, steps, strict=True)
        for key, y in zip(column, accumulate(step), strict=True)
    }
    for turn in range(ROUNDS):
        column, step = columns[1 - turn % 2], steps[1 - turn % 2]
        wanted = [fmean(heights[other] for other in near[key]) for key in column]
        heights |= dict(zip(column, _spread(wanted, step), strict=True))
    top = min(y - blocks[key].above for key, y in heights.items())
    return {key: y - top for key, y in heights.items()}


def _steps(column: Sequence[Key], blocks: Mapping[Key, Block]) -> list[float]:
    """How far below the one before it each site of a column must stand at least."""
    steps = (blocks[upper].below + GAP + blocks[lower].above for upper, lower in pairwise(column))
    return [0.0, *steps][: len(column)]


def _spread(wanted: Sequence[float], steps: Sequence[float]) -> list[float]:
    """The heights nearest to those wanted, by least squares, that keep the order and the distances.

    Without the distances this is a rising sequence nearest to a given one: neighbours that stand in the
    wrong order share their mean, again and again (“pool adjacent violators”).
    """
    least = list(accumulate(steps))
    pools: list[tuple[float, int]] = []
    for value, offset in zip(wanted, least, strict=True):
        pools.append((value - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (upper, n), (lower, m) = pools[-2:]
            pools[-2:] = [((upper * n + lower * m) / (n + m), n + m)]
    flat = [value for value, count in pools for _ in range(count)]
    return [value + offset for value, offset in zip(flat, least, strict=True)]
