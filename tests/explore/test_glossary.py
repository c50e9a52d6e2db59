"""The glossary explains in its own words, and shows who says so."""

from __future__ import annotations

import re
from typing import Any

import pytest

from explore.glossary import LISTS, TERMS
from explore.terms import PROGRAMME, RUNGS
from reference.models import Sector, Service, Source, Stage
from reference.textsearch import fold
from tests import builders
from tests.listed import listed
from tests.shingles import known_shingles, shingles


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def entry(page: str, slug: str) -> str:
    return page.split(f'<div class="term" id="{slug}">')[1].split("</dd>")[0]


def test_every_word_is_there_once_in_the_order_of_the_alphabet(get: Any) -> None:
    page = get("/glossary/")
    names = [entry.name for letter in page.context["letters"] for entry in letter.entries]
    assert len(names) == len(TERMS) == len({term.slug for term in TERMS})
    assert names == sorted(names, key=fold)
    letters = [letter.letter for letter in page.context["letters"]]
    assert letters == sorted(set(letters))
    assert all(
        name.upper().startswith(letter.letter)
        for letter in page.context["letters"]
        for name in [entry.name for entry in letter.entries]
    )


def test_every_link_on_the_page_has_an_end(get: Any) -> None:
    page = text(get("/glossary/"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert len(targets) > 60
    assert targets <= set(ids)


def test_words_refer_to_words(db: None) -> None:
    known = {term.slug for term in TERMS}
    for term in TERMS:
        assert set(term.see) <= known - {term.slug}, term.slug
        assert not term.page or term.page in LISTS, term.slug
    assert {term.page for term in TERMS} - {""} == set(LISTS)


def test_what_is_said_of_the_programme_names_who_says_it(get: Any) -> None:
    page = text(get("/glossary/"))
    sources = set(Source.objects.values_list("slug", flat=True))
    for term in PROGRAMME:
        assert term.places, term.slug
        assert {slug for slug, _place in term.places} <= sources, term.slug
        assert all(place for _slug, place in term.places)
        assert entry(page, term.slug).count('class="ref') == len(term.places), term.slug
    numbers = re.findall(r'class="ref(?: ref--later)?" href="#ref-(\d+)"', page)
    first = list(dict.fromkeys(map(int, numbers)))
    assert first == list(range(1, len(first) + 1)), "numbered in the order of the page"
    assert page.count('<li id="ref-') == len(first)


def test_a_later_source_is_marked(get: Any) -> None:
    assert 'class="ref ref--later"' in entry(text(get("/glossary/")), "gigafactory")


def test_a_word_without_its_source_is_not_explained(get: Any) -> None:
    Source.objects.filter(slug="lumi-antennas-2025").update(slug="elsewhere")
    page = text(get("/glossary/"))
    assert 'id="access-call"' not in page, "only that document speaks of it"
    assert 'href="#access-call"' not in page
    assert entry(page, "ai-factory-antenna").count('class="ref') == 1, "another document stays"


def test_every_rung_of_the_ladder_is_explained_in_its_order() -> None:
    assert [term.slug for term in RUNGS] == [f"stage-{stage.slug}" for stage in Stage]
    assert [str(term.name) for term in RUNGS] == [str(stage.label) for stage in Stage]
    ladder = next(term for term in TERMS if term.slug == "stage")
    assert ladder.see[: len(RUNGS)] == tuple(term.slug for term in RUNGS)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.slug)
def test_the_words_are_our_own(term: Any) -> None:
    assert not shingles(str(term.text)) & known_shingles()
    assert str(term.text).endswith(".")
    assert 5 <= len(str(term.text).split()) <= 70


@pytest.mark.parametrize(("model", "prefix"), [(Service, "service"), (Sector, "sector")])
def test_services_and_sectors_are_those_of_the_record(get: Any, model: Any, prefix: str) -> None:
    page = text(get("/glossary/"))
    for record in model.objects.all():
        assert record.scope in entry(page, f"{prefix}-{record.slug}"), record
    assert page.count(f'id="{prefix}-') == model.objects.count()
    new = model.objects.create(slug="new", name="Aa new", scope="Something new")
    shown = entry(text(get("/glossary/")), f"{prefix}-{new.slug}")
    assert "Something new" in shown
    assert f"?{prefix}=new" not in shown, "no link to an empty list"


def test_the_counts_are_those_of_the_lists(get: Any) -> None:
    page = text(get("/glossary/"))
    found = re.findall(r'<a href="(/(?:factories|antennas)/\?(?:service|sector)=[\w-]+)">(\d+) ', page)
    assert len(found) > 50
    for address, count in found[::9]:
        assert listed(get(address)).count == int(count), address


def test_a_sector_that_two_rows_name_counts_each_site_once(get: Any) -> None:
    sector = builders.make_sector(slug="apiculture")
    builders.make_factory(sectors=(sector,))
    assert "1 AI Factory<" in entry(text(get("/glossary/")), "sector-apiculture")
