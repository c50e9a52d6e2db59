"""Every page says how to cite it; what its title holds breaks no format."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import yaml
from django.test import Client

from editions.store import Manifest
from factories.models import Factory
from opendata.page_citations import Citation
from tests.gunicorn import ROOT

pytestmark = pytest.mark.django_db
MANIFEST = Manifest(12, "2026-11-21T09:00:00+00:00", "0" * 64, 1, "", [])


@pytest.fixture
def read(settings: Any, monkeypatch: pytest.MonkeyPatch, client: Client) -> Any:
    """Opens an address of an installation that reads edition 12."""

    def edition_12(get_response: Any) -> Any:
        def middleware(request: Any) -> Any:
            request.edition = MANIFEST
            return get_response(request)

        return middleware

    monkeypatch.setattr("tests.opendata.test_citing.edition_12", edition_12, raising=False)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.opendata.test_citing.edition_12"]
    settings.PUBLIC_URL = "https://directory.example"
    settings.KEEPER = "Example Institute"
    return lambda address: Client().get(address)


def test_a_page_says_how_to_cite_it_and_under_which_licence(read: Any) -> None:
    foot = read("/factories/litai/").content.decode().partition("<footer")[2]
    told = (
        "“LitAI Factory, AI Factory”. AI Factories Directory, edition 12, 21 November 2026. Example Institute. "
        "https://directory.example/factories/litai/"
    )
    assert f"<p>{told}</p>" in foot
    assert 'href="/cite.bib?page=/factories/litai/"' in foot
    assert 'href="https://creativecommons.org/licenses/by/4.0/" rel="license external">CC BY 4.0</a>' in foot


@pytest.mark.parametrize(
    "shown", ["/", "/about/", "/factories/?country=DE&country=PL", "/countries/de/", "/changes/"]
)
def test_the_files_say_what_the_page_says(read: Any, shown: str) -> None:
    foot = read(shown).content.decode().partition("<footer")[2]
    foot = html.unescape(foot)
    bib, csl = re.findall(r'href="(/cite\.[^"]*)"', foot)
    (item,) = read(csl).json()
    assert item["URL"] == f"https://directory.example{shown}"
    assert f"“{item['title']}”" in foot
    assert item["edition"] == "12"
    assert item["issued"] == {"date-parts": [[2026, 11, 21]]}
    assert item["type"] == "webpage"
    answer = read(bib)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{item["id"]}.bib"'
    entry = answer.content.decode()
    assert entry.startswith(f"@misc{{{item['id']},\n")
    for line in (
        f"url = {{{item['URL']}}}",
        "date = {2026-11-21}",
        "month = nov",
        "publisher = {Example Institute}",
    ):
        assert f"  {line},\n" in entry
    assert entry.count("{") == entry.count("}")


def test_a_title_breaks_neither_tex_nor_markup(read: Any) -> None:
    name = r"50 % & $1_000 #1 ~ ^ {a} \b <i> “é”"
    Factory.objects.filter(slug="jaif").update(name=name)
    entry = read("/cite.bib?page=/factories/jaif/").content.decode()
    title = next(line for line in entry.splitlines() if "  title = " in line)
    escaped = r"50 \% \& \$1\_000 \#1 \textasciitilde{} \textasciicircum{} \{a\} \textbackslash{}b <i> “é”, AI Factory"
    assert title == f"  title = {{{{{escaped}}}}},"
    assert read("/cite.json?page=/factories/jaif/").json()[0]["title"] == f"{name}, AI Factory"
    assert "<i>" not in read("/factories/jaif/").content.decode().partition("<footer")[2]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("page=/about/&page=/", 400),
        ("page=/about/&style=apa", 400),
        ("page=https://elsewhere.example/", 400),
        ("page=//elsewhere.example/", 400),
        ("page=/factories.csv", 400),
        ("page=/factories/?country=XX", 404),
        ("page=/factories/nowhere/", 404),
        ("page=/search/?q=jupiter", 404),
        ("page=/compare/?site=nobody", 404),
        ("page=/api/v1/", 404),
        ("page=/api/v1/factories/", 404),
        ("page=/api/v1/schema/", 404),
        ("page=/nothing/", 404),
        ("page=/%00/", 404),
    ],
)
def test_what_cannot_be_cited_is_told(read: Any, query: str, status: int) -> None:
    answer = read(f"/cite.bib?{query}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_without_an_edition_there_is_nothing_to_cite(get: Any) -> None:
    assert "Cite this page" not in get("/about/").content.decode()
    assert get("/cite.json?page=/about/").status_code == 404


def test_without_a_public_address_none_is_made_up(settings: Any) -> None:
    settings.PUBLIC_URL = settings.KEEPER = ""
    cited = Citation("About", "/about/", MANIFEST)
    assert cited.text == "“About”. AI Factories Directory, edition 12, 21 November 2026"
    assert "url" not in cited.bibtex
    assert not {"URL", "publisher"} & cited.csl.keys()


def test_the_repository_says_how_to_cite_it() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= told.keys()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{told["version"]}"' in project
    assert f'license = "{told["license"]}"' in project
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert [int(number) for number in re.findall(r"^(\d+)\.[A-Z]", licence, re.M)] == list(range(1, 16))
