"""What the record says of the network: the sites, and between them edges with what stands behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from antennas.models import Antenna, AntennaCitation, AntennaFactory, AntennaSystem
from editions.loaded import records
from factories.models import Factory, FactoryCitation, FactoryCountry, FactorySystem
from reference.evidence import Cite, Evidence, References
from reference.models import Citation, Country, Supercomputer

PARTS = {"links": "factories", "systems": "supercomputers", "countries": "participating_countries"}
"""The parts of the network, and the fact of a site whose values are that part's edges."""
TAKES_PART = "takes-part"


@dataclass(frozen=True)
class Node:
    """One end of an edge: an antenna, a factory, a system or a country."""

    kind: str
    slug: str
    name: str
    url: str
    country: str = ""
    country_code: str = ""
    lang: str = ""
    selected: str = ""
    """The day on which the site was selected, as text that sorts."""


@dataclass(frozen=True)
class Edge:
    """From a site to an AI Factory, a system or a country."""

    part: str
    kind: str
    label: str
    site: Node
    other: Node
    cite: Cite

    def end(self, kind: str) -> Node | None:
        """The end that is of this kind, if one is."""
        return next((node for node in (self.site, self.other) if node.kind == kind), None)


@dataclass(frozen=True)
class Network:
    """The sites, and the edges between them and to what belongs to them."""

    nodes: list[Node]
    edges: list[Edge]
    references: References

    def of_kind(self, kind: str) -> list[Node]:
        """The sites of one kind, by name."""
        return [node for node in self.nodes if node.kind == kind]

    def part(self, name: str) -> list[Edge]:
        """The edges of one part."""
        return [edge for edge in self.edges if edge.part == name]

    def site(self, slug: str) -> Node | None:
        """The site of this name, if there is one."""
        return next((node for node in self.nodes if node.slug == slug), None)

    def around(self, centre: Node) -> Network:
        """One site with its edges, and the sites at their other ends."""
        edges = [edge for edge in self.edges if centre in (edge.site, edge.other)]
        near = {centre, *(edge.site for edge in edges), *(edge.other for edge in edges)}
        return Network([node for node in self.nodes if node in near], edges, self.references)


def recorded(parts: Collection[str]) -> Network:
    """All sites with their links and, where `parts` names them, their `systems` and `countries`.

    The number of queries depends on `parts` alone.
    """
    factories, antennas = _nodes(Factory, "factory"), _nodes(Antenna, "antenna")
    references = References()
    facts = [PARTS["links"], *(PARTS[part] for part in parts)]
    by_factory = _evidence(FactoryCitation, facts, references)
    by_antenna = _evidence(AntennaCitation, facts, references)
    edges = [
        Edge(
            "links", row.kind, row.get_kind_display(), antennas[row.site_id], factories[row.factory_id], cite
        )
        for row, cite in _cited(AntennaFactory, "links", by_antenna)
    ]
    if "systems" in parts:
        for model, nodes, evidence in (
            (FactorySystem, factories, by_factory),
            (AntennaSystem, antennas, by_antenna),
        ):
            edges += [
                Edge(
                    "systems",
                    row.relation,
                    row.get_relation_display(),
                    nodes[row.site_id],
                    _system(row.supercomputer),
                    cite,
                )
                for row, cite in _cited(model, "systems", evidence)
            ]
    if "countries" in parts:
        word = _("takes part")
        edges += [
            Edge("countries", TAKES_PART, word, factories[row.site_id], _country(row.country), cite)
            for row, cite in _cited(FactoryCountry, "countries", by_factory)
        ]
    return Network([*factories.values(), *antennas.values()], edges, references)


def _nodes(model: type[Factory] | type[Antenna], kind: str) -> dict[int, Node]:
    sites = sorted(records().all(model), key=lambda site: site.name)
    return {
        site.pk: Node(
            kind,
            site.slug,
            site.name,
            site.get_absolute_url(),
            site.country.display_name,
            site.country.code,
            site.name_language,
            site.cut_off.announced_on.isoformat(),
        )
        for site in sites
    }


def _system(system: Supercomputer) -> Node:
    return Node("system", system.slug, system.display_name, system.get_absolute_url())


def _country(country: Country) -> Node:
    return Node("country", country.code, country.display_name, country.get_absolute_url())


def _evidence(model: Any, facts: Collection[str], references: References) -> dict[int, Evidence]:
    """The evidence of each site for these facts; none for a site that cites nothing for them."""
    by_site: dict[int, list[Citation]] = defaultdict(list)
    for citation in records().all(model):
        if citation.field in facts:
            by_site[citation.record_id].append(citation)
    return {site: Evidence(citations, references) for site, citations in by_site.items()}


def _cited(model: Any, part: str, evidence: dict[int, Evidence]) -> Iterator[tuple[Any, Cite]]:
    """The rows of a part with what stands behind each, in a fixed order."""
    for row in sorted(records().all(model), key=lambda row: row.natural_key()):
        found = evidence.get(row.site_id)
        yield row, found.cite(PARTS[part], row.about) if found else Cite()
