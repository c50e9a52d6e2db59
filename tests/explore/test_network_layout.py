"""The drawing of the network keeps its laws, whatever the record says: these tests invent records."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from explore.network_layout import (
    BRANCH_WIDTHS,
    LABEL_WIDTHS,
    Block,
    Branch,
    Drawing,
    Site,
    drawn,
)
from explore.network_order import Link, arranged, crossings
from explore.network_text import width, wrapped

FIRST, LATER = "2025-10-13", "2027-03-01"


def links_of(seed: int, antennas: int = 14, factories: int = 12) -> list[Link]:
    """Links as chance has it: most Antennas have one, some have several."""
    chance = random.Random(seed)
    return [
        Link(f"antenna-{a:02}", f"factory-{f:02}", chance.choice(["linked", "collaborates"]), FIRST)
        for a in range(antennas)
        for f in sorted(chance.sample(range(factories), chance.choice([1, 1, 1, 2, 4])))
    ]


def sites_of(links: list[Link], seed: int = 0) -> list[Site]:
    """The sites of these links and some without one, with labels and branches of many lengths."""
    chance = random.Random(seed)
    words = ["AI", "Factory", "Łódź", "Antenna", "infrastructure-optimised", "of", "W" * 40, "i" * 60]

    def text(most: int) -> str:
        return " ".join(chance.choices(words, k=chance.randint(1, most)))

    def site(kind: str, name: str) -> Site:
        branches = tuple(
            Branch("system", f"system-{n}", text(6), text(3)) for n in range(chance.choice([0, 0, 1, 5]))
        )
        return Site(kind, name, text(5), text(2), branches)

    names = {("antenna", link.antenna) for link in links} | {("factory", link.factory) for link in links}
    alone = {("antenna", "antenna-alone"), *(("factory", f"factory-alone-{n}") for n in range(7))}
    return [site(kind, name) for kind, name in sorted(names | alone)]


def columns_of(drawing: Drawing) -> list[list[Block]]:
    return [drawing.antennas, drawing.factories, *drawing.apart]


def extents(block: Block) -> list[tuple[float, float]]:
    """Where the texts of a block and of its branches begin and end."""
    leaves = [replace(leaf, y=block.y + leaf.y) for leaf in block.branches]
    return [(each.y - each.above, each.y - each.above + each.height) for each in (block, *leaves)]


SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_text_stands_on_another_and_none_outside_the_frame(seed: int) -> None:
    links = links_of(seed)
    drawing = drawn(sites_of(links, seed), links)
    for column in columns_of(drawing):
        texts = [extent for block in column for extent in extents(block)]
        for (_top, bottom), (top, _bottom) in pairwise(texts):
            assert bottom <= top + 1e-9
        assert all(top >= -1e-9 and bottom <= drawing.height + 1e-9 for top, bottom in texts)
    below = max(bottom for column in columns_of(drawing)[:2] for b in column for _t, bottom in extents(b))
    for column in drawing.apart:
        assert all(block.y - block.above > below for block in column)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_link_and_every_site_that_has_something_to_show_is_drawn_once(seed: int) -> None:
    links = links_of(seed)
    sites = sites_of(links, seed)
    drawing = drawn(sites, links)
    assert sorted((c.antenna, c.factory, c.kind) for c in drawing.curves) == sorted(
        (link.antenna, link.factory, link.kind) for link in links
    )
    linked = {("antenna", link.antenna) for link in links} | {("factory", link.factory) for link in links}
    expected = sorted(
        (site.kind, site.name) for site in sites if site.branches or (site.kind, site.name) in linked
    )
    blocks = [block for column in columns_of(drawing) for block in column]
    assert sorted((block.kind, block.name) for block in blocks) == expected
    branches = {(site.kind, site.name): len(site.branches) for site in sites}
    assert all(len(block.branches) == branches[block.kind, block.name] for block in blocks)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_link_ends_at_the_marks_of_its_sites(seed: int) -> None:
    links = links_of(seed)
    drawing = drawn(sites_of(links, seed), links)
    antennas = {block.name: block.y for block in drawing.antennas}
    factories = {block.name: block.y for block in drawing.factories}
    for curve in drawing.curves:
        assert abs(curve.start - antennas[curve.antenna]) <= 0.38
        assert abs(curve.end - factories[curve.factory]) <= 0.38


@pytest.mark.parametrize("seed", SEEDS)
def test_a_later_antenna_leaves_the_order_of_all_others_as_it_was(seed: int) -> None:
    links = links_of(seed)
    before = arranged(links)
    chance = random.Random(seed)
    old, new = chance.sample(before.factories, 3), [f"factory-new-{n}" for n in range(2)]
    after = arranged([*links, *(Link("a-new-antenna", factory, "linked", LATER) for factory in old + new)])
    assert [name for name in after.antennas if name != "a-new-antenna"] == before.antennas
    assert [name for name in after.factories if name not in new] == before.factories
    assert "a-new-antenna" in after.antennas
    assert set(new) <= set(after.factories)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_round_of_later_antennas_leaves_the_order_of_all_others_as_it_was(seed: int) -> None:
    links = links_of(seed)
    later = [
        replace(link, antenna=f"new-{link.antenna}", since=LATER)
        for link in links_of(seed + 100, factories=15)
    ]
    before, after = arranged(links), arranged([*later, *links])
    assert [name for name in after.antennas if name in before.antennas] == before.antennas
    assert [name for name in after.factories if name in before.factories] == before.factories


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_in_which_links_come_means_nothing(seed: int) -> None:
    links = links_of(seed)
    mixed = links.copy()
    random.Random(seed).shuffle(mixed)
    assert arranged(mixed) == arranged(links)
    sites = sites_of(links, seed)
    assert drawn(sites, mixed) == drawn(sites, links)


def test_a_chain_of_fans_crosses_nowhere() -> None:
    doors = {"g": "ab", "c": "bz", "f": "b", "e": "z", "d": "zy", "h": "y", "i": "x"}
    links = [Link(antenna, factory) for antenna, factories in doors.items() for factory in factories]
    assert crossings(arranged(links), links) == 0


def test_a_chain_too_long_to_be_improved_crosses_nowhere_either() -> None:
    chain = [Link(f"a{n}", f"f{m}") for n in range(80) for m in (n, n + 1)]
    dead_ends = [Link(f"z{n}-{m}", f"f{n}") for n in range(80) for m in range(3)]
    assert crossings(arranged(chain + dead_ends), chain + dead_ends) == 0


def test_a_factory_stands_at_the_middle_of_its_antennas() -> None:
    links = [Link(name, "f") for name in "abcde"] + [Link("x", "g")]
    sites = [Site("antenna", name, name) for name in "abcdex"] + [Site("factory", n, n) for n in "fg"]
    drawing = drawn(sites, links)
    heights = {block.name: block.y for block in drawing.antennas + drawing.factories}
    assert heights["f"] == pytest.approx(heights["c"])
    assert heights["g"] == pytest.approx(heights["x"])
    assert heights["a"] < heights["b"] < heights["f"] < heights["d"] < heights["e"] < heights["g"]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_crosses_far_less_than_the_alphabet(seed: int) -> None:
    links = links_of(seed)
    best = arranged(links)
    alphabet = replace(best, antennas=sorted(best.antennas), factories=sorted(best.factories))
    assert crossings(best, links) < crossings(alphabet, links) / 2


def test_crossings_are_counted() -> None:
    cross = [Link("a", "2"), Link("b", "1"), Link("a", "1")]
    assert crossings(replace(arranged(cross), antennas=["a", "b"], factories=["1", "2"]), cross) == 1
    assert crossings(replace(arranged(cross), antennas=["b", "a"], factories=["1", "2"]), cross) == 0


def test_an_antenna_and_a_factory_may_share_a_name() -> None:
    links = [Link("pharos", "pharos"), Link("other", "pharos")]
    drawing = drawn(
        [Site(k, n, n) for k, n in [("antenna", "pharos"), ("antenna", "other"), ("factory", "pharos")]],
        links,
    )
    assert len(drawing.antennas) == 2
    assert len(drawing.factories) == 1
    assert len(drawing.curves) == 2


def test_nothing_is_drawn_of_nothing() -> None:
    drawing = drawn([Site("factory", "a", "A")], [])
    assert (drawing.height, columns_of(drawing), drawing.curves) == (0.0, [[], [], [], []], [])


def test_a_thousand_sites_are_drawn() -> None:
    links = [Link(f"a{n}", f"f{n % 30}") for n in range(1000)] + [Link(f"a{n}", "f0") for n in range(1, 30)]
    sites = [Site("antenna", f"a{n}", f"A {n}") for n in range(1000)]
    drawing = drawn(sites + [Site("factory", f"f{n}", f"F {n}") for n in range(30)], links)
    assert len(drawing.antennas) == 1000


@pytest.mark.parametrize("limit", [*LABEL_WIDTHS.values(), *BRANCH_WIDTHS.values()])
@pytest.mark.parametrize("text", ["Luxembourg AI Factory", "W" * 90, "a-b " * 60, "-" * 80, "Ω", ""])
def test_text_keeps_to_its_width_and_its_lines(text: str, limit: float) -> None:
    lines = wrapped(text, limit, 3, bold=True)
    assert len(lines) <= 3
    assert all(width(line, bold=True) <= limit for line in lines)
    if not any("…" in line for line in lines):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_words_are_broken_at_spaces_first_then_at_hyphens() -> None:
    assert wrapped("AIF IRL-Antenna", 7.3, 3, bold=True) == ("AIF", "IRL-Antenna")
    assert wrapped("High-performance computing", 7.6, 3) == ("High-", "performance", "computing")
    assert wrapped("one two three", 3, 2) == ("one", "two…")
