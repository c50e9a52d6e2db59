"""The network as a graph: sites, systems and countries, and the edges between them with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from antennas.models import Antenna, AntennaFactory
from directory.cites import Cite
from directory.evidence import Evidence, References
from directory.models import SiteSystem
from editions.current import records
from factories.models import Factory, FactoryCountry

FACTS = {"links": "factories", "systems": "supercomputers", "countries": "participating_countries"}
"""The parts of the network, and the fact of a site whose values are that part's edges."""


@dataclass(frozen=True)
class Node:
    """An "antenna", a "factory", a "system" or a "country"."""

    kind: str
    slug: str
    name: str
    url: str
    country: str = ""
    country_code: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Edge:
    """From a site to an AI Factory, a system or a country."""

    part: str
    kind: str
    label: str
    site: Node
    other: Node
    cite: Cite

    @property
    def ends(self) -> tuple[Node, Node]:
        return self.site, self.other

    def end(self, kind: str) -> Node | None:
        """The end that is of this kind, if there is one."""
        return next((node for node in self.ends if node.kind == kind), None)


@dataclass(frozen=True)
class Network:
    """The sites, and their edges."""

    nodes: list[Node]
    edges: list[Edge]
    references: References

    @cached_property
    def edges_of(self) -> Mapping[Node, list[Edge]]:
        """The edges of each node, at either end."""
        edges: dict[Node, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            for node in edge.ends:
                edges[node].append(edge)
        return edges

    def of_kind(self, kind: str) -> list[Node]:
        """The sites of one kind, by name."""
        return [node for node in self.nodes if node.kind == kind]

    def part(self, name: str) -> list[Edge]:
        """The edges of one part."""
        return [edge for edge in self.edges if edge.part == name]

    def around(self, centre: Node) -> Network:
        """One site with its edges and its neighbours."""
        edges = self.edges_of[centre]
        near = {centre, *(node for edge in edges for node in edge.ends)}
        return Network([node for node in self.nodes if node in near], edges, self.references)


def load_network(parts: Collection[str]) -> Network:
    """All sites, and the edges of these parts."""
    references = References()
    nodes: dict[Any, Node] = {}
    for model in (Factory, Antenna):
        nodes |= {site: _site_node(site) for site in sorted(records().all(model), key=lambda site: site.name)}
    edges = []
    for part in parts:
        fact = FACTS[part]
        for site, node in nodes.items():
            if fact in site.cited_relations:
                evidence = Evidence(site.citations.all(), references)
                rows = sorted(site.rows(fact), key=lambda row: row.natural_key())
                edges += [_edge(part, node, row, nodes, evidence.cite(fact, row.about)) for row in rows]
    return Network(list(nodes.values()), edges, references)


def _site_node(site: Any) -> Node:
    country = site.country
    return Node(
        *(site.kind, site.slug, site.name, site.get_absolute_url()),
        *(country.display_name, country.code, site.name_language),
    )


def _edge(part: str, site: Node, row: Any, nodes: Mapping[Any, Node], cite: Cite) -> Edge:
    match row:
        case AntennaFactory():
            return Edge(part, row.kind, row.get_kind_display(), site, nodes[row.factory], cite)
        case SiteSystem(supercomputer=system):
            node = Node("system", system.slug, system.display_name, system.get_absolute_url())
            return Edge(part, row.relation, row.get_relation_display(), site, node, cite)
        case FactoryCountry(country=country):
            node = Node("country", country.code, country.display_name, country.get_absolute_url())
            return Edge(part, "takes-part", _("takes part"), site, node, cite)
    raise TypeError(row)
