"""The network page answers which Antenna leads to which AI Factory: drawn, as a table, and as CSV."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation

from antennas.models import Antenna, AntennaCitation, AntennaFactory
from explore.network_drawing import link_of, picture
from explore.network_order import Link, arranged, crossings
from explore.network_record import recorded
from factories.models import Factory, FactoryCountry, FactorySystem
from reference.textsearch import fold
from tests import builders
from tests.builders import make_antenna, make_country, make_cut_off, make_factory

HEADER = [
    *("antenna", "antenna_name", "antenna_country", "kind"),
    *("factory", "factory_name", "factory_country", "sources"),
]
EVERYTHING = "show=systems&show=countries"


class Drawing(HTMLParser):
    """Reads the drawing as a reader does: its lines, and its links with their words."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.lines: list[str] = []
        self.text = page.content.decode().partition('<svg class="drawing"')[2].partition("</figure>")[0]
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append((values["href"], values["aria-label"]))
        elif tag == "path":
            self.lines.append(values["class"])

    def words(self, address: str) -> str:
        return next(words for href, words in self.links if href == address)


def edges_of(page: Any, part: str = "links") -> list[tuple[str, str, str]]:
    """What the table says, row by row."""
    table = next(table for table in page.context["tables"] if table.part == part)
    return [(edge.site.slug, edge.kind, edge.other.slug) for edge in table.edges]


def rows_of(page: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.content.decode(), newline="")))


def test_every_link_of_the_record_is_drawn_once_and_stands_in_the_table(get: Any) -> None:
    page = get("/network/")
    rows = AntennaFactory.objects.values_list("site__slug", "kind", "factory__slug")
    assert sorted(edges_of(page)) == sorted(rows)
    drawing = Drawing(page)
    kinds = [kind for _site, kind, _factory in rows]
    # Each line once for all to see, and a copy for either end, which comes forward when it is in hand.
    for kind in ("linked", "collaborates"):
        assert drawing.lines.count(f"line line--{kind}") == 3 * kinds.count(kind) > 0


def test_the_drawing_says_in_words_what_its_lines_say(get: Any) -> None:
    drawing = Drawing(get("/network/"))
    hearts = "HEARTS, Switzerland: linked to LUMI AI Factory; collaborates with BSC AI Factory, IT4LIA, MIMER"
    assert drawing.words("/antennas/hearts/") == hearts
    assert "linked to the Antennas SAIFA; collaborates with the Antennas HEARTS" in drawing.words(
        "/factories/it4lia/"
    )
    assert 'aria-labelledby="drawing-title" aria-describedby="drawing-text"' in drawing.text
    assert "A solid line is a formal link, a dashed line a collaboration." in drawing.text


def test_nodes_come_antennas_first_from_top_to_bottom(get: Any) -> None:
    drawing = Drawing(get("/network/"))
    order = arranged(links_of_the_record())
    assert [href for href, _words in drawing.links] == [
        *(f"/antennas/{slug}/" for slug in order.antennas),
        *(f"/factories/{slug}/" for slug in order.factories),
    ]


def links_of_the_record() -> list[Link]:
    return [link_of(edge) for edge in recorded(()).edges]


def test_no_line_of_the_real_network_crosses_another(db: None) -> None:
    links = links_of_the_record()
    assert crossings(arranged(links), links) == 0


@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_one_more_antenna_anywhere_moves_no_other(db: None, name: str) -> None:
    before = arranged(links_of_the_record())
    same, later = Antenna.objects.earliest("pk").cut_off, make_cut_off(kind="antennas")
    for cut_off in (same, later):
        for factory in Factory.objects.all():
            new = make_antenna(slug=name, linked=(factory,), cut_off=cut_off)
            after = arranged(links_of_the_record())
            new.delete()
            assert [slug for slug in after.antennas if slug != name] == before.antennas, factory
            # Only a correction of an old round may move something, and that only the one it leads to.
            moved = {factory.slug} if cut_off == same else set(after.factories) - set(before.factories)
            kept = [slug for slug in before.factories if slug not in moved]
            assert [slug for slug in after.factories if slug not in moved] == kept, factory


def test_a_later_antenna_between_two_groups_moves_no_other(db: None) -> None:
    before = arranged(links_of_the_record())
    ends = tuple(Factory.objects.filter(slug__in=["ai-at", "pharos", "nlaif"]))
    make_antenna(slug="new", linked=ends, cut_off=make_cut_off(kind="antennas"))
    after = arranged(links_of_the_record())
    assert [slug for slug in after.antennas if slug != "new"] == before.antennas
    assert [slug for slug in after.factories if slug != "nlaif"] == before.factories


def test_it_answers_who_has_the_most_who_several_and_who_none(get: Any) -> None:
    context = get("/network/").context
    assert [node.name for node in context["most_linked"]] == ["LUMI AI Factory", "Pharos"]
    assert context["most"] == 4
    several = {"AIF IRL-Antenna": 2, "BE-AIFA": 2, "HEARTS": 4, "SAIFA": 2}
    assert {node.name: count for node, count in context["several"]} == several
    none = Factory.objects.filter(antenna_links__isnull=True).values_list("slug", flat=True)
    assert {node.slug for node in context["without"]} == set(none)


def test_an_antenna_without_a_link_is_not_lost(get: Any) -> None:
    antenna = make_antenna(name="Lonely")
    content = get("/network/").content.decode()
    assert f'<a href="{antenna.get_absolute_url()}">Lonely</a>' in content.split("Antennas without a link")[1]


def test_every_row_carries_its_references(get: Any) -> None:
    content = get(f"/network/?{EVERYTHING}").content.decode()
    proofs = re.findall(r'<td class="proof">(.*?)</td>', content, flags=re.S)
    count = AntennaFactory.objects.count() + FactoryCountry.objects.count()
    assert len(proofs) > count
    assert all(re.search(r'<a class="ref[^"]*" href="#ref-\d+"', proof) for proof in proofs)
    shown = set(re.findall(r'href="#(ref-\d+)"', content))
    assert shown == set(re.findall(r'<li id="(ref-\d+)"', content))


def test_what_sources_dispute_stands_with_the_link(get: Any) -> None:
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
    assert content.count("Sources disagree:") == 1
    assert "“letter of intent”" in content


@pytest.mark.parametrize("sort", ["antenna", "-antenna", "factory", "-factory"])
def test_the_table_is_sorted_by_an_end(get: Any, sort: str) -> None:
    page = get(f"/network/?sort={sort}")
    end = "site" if sort.endswith("antenna") else "other"
    names = [fold(getattr(edge, end).name) for edge in page.context["tables"][0].edges]
    assert names == sorted(names, reverse=sort.startswith("-"))
    direction = "descending" if sort.startswith("-") else "ascending"
    assert page.content.decode().count(f'aria-sort="{direction}"') == 1


def test_the_table_is_sorted_by_kind_both_ways(get: Any) -> None:
    kinds = [kind for _site, kind, _other in edges_of(get("/network/?sort=kind"))]
    assert kinds == sorted(kinds)
    assert [kind for _s, kind, _o in edges_of(get("/network/?sort=-kind"))] == kinds[::-1]


def test_a_heading_sorts_and_then_reverses_and_keeps_the_rest(get: Any) -> None:
    content = get("/network/?sort=factory&show=systems").content.decode()
    assert 'href="/network/?sort=-factory&amp;show=systems#table-links"' in content
    assert 'href="/network/?show=systems#table-links"' in content
    assert 'href="/network.csv?sort=factory&amp;show=systems"' in content


def test_systems_and_countries_come_on_demand(get: Any) -> None:
    assert "/supercomputers/" not in Drawing(get("/network/")).text
    page = get(f"/network/?{EVERYTHING}")
    drawing = Drawing(page)
    assert sorted(edges_of(page, "systems")) == sorted(
        [
            *FactorySystem.objects.values_list("site__slug", "relation", "supercomputer__slug"),
            ("aifa-ice", "experimental", "aifa-ice-test-system"),
            ("hearts", "builds-on", "alps"),
            ("hunaifa", "associated", "hun-ren-cloud"),
        ]
    )
    takes_part = FactoryCountry.objects.values_list("site__slug", "country__code")
    assert sorted((site, code) for site, _k, code in edges_of(page, "countries")) == sorted(takes_part)
    meluxina = "MeluXina, next to, builds on: system of Luxembourg AI Factory"
    assert drawing.words("/supercomputers/meluxina/") == meluxina
    assert drawing.words("/countries/dk/") == "Denmark: takes part in the consortium of LUMI AI Factory"
    assert "/factories/nlaif/" in dict(drawing.links), "a site without a link is drawn with its systems"


@pytest.mark.parametrize("part", ["systems", "countries"])
def test_only_what_is_asked_for_is_shown_and_the_other_is_offered(get: Any, part: str) -> None:
    page = get(f"/network/?show={part}")
    assert [table.part for table in page.context["tables"]] == ["links", part]
    content = page.content.decode()
    assert 'class="chip chip--off" href="/network/?show=systems&amp;show=countries"' in content
    assert '<a class="chip" href="/network/">' in content


def test_one_sites_neighbourhood(get: Any) -> None:
    page = get("/network/?site=lumi-ai-factory")
    assert {site for site, _kind, _other in edges_of(page)} == {"be-aifa", "aifa-ice", "aifa-lat", "hearts"}
    assert {other for _s, _k, other in edges_of(page)} == {"lumi-ai-factory"}
    assert {code for _s, _k, code in edges_of(page, "countries")} == {"CZ", "DK", "EE", "NO", "PL"}
    assert {site for site, _k, _o in edges_of(page, "systems")} == {"lumi-ai-factory"}
    assert "<h1>Network of LUMI AI Factory</h1>" in page.content.decode()
    assert 'rel="canonical" href="/network/?site=lumi-ai-factory"' in page.content.decode()
    assert "Pharos" not in Drawing(page).text
    hearts = get("/network/?site=hearts")
    assert len(edges_of(hearts)) == 4
    assert [other for _s, _k, other in edges_of(hearts, "systems")] == ["alps"]


def test_a_site_with_nothing_around_it_says_so(get: Any) -> None:
    make_factory(slug="bare")
    page = get("/network/?site=bare")
    assert page.status_code == 200
    assert "The sources name no link, no system and no further country." in page.content.decode()


@pytest.mark.parametrize("address", ["/network/", "/network.csv"])
@pytest.mark.parametrize(
    "query",
    [
        *("sort=name", "sort=--kind", "sort=kind&sort=factory", "show=everything", "show=systems,countries"),
        *("site=nobody", "site=hearts&site=jaif", "site=hearts&show=systems", "site=%00", "page=2"),
    ],
)
def test_what_does_not_exist_is_a_400_in_words(get: Any, address: str, query: str) -> None:
    page = get(f"{address}?{query}")
    assert page.status_code == 400
    assert "“" in page.content.decode()


def test_what_is_left_empty_is_as_if_absent(get: Any) -> None:
    assert get("/network/?sort=&show=&site=").url == "/network/"


def test_the_csv_has_the_edges_of_the_page_in_its_order(get: Any) -> None:
    answer = get("/network.csv?sort=-factory")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert next(csv.reader([answer.content.decode().splitlines()[0]])) == HEADER
    rows = rows_of(answer)
    assert [(row["antenna"], row["kind"], row["factory"]) for row in rows] == edges_of(
        get("/network/?sort=-factory")
    )
    saifa = next(row for row in rows if row["antenna"] == "saifa" and row["factory"] == "it4lia")
    assert list(saifa.values()) == [
        *("saifa", "SAIFA", "RS", "linked", "it4lia", "IT4LIA", "IT", "analysis-2025 ipb")
    ]


@pytest.mark.parametrize("query", [EVERYTHING, "show=countries&sort=-kind", "site=lumi-ai-factory"])
def test_the_csv_shows_what_the_page_shows(get: Any, query: str) -> None:
    page, answer = get(f"/network/?{query}"), get(f"/network.csv?{query}")
    on_page = [
        (site, kind, other)
        for table in page.context["tables"]
        for site, kind, other in edges_of(page, table.part)
    ]
    assert next(csv.reader([answer.content.decode().splitlines()[0]]))[:8] == HEADER
    in_file = [
        (
            row["antenna"] or row["factory"],
            row["kind"],
            row.get("system") or row.get("country") or row["factory"],
        )
        for row in rows_of(answer)
    ]
    assert in_file == on_page


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_as_a_formula(get: Any, start: str) -> None:
    Antenna.objects.filter(slug="saifa").update(name=f"{start}cmd()")
    names = {row["antenna_name"] for row in rows_of(get("/network.csv"))}
    assert f"'{start}cmd()" in names
    assert f"{start}cmd()" not in names


def test_a_name_from_the_record_cannot_break_out_of_the_drawing(get: Any) -> None:
    Antenna.objects.filter(slug="saifa").update(name='"><script>x</script>')
    content = get("/network/").content.decode()
    assert "<script>" not in content


def test_lengths_keep_their_point_in_other_languages(db: None) -> None:
    with translation.override("de"):
        shown = picture(recorded(("systems",)))
    assert re.fullmatch(r"\d+\.\d\dem", shown.height)
    assert all("," not in path.d for path in shown.paths)


def test_countries_read_in_the_readers_order_and_names(get: Any) -> None:
    make_antenna(
        slug="new", name="New", country=make_country(code="PT"), linked=(Factory.objects.get(slug="jaif"),)
    )
    assert "New, Portugal: linked to JUPITER AI Factory (JAIF)" in Drawing(get("/network/")).words(
        "/antennas/new/"
    )
