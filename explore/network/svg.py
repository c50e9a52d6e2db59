"""The drawing as the template prints it: lengths as text, and every node in words for screen readers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from explore.network.data import Edge, Network, Node
from explore.network.layout import LINE, Label, Layout, lay_out

TEXT, LEAF_MARK, LEAF_TEXT = 0.95, 0.95, 1.55
"""How far from its column's axis a site's text, a leaf's mark and a leaf's text begin."""
TOUCH, BASELINE = 0.42, 0.35
"""How far before its mark a node can be touched, and how far below the middle of a line its letters stand."""
LEFT, RIGHT = 8.25, 9.15
"""How wide the columns of text are: the padding of `.drawing` in network.css."""


def draw(network: Network) -> dict[str, Any]:
    """What the template draws. Sites without a link, `apart`, stand below a line."""
    layout = lay_out(network)
    paths = {edge.ends: _path(edge, layout) for edge in network.part("links")}

    def site(label: Label, axis: str, *, left: bool = False) -> dict[str, Any]:
        """A site with its leaves, and its own copy of its links, which is shown on hover."""
        node = label.node
        leaves = [
            {**_shape(leaf, LEAF_MARK, LEAF_TEXT, left=left), "words": _leaf_words(leaf.node, node, network)}
            for leaf in label.leaves
        ]
        return {
            **_shape(label, 0.0, TEXT, left=left),
            "words": _site_words(node, network),
            "axis": axis,
            "paths": [paths[edge.ends] for edge in network.edges_of[node] if edge.part == "links"],
            "branches": leaves,
            "stem": leaves[-1]["y"] if leaves else "",
        }

    linked = [
        site(label, "0", left=True) if label.node.kind == "antenna" else site(label, "100%")
        for label in layout.linked
    ]
    apart = [
        *(site(label, _em(TOUCH - LEFT)) for label in layout.apart[0]),
        *(site(label, "100%") for label in layout.apart[1]),
    ]
    return {
        "height": _em(layout.height),
        "box": f"0 0 100 {layout.height:.2f}",
        "edge": _em(-LEFT),
        "paths": list(paths.values()),
        "linked": linked,
        "apart": apart,
        "apart_line": _em(layout.apart_top - 2.1),
        "apart_text": _em(layout.apart_top - 0.8),
        "shapes": [*linked, *apart],
    }


def _em(length: float) -> str:
    """A length for an attribute, with a point whatever the reader's language."""
    return f"{length:.2f}em"


def _path(edge: Edge, layout: Layout) -> dict[str, str]:
    start, end = layout.ports[edge.ends], layout.ports[edge.ends[::-1]]
    return {"kind": edge.kind, "d": f"M0 {start:.2f}C42 {start:.2f} 58 {end:.2f} 100 {end:.2f}"}


def _shape(label: Label, mark: float, text: float, *, left: bool) -> dict[str, Any]:
    """The text, and the rectangle that can be touched (x, y, width, height)."""
    texts = [*label.lines, *label.details]
    first = (label.height - LINE * (len(texts) - 1)) / 2 - label.above + BASELINE
    lines = [{"text": line, "y": _em(first + place * LINE)} for place, line in enumerate(texts)]
    side, near, far = (-1, mark - TOUCH, LEFT) if left else (1, mark - TOUCH, RIGHT)
    return {
        "node": label.node,
        "left": left,
        "x": _em(side * mark),
        "y": _em(label.y),
        "text_x": _em(side * text),
        "target": (_em(-far if left else near), _em(-label.above), _em(far - near), _em(label.height)),
        "lines": lines[: len(label.lines)],
        "details": lines[len(label.lines) :],
    }


def _site_words(site: Node, network: Network) -> str:
    """A site and its links in one sentence."""
    sentences = {
        ("antenna", "linked"): _("linked to {sites}"),
        ("antenna", "collaborates"): _("collaborates with {sites}"),
        ("factory", "linked"): _("linked to the Antennas {sites}"),
        ("factory", "collaborates"): _("collaborates with the Antennas {sites}"),
    }
    parts = []
    for relation in ("linked", "collaborates"):
        links = [edge for edge in network.edges_of[site] if (edge.part, edge.kind) == ("links", relation)]
        names = ", ".join(edge.other.name if edge.site == site else edge.site.name for edge in links)
        if names:
            parts.append(sentences[site.kind, relation].format(sites=names))
    text = _("{name}, {country}").format(name=site.name, country=site.country)
    return f"{text}: {'; '.join(parts)}" if parts else text


def _leaf_words(leaf: Node, site: Node, network: Network) -> str:
    """A system or a country, and how it belongs to its site."""
    if leaf.kind == "country":
        return _("{country}: takes part in the consortium of {site}").format(
            country=leaf.name, site=site.name
        )
    relations = ", ".join(edge.label for edge in network.edges_of[site] if edge.other == leaf)
    return _("{system}, {relation}: system of {site}").format(
        system=leaf.name, relation=relations, site=site.name
    )
