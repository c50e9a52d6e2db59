"""The drawing of the network as the template prints it: lengths as text, and every shape in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from explore.network_layout import (
    BRANCH_WIDTHS,
    LABEL_WIDTHS,
    LINE,
    Block,
    Branch,
    Curve,
    Drawing,
    Site,
    drawn,
)
from explore.network_order import Link
from explore.network_record import TAKES_PART, Edge, Network, Node

TEXT, BRANCH_MARK, BRANCH_TEXT = 0.95, 0.95, 1.55
"""How far from its column's axis a label begins, a branch's mark stands, and a branch's label begins."""
TOUCH = 0.42
"""How far before its mark a site or a branch can be touched."""
BASELINE = 0.35
"""How far below the middle of a line its letters stand."""
EDGE = LABEL_WIDTHS["antenna"] + TEXT
"""How far from the left axis the drawing begins."""


@dataclass(frozen=True)
class Line:
    """A line of text, and the height of its baseline."""

    text: str
    y: str


@dataclass(frozen=True)
class Shape:
    """A site, a system or a country: where it stands, what it says, and its own copy of its links."""

    node: Node
    words: str
    """What a screen reader says: the visible text first, then what it is tied to."""
    axis: str
    """Where its column stands, from the left end of the links."""
    left: bool
    """Whether its text stands to the left of it."""
    x: str
    y: str
    text_x: str
    target: tuple[str, str, str, str]
    """x, y, width and height of what can be touched."""
    lines: list[Line]
    details: list[Line]
    paths: list[Path]
    branches: list[Shape]

    @property
    def stem(self) -> str:
        """How far down the line to the branches runs."""
        return self.branches[-1].y if self.branches else ""


@dataclass(frozen=True)
class Path:
    """A link as it is drawn."""

    kind: str
    d: str


@dataclass(frozen=True)
class Picture:
    """The drawing, ready to print; `apart` are the sites below the line that nothing links."""

    height: str
    box: str
    edge: str
    paths: list[Path]
    linked: list[Shape]
    apart: list[Shape]
    apart_line: str
    apart_text: str

    @property
    def shapes(self) -> list[Shape]:
        return [*self.linked, *self.apart]


def picture(network: Network) -> Picture:
    """The drawing of the whole of `network`."""
    ties: dict[Node, list[Edge]] = defaultdict(list)
    for edge in network.edges:
        ties[edge.site].append(edge)
        if edge.part == "links":
            ties[edge.other].append(edge)
    sites = [
        Site(node.kind, node.slug, node.name, node.country, _branches(ties[node])) for node in network.nodes
    ]
    drawing = drawn(sites, [link_of(edge) for edge in network.part("links")])
    shaper = Shaper({(node.kind, node.slug): node for node in _all_nodes(network)}, ties, drawing)
    return Picture(
        height=_em(drawing.height),
        box=f"0 0 100 {drawing.height:.2f}",
        edge=_em(-EDGE),
        paths=[_path(curve) for curve in drawing.curves],
        linked=[
            *(shaper.site(block, "0", left=True) for block in drawing.antennas),
            *(shaper.site(block, "100%") for block in drawing.factories),
        ],
        apart=[
            *(shaper.site(block, _em(TOUCH - EDGE)) for block in drawing.apart[0]),
            *(shaper.site(block, "100%") for block in drawing.apart[1]),
        ],
        apart_line=_em(drawing.apart_top - 2.1),
        apart_text=_em(drawing.apart_top - 0.8),
    )


def _all_nodes(network: Network) -> Iterable[Node]:
    yield from network.nodes
    yield from (edge.other for edge in network.edges)


def link_of(edge: Edge) -> Link:
    """A link as the layout knows it: as old as the younger of its two sites."""
    since = max(edge.site.selected, edge.other.selected)
    return Link(edge.site.slug, edge.other.slug, edge.kind, since)


def _branches(edges: Sequence[Edge]) -> tuple[Branch, ...]:
    """What hangs below a site, each system once with all its relations."""
    found: dict[Node, list[str]] = {}
    for edge in edges:
        if edge.part != "links":
            found.setdefault(edge.other, []).append("" if edge.kind == TAKES_PART else edge.label)
    return tuple(
        Branch(node.kind, node.slug, node.name, ", ".join(filter(None, words)))
        for node, words in found.items()
    )


def _em(length: float) -> str:
    """A length for an attribute, with a point whatever the reader's language."""
    return f"{length:.2f}em"


def _path(curve: Curve) -> Path:
    start, end = f"{curve.start:.2f}", f"{curve.end:.2f}"
    return Path(curve.kind, f"M0 {start}C42 {start} 58 {end} 100 {end}")


@dataclass(frozen=True)
class Shaper:
    """Makes shapes of blocks, with what the record says of them."""

    nodes: dict[tuple[str, str], Node]
    ties: dict[Node, list[Edge]]
    drawing: Drawing

    def site(self, block: Block, axis: str, *, left: bool = False) -> Shape:
        """A site with its links and its branches, which stand on the same side of the axis as its label."""
        node = self.nodes[block.kind, block.name]
        paths = [_path(curve) for curve in self.drawing.curves if block.name == getattr(curve, block.kind)]
        branches = [self.branch(leaf, node, left=left) for leaf in block.branches]
        return _shape(block, node, _words(node, self.ties[node]), axis, left, paths, branches)

    def branch(self, leaf: Block, site: Node, *, left: bool) -> Shape:
        """A system or a country below its site."""
        node = self.nodes[leaf.kind, leaf.name]
        return _shape(leaf, node, _branch_words(site, node, self.ties[site]), "0", left, [], [])


def _shape(
    block: Block, node: Node, words: str, axis: str, left: bool, paths: list[Path], branches: list[Shape]
) -> Shape:
    side = -1 if left else 1
    is_site = node.kind in LABEL_WIDTHS
    mark, text = (0.0, TEXT) if is_site else (BRANCH_MARK, BRANCH_TEXT)
    column = "antenna" if left else "factory"
    reach = max(LABEL_WIDTHS[column] + TEXT, BRANCH_WIDTHS[column] + BRANCH_TEXT)
    return Shape(
        node=node,
        words=words,
        axis=axis,
        left=left,
        x=_em(side * mark),
        y=_em(block.y),
        text_x=_em(side * text),
        target=_target(block, side, mark - TOUCH, reach),
        lines=_lines(block, 0, block.lines),
        details=_lines(block, len(block.lines), block.details),
        paths=paths,
        branches=branches,
    )


def _target(block: Block, side: int, near: float, far: float) -> tuple[str, str, str, str]:
    left = near if side > 0 else -far
    return _em(left), _em(-block.above), _em(far - near), _em(block.height)


def _lines(block: Block, first: int, texts: Sequence[str]) -> list[Line]:
    """Lines of a block from the given one on."""
    return [
        Line(text, _em(block.first_line + (first + place) * LINE + BASELINE))
        for place, text in enumerate(texts)
    ]


def _words(node: Node, edges: Sequence[Edge]) -> str:
    """A site and its links in one sentence."""
    said = {
        ("antenna", "linked"): _("linked to {sites}"),
        ("antenna", "collaborates"): _("collaborates with {sites}"),
        ("factory", "linked"): _("linked to the Antennas {sites}"),
        ("factory", "collaborates"): _("collaborates with the Antennas {sites}"),
    }
    parts = []
    for (kind, how), sentence in said.items():
        ends = [
            edge.other if node == edge.site else edge.site
            for edge in edges
            if edge.part == "links" and edge.kind == how and node.kind == kind
        ]
        if ends:
            parts.append(sentence.format(sites=", ".join(end.name for end in ends)))
    text = _("{name}, {country}").format(name=node.name, country=node.country)
    return f"{text}: {'; '.join(parts)}" if parts else text


def _branch_words(site: Node, node: Node, edges: Sequence[Edge]) -> str:
    """A system or a country, and how it belongs to the site above it."""
    hows = ", ".join(edge.label for edge in edges if edge.other == node)
    if node.kind == "country":
        return _("{country}: takes part in the consortium of {site}").format(
            country=node.name, site=site.name
        )
    return _("{system}, {relation}: system of {site}").format(system=node.name, relation=hows, site=site.name)
