"""The glossary explains in its own words, and shows who says so."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils.text import capfirst

from directory.fixtures import FixtureError
from directory.models import MachineStep, Sector, Service, ServiceStep, Source
from directory.shingles import known_shingles, shingles
from directory.text_search import fold
from explore.terms import PAGES, read_terms, terms
from tests import builders
from tests.listed import listed
from tests.superscripts import numbers

TERMS = terms()
PROGRAMME = [term for term in TERMS if term.places]
STEPS = [term for term in TERMS if term.slug.startswith("step-")]


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


def test_terms_refer_to_other_terms_and_every_page_is_used() -> None:
    assert not [term.slug for term in TERMS if term.slug in term.see]
    assert {term.page for term in TERMS} - {""} == set(PAGES)


BROKEN = {
    "no list": ("slug: a", "is a list"),
    "an unknown key": ("- {slug: a, name: A, text: A., colour: blue}", "term 1: .*'colour'"),
    "a missing key": ("- {slug: a, name: A}", "term 1: .*'text'"),
    "a key given twice": ("- {slug: a, slug: b, name: A, text: A.}", "given twice"),
    "a place without its locator": (
        "- {slug: a, name: A, text: A., places: [{source: s}]}",
        "term 1: .*'locator'",
    ),
    "a number for a text": ("- {slug: a, name: 5, text: A.}", "5 is not a text"),
    "two names": ("- {slug: a, name: A, step: selected, text: A.}", "of its own or that of a step"),
    "an unknown step": ("- {slug: a, step: planned, text: A.}", "no step planned"),
    "an unknown term": ("- {slug: a, name: A, text: A., see: [b]}", "a: there is no term b"),
    "an unknown page": ("- {slug: a, name: A, text: A., page: b}", "a: there is no page b"),
    "the same term twice": (
        "[{slug: a, name: A, text: A.}, {slug: a, name: A, text: A.}]",
        "a is there twice",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_the_file_is_read_strictly(tmp_path: Path, case: str) -> None:
    content, expected = BROKEN[case]
    path = tmp_path / "glossary.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FixtureError, match=expected):
        read_terms(path)


def test_the_system_checks_report_a_broken_file(tmp_path: Path, settings: Any) -> None:
    assert run_checks(tags=["glossary"]) == []
    settings.FIXTURE_DIRS = [tmp_path]
    assert [error.id for error in run_checks(tags=["glossary"])] == ["explore.E002"]
    (tmp_path / "glossary.yaml").write_text(BROKEN["an unknown term"][0], encoding="utf-8")
    assert [error.msg for error in run_checks(tags=["glossary"])] == ["a: there is no term b"]


def test_what_is_said_of_the_programme_names_who_says_it(get: Any) -> None:
    page = text(get("/glossary/"))
    sources = set(Source.objects.values_list("slug", flat=True))
    assert len(PROGRAMME) == 18
    for term in PROGRAMME:
        assert {place.source for place in term.places} <= sources, term.slug
        assert all(place.locator for place in term.places)
        shown = entry(page, term.slug)
        assert len(numbers(shown)) == len({place.source for place in term.places}), term.slug
        assert all(f"{capfirst(place.locator)}." in html.unescape(shown) for place in term.places), term.slug
    first = list(dict.fromkeys(map(int, numbers(page))))
    assert first == list(range(1, len(first) + 1)), "numbered in the order of the page"
    assert page.count('<li id="ref-') == len(first)


def test_a_later_source_is_marked(get: Any) -> None:
    assert 'class="ref ref--later"' in entry(text(get("/glossary/")), "gigafactory")


def test_a_word_without_its_source_is_not_explained(get: Any) -> None:
    Source.objects.filter(slug="lumi-antennas-2025").update(slug="elsewhere")
    page = text(get("/glossary/"))
    assert 'id="access-call"' not in page, "only that document speaks of it"
    assert 'href="#access-call"' not in page
    assert len(numbers(entry(page, "ai-factory-antenna"))) == 1, "another document stays"


def test_every_step_is_explained_in_its_order() -> None:
    steps = [*ServiceStep, *MachineStep]
    assert [term.slug for term in STEPS] == [f"step-{step.value}" for step in steps]
    assert [str(term.name) for term in STEPS] == [str(step.label) for step in steps]


def test_the_word_for_the_status_names_every_step_of_both_tracks(get: Any) -> None:
    page = text(get("/glossary/"))
    status = " ".join(re.sub(r"<[^>]+>", " ", entry(page, "status")).split())
    for step in (*ServiceStep, *MachineStep):
        assert str(step.label) in status, step
    assert 'href="#step-in-service"' in entry(page, "status")
    assert 'href="#step-open-to-users"' in entry(page, "status")


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.slug)
def test_the_words_are_our_own(term: Any) -> None:
    assert not shingles(term.text) & known_shingles()
    assert term.text.endswith(".")
    assert 5 <= len(term.text.split()) <= 70


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


@pytest.mark.parametrize("address", ["/factories/mimer/", "/antennas/hearts/", "/cut-offs/factories-1/"])
def test_a_page_leads_to_the_word_that_says_what_its_record_is(get: Any, address: str) -> None:
    term = get(address).context["page"].term
    assert term in {known.slug for known in terms()}
    assert f'href="/glossary/#{term}"' in text(get(address))
