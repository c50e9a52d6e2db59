"""Every page of every record answers, in words, with links both ways."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from antennas.models import Antenna
from directory.models import Country, CutOff, Organisation, Sector, Source, Supercomputer
from editions.current import records
from factories.models import Factory
from tests.auditing import markup
from tests.auditing.crawl import Answer, crawl
from tests.gunicorn import ROOT
from tests.listed import listed
from tests.pages import PAGES, REFUSED, SHOWN
from tests.superscripts import superscripts

RECORDS = [
    ("factories:detail", Factory, "slug"),
    ("antennas:detail", Antenna, "slug"),
    ("supercomputer", Supercomputer, "slug"),
    ("organisation", Organisation, "slug"),
    ("sector", Sector, "slug"),
    ("country", Country, "code"),
    ("cut-off", CutOff, "slug"),
    ("source", Source, "slug"),
]


def address(name: str, key: str) -> str:
    return reverse(name, args=[key.lower()])


def text(page: Any) -> str:
    return page.content.decode()


def opened(get: Any, path: str) -> str:
    """A page that is as every page has to be: found, with one heading, for everybody, and without a query."""
    records()
    with CaptureQueriesContext(connection) as captured:
        page = get(path)
    assert page.status_code == 200, path
    assert [query["sql"] for query in captured] == [], path
    assert not page.cookies, path
    assert "Cookie" not in page.headers.get("Vary", ""), path
    content = text(page)
    assert content.count("<h1") == 1, path
    assert "<title>" in content, path
    return content


@pytest.mark.parametrize("path", SHOWN)
def test_page_of_each_kind_answers_without_a_query(get: Any, path: str) -> None:
    content = opened(get, path)
    if "?" not in path and path != "/search/":
        assert f'rel="canonical" href="{path}"' in content


@pytest.mark.parametrize(("name", "model", "key"), RECORDS, ids=[name for name, _model, _key in RECORDS])
def test_page_of_every_record_answers_without_a_query(get: Any, name: str, model: Any, key: str) -> None:
    for record in list(model.objects.all()):
        path = address(name, getattr(record, key))
        content = opened(get, path)
        entries = re.findall(r'<li id="(ref-\d+)"', content)
        buttons = superscripts(content)
        assert {f"ref-{number}" for button in buttons for number in button.numbers} == set(entries), path
        opened_by = re.findall(r'<span class="backing" id="([^"]+)" popover>', content)
        assert [button.opens for button in buttons] == opened_by, f"{path}: each opens its own"
        targets = set(re.findall(r'href="#(ref-\d+)"', content))
        assert targets == set(entries), f"{path}: what a number opens leads to the entry of its source"
        listed = re.findall(r'class="references__back">(.*?)</span>', content, re.DOTALL)
        facts = set(re.findall(r'href="#(fact-\d+)"', " ".join(listed)))
        assert facts == {button.id for button in buttons}, f"{path}: and each entry back to its facts"
        assert entries == [f"ref-{n}" for n in range(1, len(entries) + 1)], path
        if note := getattr(record, "editor_note", ""):
            assert note[:60] not in content, f"{path}: a note for editors stays with the editors"


@pytest.mark.parametrize("name", [name for name, _model, _key in RECORDS])
def test_a_record_that_does_not_exist_is_a_404_in_words(get: Any, name: str) -> None:
    page = get(address(name, "nowhere"))
    assert page.status_code == 404
    assert "There is no" in text(page)


@pytest.mark.slow
def test_crawl_from_the_first_page_ends_and_finds_sound_pages(get: Any) -> None:
    def fetch(address: str) -> Answer:
        page = get(address)
        body = b"".join(page) if page.streaming else page.content
        return Answer(page.status_code, page.headers["Content-Type"].split(";")[0], body)

    found = crawl(fetch, leave_out="/static/")
    assert found.problems == []
    assert len(found.answers) > 900
    found.add(fetch, PAGES)
    assert {found.pages[address].status for address in SHOWN} == {200}
    assert {found.pages[address].status for address in REFUSED} == {400, 404}
    assert list(markup.faults(found.pages)) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("de", "Germany hosts HammerHAI and JUPITER AI Factory (JAIF)."),
        ("be", "Belgium has the Antenna BE-AIFA."),
        ("dk", "Denmark is a partner in LUMI AI Factory (Finland)."),
        ("cz", "Czechia hosts CZAI and is a partner in LUMI AI Factory (Finland)."),
        ("ua", "No AI Factory, Antenna or consortium partner in Ukraine is recorded."),
    ],
)
def test_a_country_says_what_is_there(get: Any, code: str, sentence: str) -> None:
    assert sentence in text(get(f"/countries/{code}/"))


def test_a_country_with_nothing_says_where_to_turn(get: Any) -> None:
    page = text(get("/countries/ua/"))
    assert "Where to go next" in page
    assert 'href="/factories/"' in page.split("Where to go next")[1]
    assert "access calls" in page


@pytest.mark.parametrize(("code", "target"), [("el", "gr"), ("uk", "gb"), ("DE", "de"), ("EL", "gr")])
def test_other_codes_of_a_country_lead_to_its_page(get: Any, code: str, target: str) -> None:
    page = get(f"/countries/{code}/")
    assert page.status_code == 301
    assert page.headers["Location"] == f"/countries/{target}/"


def classes(stylesheet: str) -> set[str]:
    """The classes with which lines of its rules begin."""
    css = (ROOT / "static" / "css" / f"{stylesheet}.css").read_text(encoding="utf-8")
    return set(re.findall(r"^ +\.([\w-]+)", css, flags=re.MULTILINE))


FAMILIES = {
    name: classes(name) - classes("lists") for name in ("home", "drawings", "finder", "prose", "charts")
}
"""The stylesheets that not all pages link, and their classes."""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_links_the_stylesheets_of_its_classes(get: Any, address: str) -> None:
    page = text(get(address))
    used = {name for value in re.findall(r'class="([^"]*)"', page) for name in value.split()}
    for family, own in FAMILIES.items():
        assert f"/css/{family}.css" in page or not used & own, family


def test_links_go_both_ways(get: Any) -> None:
    assert "/antennas/be-aifa/" in text(get("/factories/lumi-ai-factory/"))
    assert "/factories/lumi-ai-factory/" in text(get("/antennas/be-aifa/"))
    for here, there in [
        ("/factories/jaif/", "/supercomputers/jupiter/"),
        ("/factories/jaif/", "/organisations/jsc/"),
        ("/factories/jaif/", "/sectors/energy/"),
        ("/factories/jaif/", "/countries/de/"),
        ("/factories/jaif/", "/cut-offs/factories-2/"),
        ("/factories/jaif/", "/sources/analysis-2025/"),
        ("/antennas/hearts/", "/supercomputers/alps/"),
        ("/factories/lumi-ai-factory/", "/countries/dk/"),
    ]:
        assert f'href="{there}"' in text(get(here)), (here, there)
        assert f'href="{here}"' in text(get(there)), (there, here)


def test_hosting_entities_come_first(get: Any) -> None:
    page = get("/organisations/")
    assert all(row["hosts"] for row in page.context["hosts"])
    content = text(page)
    assert content.index("Hosting entities") < content.index("Other organisations")


def test_sector_counts_are_the_lists(get: Any) -> None:
    for row in get("/sectors/").context["rows"]:
        for kind in ("factories", "antennas"):
            count = listed(get(f"/{kind}/?sector={row['sector'].slug}")).count
            assert count == row[kind], row["sector"]


def test_names_in_other_languages_are_marked(get: Any) -> None:
    foreign = Organisation.objects.exclude(name_language="").first()
    assert foreign is not None
    page = text(get(f"/organisations/{foreign.slug}/"))
    assert f'<h1 lang="{foreign.name_language}">' in page


def test_a_source_without_a_public_address_is_not_linked(get: Any) -> None:
    page = text(get("/sources/luxprovide-site/"))
    assert "no public address" in page
    assert 'rel="external"' not in page
