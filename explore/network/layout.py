"""Where everything in the drawing stands: Antennas in the left column, AI Factories in the right one.

What else belongs to a site hangs below it like leaves. Heights are in em, the size of the drawing's text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from textwrap import wrap

from explore.network.data import Edge, Network, Node

SWEEPS = 4
LINE, LEAST = 1.25, 1.8
"""The height of a line of text, and of the smallest label: a target of 25 px where text has 14 px."""
LEAF_GAP, GAP, GROUP_GAP, APART = 0.25, 0.75, 1.65, 3.4
"""Between two leaves, two sites, two connected groups, and above the sites without a link."""
CHARACTERS = {"antenna": 12, "factory": 14}
"""The length of a line of text. Two such columns and the links fit on the narrowest phones."""
MARK, PORT = 0.76, 0.2
"""The height of a site's mark, and how far apart its links reach it while there is room."""

Neighbours = Mapping[Node, Sequence[Node]]


@dataclass(frozen=True)
class Label:
    """A node's text beside its mark, which stands at the height `y`. A leaf's `y` counts from its site's."""

    node: Node
    lines: list[str]
    details: list[str]
    height: float
    above: float
    """How much of the height is above `y`."""
    leaves: Sequence[Label] = ()
    y: float = 0.0

    @property
    def below(self) -> float:
        """How far the text and the leaves reach down from `y`."""
        return max([self.height - self.above, *(leaf.y + leaf.below for leaf in self.leaves)])


@dataclass(frozen=True)
class Layout:
    """The linked sites, Antennas first, and below them, in two columns, those with leaves but no link."""

    height: float
    linked: list[Label]
    apart: tuple[list[Label], list[Label]]
    apart_top: float
    ports: dict[tuple[Node, Node], float]
    """At which height a site's link to another begins."""


def lay_out(network: Network) -> Layout:
    """Place all sites that have a link or leaves."""
    near = neighbours(network.part("links"))
    labels = {node: _site_label(node, network) for node in network.nodes}
    placed: dict[Node, Label] = {}
    bottom = -GROUP_GAP
    for columns in ordered(near):
        heights = _heights(columns, labels, near)
        top = bottom + GROUP_GAP - min(y - labels[node].above for node, y in heights.items())
        placed |= {node: replace(labels[node], y=y + top) for node, y in heights.items()}
        bottom = max(placed[node].y + placed[node].below for node in heights)
    apart_top = bottom + APART if placed else 0.0
    alone = [label for node, label in labels.items() if label.leaves and node not in placed]
    apart = _stacked(alone[::2], apart_top, GROUP_GAP), _stacked(alone[1::2], apart_top, GROUP_GAP)
    everything = [*placed.values(), *apart[0], *apart[1]]
    return Layout(
        height=max((label.y + label.below for label in everything), default=0.0),
        linked=sorted(placed.values(), key=lambda label: (label.node.kind, label.y)),
        apart=apart,
        apart_top=apart_top,
        ports=_ports(near, placed),
    )


def neighbours(links: Sequence[Edge]) -> dict[Node, list[Node]]:
    """The other ends of each site's links, by name."""
    near: dict[Node, list[Node]] = defaultdict(list)
    for edge in links:
        near[edge.site].append(edge.other)
        near[edge.other].append(edge.site)
    return {node: sorted(others, key=_name) for node, others in near.items()}


def _name(node: Node) -> tuple[str, str]:
    return node.name.casefold(), node.slug


def ordered(near: Neighbours) -> list[tuple[list[Node], list[Node]]]:
    """Both columns of each connected group, by the name of the group's first AI Factory.

    A site stands at the mean place of its neighbours (the barycentre heuristic), which leaves few crossings.
    """
    groups = []
    seen: set[Node] = set()
    for factory in sorted((node for node in near if node.kind == "factory"), key=_name):
        if factory in seen:
            continue
        # The last site of a walk lies at one end of its group: a walk from there begins with a good order.
        group = _walk(near, _walk(near, factory)[-1])
        seen.update(group)
        antennas, factories = (
            [node for node in group if node.kind == kind] for kind in ("antenna", "factory")
        )
        for _ in range(SWEEPS):
            factories = _by_barycentre(factories, antennas, near)
            antennas = _by_barycentre(antennas, factories, near)
        groups.append((antennas, factories))
    return groups


def _walk(near: Neighbours, start: Node) -> list[Node]:
    """All connected sites, breadth first."""
    found, queue = {start}, [start]
    for node in queue:
        queue += [other for other in near[node] if other not in found]
        found.update(near[node])
    return queue


def _by_barycentre(column: list[Node], others: list[Node], near: Neighbours) -> list[Node]:
    place = {node: index for index, node in enumerate(others)}
    return sorted(column, key=lambda node: (fmean(place[other] for other in near[node]), _name(node)))


def _site_label(node: Node, network: Network) -> Label:
    """A site's text, and below it each system and country once, with all its relations."""
    label = _label(node, node.country, CHARACTERS[node.kind], 3)
    relations: dict[Node, list[str]] = defaultdict(list)
    for edge in network.edges_of[node]:
        if edge.part != "links":
            relations[edge.other].append(edge.label if edge.part == "systems" else "")
    leaves = [_label(leaf, ", ".join(words), CHARACTERS[node.kind], 4) for leaf, words in relations.items()]
    return replace(label, leaves=_stacked(leaves, label.height / 2 + LEAF_GAP, LEAF_GAP))


def _label(node: Node, detail: str, width: int, most: int) -> Label:
    """The mark of a site stands beside the middle of its text, that of a leaf beside the first line."""
    lines, details = _wrapped(node.name, width, most), _wrapped(detail, width, 2)
    text = LINE * (len(lines) + len(details))
    height = max(LEAST, text)
    return Label(node, lines, details, height, height / 2 if node.country else (height - text + LINE) / 2)


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """At most so many lines, broken after hyphens only where a word is too long for its line."""
    too_long = any(len(word) > width for word in text.split())
    return wrap(text, width, max_lines=most, placeholder="…", break_on_hyphens=too_long)


def _stacked(labels: Sequence[Label], top: float, gap: float) -> list[Label]:
    """The labels one below the other."""
    placed = []
    for label in labels:
        placed.append(replace(label, y=top + label.above))
        top += label.above + label.below + gap
    return placed


def _heights(
    columns: Sequence[Sequence[Node]], labels: Mapping[Node, Label], near: Neighbours
) -> dict[Node, float]:
    """The taller column packed closely, the sites of the other near the middle of their links."""
    packed = [
        {label.node: label.y for label in _stacked([labels[node] for node in column], 0.0, GAP)}
        for column in columns
    ]
    shorter, taller = sorted(packed, key=lambda column: max(column.values()))
    wanted = [fmean(taller[other] for other in near[node]) for node in shorter]
    return taller | dict(zip(shorter, _spread(wanted, [*shorter.values()]), strict=True))


def _spread(wanted: Sequence[float], packed: Sequence[float]) -> list[float]:
    """The heights nearest to those wanted that keep the order and the distances of a packed column.

    Neighbours that would stand too close share the mean of their wishes (“pool adjacent violators”).
    """
    pools: list[list[float]] = []
    for value, offset in zip(wanted, packed, strict=True):
        pools.append([value - offset])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    shifts = [fmean(pool) for pool in pools for _ in pool]
    return [shift + offset for shift, offset in zip(shifts, packed, strict=True)]


def _ports(near: Neighbours, placed: Mapping[Node, Label]) -> dict[tuple[Node, Node], float]:
    """The links of a site reach its mark side by side, in the order of their other ends."""
    ports = {}
    for node, others in near.items():
        step = min(PORT, MARK / len(others))
        for place, other in enumerate(sorted(others, key=lambda other: placed[other].y)):
            ports[node, other] = placed[node].y + (place - (len(others) - 1) / 2) * step
    return ports
