"""The network page: which Antenna leads to which AI Factory, drawn, as a table, and as CSV."""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.utils import translation

from antennas.models import Antenna, AntennaCitation, AntennaFactory
from directory.cites import Cite
from directory.evidence import References
from directory.text_search import fold
from explore.network.data import Edge, Network, Node, load_network
from explore.network.layout import Label, Layout, lay_out
from explore.network.svg import draw
from factories.models import Factory, FactoryCountry, FactorySystem
from tests import builders
from tests.builders import make_antenna, make_country, make_factory
from tests.superscripts import numbers

HEADER = "antenna,antenna_name,antenna_country,kind,factory,factory_name,factory_country,sources"
EVERYTHING = "show=systems&show=countries"


class Drawing(HTMLParser):
    """The lines of the drawing, and its links with their labels."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.lines: list[str] = []
        self.text = page.content.decode().partition('<svg class="drawing"')[2].partition("</figure>")[0]
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links[values["href"]] = values["aria-label"]
        elif tag == "path":
            self.lines.append(values["class"])


def edges_of(page: Any, part: str = "links") -> list[tuple[str, str, str]]:
    """The rows of a table of the page."""
    table = next(table for table in page.context["tables"] if table["part"] == part)
    return [(edge.site.slug, edge.kind, edge.other.slug) for edge in table["edges"]]


def rows_of(page: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.content.decode(), newline="")))


def crossings(layout: Layout, network: Network) -> int:
    """How often two links cross."""
    height = {label.node: label.y for label in layout.linked}
    ends = [(height[edge.site], height[edge.other]) for edge in network.part("links")]
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(ends, 2))


def invented(seed: int, antennas: int = 14, factories: int = 12) -> Network:
    """A network as chance has it: most Antennas have one link, some have several; texts of many lengths."""
    chance = random.Random(seed)
    words = ["AI", "Factory", "Łódź", "Antenna", "infrastructure-optimised", "of", "W" * 40]

    def node(kind: str, number: int) -> Node:
        text = " ".join(chance.choices(words, k=chance.randint(1, 5)))
        country = chance.choice(["Malta", "North Macedonia"]) if kind in ("antenna", "factory") else ""
        return Node(kind, f"{kind}-{number:02}", f"{text} {number}", "/", country)

    left = [node("antenna", number) for number in range(antennas)]
    right = [node("factory", number) for number in range(factories + 4)]
    edges = [
        Edge("links", chance.choice(["linked", "collaborates"]), "", site, other, Cite())
        for site in left
        for other in chance.sample(right[:factories], chance.choice([1, 1, 1, 2, 4]))
    ]
    for site in [*left, *right]:
        for number in range(chance.choice([0, 0, 1, 5])):
            edges.append(Edge("systems", "new", "new system", site, node("system", number), Cite()))
    return Network([*right, *left], edges, References())


def test_every_link_of_the_record_is_drawn_and_stands_in_the_table(get: Any) -> None:
    page = get("/network/")
    assert page.status_code == 200
    rows = AntennaFactory.objects.values_list("site__slug", "kind", "factory__slug")
    assert sorted(edges_of(page)) == sorted(rows)
    drawing = Drawing(page)
    kinds = [kind for _site, kind, _factory in rows]
    # Each line once, and a copy for either end, which is shown on hover.
    for kind in ("linked", "collaborates"):
        assert drawing.lines.count(f"line line--{kind}") == 3 * kinds.count(kind) > 0


def test_the_drawing_says_in_words_what_its_lines_say(get: Any) -> None:
    drawing = Drawing(get("/network/"))
    hearts = "HEARTS, Switzerland: linked to LUMI AI Factory; collaborates with BSC AI Factory, IT4LIA, MIMER"
    assert drawing.links["/antennas/hearts/"] == hearts
    it4lia = drawing.links["/factories/it4lia/"]
    assert "linked to the Antennas SAIFA; collaborates with the Antennas HEARTS" in it4lia
    assert 'aria-labelledby="drawing-title" aria-describedby="drawing-text"' in drawing.text
    assert "A solid line is a formal link, a dashed line a collaboration." in drawing.text


@pytest.mark.parametrize("parts", [(), ("systems",), ("countries",)])
def test_no_line_of_the_real_network_crosses_another(db: None, parts: tuple[str, ...]) -> None:
    network = load_network(("links", *parts))
    assert crossings(lay_out(network), network) == 0


def test_lines_cross_far_less_than_in_alphabetical_order() -> None:
    by_barycentre = alphabetical = 0
    for network in map(invented, range(20)):
        by_barycentre += crossings(lay_out(network), network)
        labels = [Label(node, [], [], 0, 0, y=int(node.slug[-2:])) for node in network.nodes]
        alphabetical += crossings(replace(lay_out(network), linked=labels), network)
    assert by_barycentre < alphabetical / 3


@pytest.mark.parametrize("seed", range(10))
def test_no_label_overlaps_another(seed: int) -> None:
    layout = lay_out(invented(seed))
    left = [label for label in layout.linked if label.node.kind == "antenna"]
    right = [label for label in layout.linked if label.node.kind == "factory"]
    for column in (left, right, *layout.apart):
        boxes = []
        for site in column:
            for label in (site, *(replace(leaf, y=site.y + leaf.y) for leaf in site.leaves)):
                boxes.append((label.y - label.above, label.y - label.above + label.height))
        assert all(bottom <= top + 1e-9 for (_, bottom), (top, _) in pairwise(boxes))
        assert all(top >= -1e-9 and bottom <= layout.height + 1e-9 for top, bottom in boxes)
    assert all(label.y > max(site.y + site.below for site in layout.linked) for label in layout.apart[0])


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_the_records_does_not_change_the_layout(seed: int) -> None:
    network = invented(seed)
    network = replace(network, edges=network.part("links"))
    shuffled = random.Random(seed).sample(network.edges, len(network.edges))
    assert lay_out(replace(network, edges=shuffled)) == lay_out(network)


def test_it_answers_who_has_the_most_who_several_and_who_none(get: Any) -> None:
    context = get("/network/").context
    assert [node.name for node in context["most_linked"]] == ["LUMI AI Factory", "Pharos"]
    assert context["most"] == 4
    several = {"AIF IRL-Antenna": 2, "BE-AIFA": 2, "HEARTS": 4, "SAIFA": 2}
    assert {node.name: count for node, count in context["several"]} == several
    none = Factory.objects.filter(antenna_links__isnull=True).values_list("slug", flat=True)
    assert {node.slug for node in context["without"]} == set(none)


def test_an_antenna_without_a_link_is_listed(get: Any) -> None:
    antenna = make_antenna(name="Lonely")
    content = get("/network/").content.decode()
    assert f'<a href="{antenna.get_absolute_url()}">Lonely</a>' in content.split("Antennas without a link")[1]


def test_every_row_has_its_references(get: Any) -> None:
    content = get(f"/network/?{EVERYTHING}").content.decode()
    proofs = re.findall(r'<td class="proof">(.*?)</td>', content, flags=re.S)
    assert len(proofs) > AntennaFactory.objects.count() + FactoryCountry.objects.count()
    assert all(numbers(proof) for proof in proofs)
    assert set(re.findall(r'href="#(ref-\d+)"', content)) == set(re.findall(r'<li id="(ref-\d+)"', content))


def test_a_dispute_stands_with_the_link(get: Any) -> None:
    AntennaCitation.objects.create(
        record=Antenna.objects.get(slug="hearts"),
        field="factories",
        about="bsc-ai-factory",
        source=builders.make_source(kind="document"),
        as_stated="letter of intent",
        agrees=False,
        note="A letter of intent is no formal link.",
    )
    content = get("/network/").content.decode()
    assert content.count("States something else:") == 1
    assert "“letter of intent”" in content


@pytest.mark.parametrize("sort", ["antenna", "-antenna", "factory", "-factory", "kind", "-kind"])
def test_the_table_is_sorted_by_a_column(get: Any, sort: str) -> None:
    page = get(f"/network/?sort={sort}")
    column = {"antenna": 0, "kind": 1, "factory": 2}[sort.removeprefix("-")]
    edges = page.context["tables"][0]["edges"]
    values = [(fold(edge.site.name), edge.kind, fold(edge.other.name))[column] for edge in edges]
    assert values == sorted(values, reverse=sort.startswith("-"))
    direction = "descending" if sort.startswith("-") else "ascending"
    assert page.content.decode().count(f'aria-sort="{direction}"') == 1


def test_a_heading_sorts_then_reverses_and_keeps_the_other_parameters(get: Any) -> None:
    content = get("/network/?sort=factory&show=systems").content.decode()
    assert 'href="/network/?sort=-factory&amp;show=systems#table-links"' in content
    assert 'href="/network/?show=systems#table-links"' in content
    assert 'href="/network.csv?sort=factory&amp;show=systems"' in content


def test_systems_and_countries_are_shown_on_demand(get: Any) -> None:
    assert "/supercomputers/" not in Drawing(get("/network/")).text
    page = get(f"/network/?{EVERYTHING}")
    systems = FactorySystem.objects.values_list("site__slug", "relation", "supercomputer__slug")
    assert set(systems) < set(edges_of(page, "systems"))
    countries = FactoryCountry.objects.values_list("site__slug", "country__code")
    assert sorted((site, code) for site, _kind, code in edges_of(page, "countries")) == sorted(countries)
    labels = Drawing(page).links
    meluxina = "MeluXina, next to, builds on: system of Luxembourg AI Factory"
    assert labels["/supercomputers/meluxina/"] == meluxina
    assert labels["/countries/dk/"] == "Denmark: takes part in the consortium of LUMI AI Factory"
    assert "/factories/nlaif/" in labels, "a site without a link is drawn with its systems"


@pytest.mark.parametrize("part", ["systems", "countries"])
def test_the_other_part_is_offered(get: Any, part: str) -> None:
    page = get(f"/network/?show={part}")
    assert [table["part"] for table in page.context["tables"]] == ["links", part]
    content = page.content.decode()
    assert 'class="chip chip--off" href="/network/?show=systems&amp;show=countries"' in content
    assert '<a class="chip" href="/network/">' in content


def test_one_sites_neighbourhood(get: Any) -> None:
    page = get("/network/?site=lumi-ai-factory")
    assert {site for site, _kind, _other in edges_of(page)} == {"be-aifa", "aifa-ice", "aifa-lat", "hearts"}
    assert {code for _s, _k, code in edges_of(page, "countries")} == {"CZ", "DK", "EE", "NO", "PL"}
    assert {site for site, _k, _o in edges_of(page, "systems")} == {"lumi-ai-factory"}
    assert "<h1>Network of LUMI AI Factory</h1>" in page.content.decode()
    assert 'rel="canonical" href="/network/?site=lumi-ai-factory"' in page.content.decode()
    assert "/factories/pharos/" not in Drawing(page).links


def test_a_site_with_nothing_around_it_says_so(get: Any) -> None:
    make_factory(slug="bare")
    page = get("/network/?site=bare")
    assert "The sources name no link, no system and no further country." in page.content.decode()


@pytest.mark.parametrize("address", ["/network/", "/network.csv"])
@pytest.mark.parametrize(
    "query",
    [
        *("sort=name", "sort=--kind", "sort=kind&sort=factory", "show=everything", "show=systems,countries"),
        *("site=nobody", "site=hearts&site=jaif", "site=hearts&show=systems", "site=%00", "page=2"),
    ],
)
def test_an_unknown_value_is_a_400_with_an_explanation(get: Any, address: str, query: str) -> None:
    page = get(f"{address}?{query}")
    assert page.status_code == 400
    assert "“" in page.content.decode()


@pytest.mark.parametrize("query", ["sort=-factory", EVERYTHING, "show=countries&sort=-kind", "site=hearts"])
def test_the_csv_has_the_rows_of_the_page_in_its_order(get: Any, query: str) -> None:
    page, answer = get(f"/network/?{query}"), get(f"/network.csv?{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert ",".join(rows_of(answer)[0]).startswith(HEADER)
    rows = [edge for table in page.context["tables"] for edge in edges_of(page, table["part"])]
    assert [
        (
            row["antenna"] or row["factory"],
            row["kind"],
            row.get("system") or row.get("country") or row["factory"],
        )
        for row in rows_of(answer)
    ] == rows


def test_a_row_of_the_csv(get: Any) -> None:
    saifa = next(row for row in rows_of(get("/network.csv")) if row["antenna"] == "saifa")
    values = ["saifa", "SAIFA", "RS", "linked", "it4lia", "IT4LIA", "IT", "analysis-2025|ipb"]
    assert list(saifa.values())[:8] == values


def test_names_are_escaped_in_the_drawing_and_in_the_csv(get: Any) -> None:
    Antenna.objects.filter(slug="saifa").update(name='="><script>x</script>')
    assert "<script>" not in get("/network/").content.decode()
    assert "'=\"><script>x</script>" in {row["antenna_name"] for row in rows_of(get("/network.csv"))}


def test_lengths_have_a_decimal_point_in_every_language(db: None) -> None:
    with translation.override("de"):
        picture = draw(load_network(("links", "systems")))
    assert re.fullmatch(r"\d+\.\d\dem", picture["height"])
    assert all("," not in path["d"] for path in picture["paths"])


def test_countries_have_their_own_names(get: Any) -> None:
    jaif = Factory.objects.get(slug="jaif")
    make_antenna(slug="new", name="New", country=make_country(code="PT"), linked=(jaif,))
    label = Drawing(get("/network/")).links["/antennas/new/"]
    assert label == "New, Portugal: linked to JUPITER AI Factory (JAIF)"


def test_every_site_has_an_address_in_the_drawing(get: Any) -> None:
    page = get("/network/").content.decode()
    found = re.findall(r'<(?:g|li) id="([a-z0-9-]+)"', page)
    sites = {site.slug for model in (Factory, Antenna) for site in model.objects.all()}
    assert sorted(slug for slug in found if slug in sites) == sorted(sites)
    assert 'href="/network/#hearts"' in get("/network/?site=hearts").content.decode()
