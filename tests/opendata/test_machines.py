"""What machines that browse are told: which pages there are, what to leave alone, how to search."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from editions import store
from editions.publishing import publish
from factories.models import Factory
from opendata.resources import RESOURCES

pytestmark = pytest.mark.django_db
ORIGIN = "https://directory.example"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def public(settings: Any) -> None:
    settings.PUBLIC_URL = ORIGIN


def listed(get: Callable[..., Any], address: str) -> dict[str, str]:
    """The addresses of a sitemap with their dates."""
    root = ElementTree.fromstring(get(address).content)
    return {
        (entry.findtext("s:loc", "", SITEMAP)).removeprefix(ORIGIN): entry.findtext("s:lastmod", "", SITEMAP)
        for entry in root
    }


@pytest.mark.usefixtures("public")
def test_the_sitemap_lists_every_canonical_page_and_no_other(get: Callable[..., Any]) -> None:
    found = listed(get, "/sitemap.xml")
    records = sum(resource.model.objects.count() for resource in RESOURCES.values() if resource.page)
    assert len(found) == get("/sitemap.xml").content.count(b"<url>") == records + 22
    assert not any("?" in address for address in found)
    for address in found:
        if address.count("/") == 2 or "/jaif/" in address or "/de/" in address:
            answer = get(address)
            assert answer.status_code == 200, address
            assert f'rel="canonical" href="{ORIGIN}{address}"' in answer.content.decode(), address


@pytest.mark.parametrize(
    ("address", "canonical", "hidden"),
    [
        ("/factories/?view=table&sort=-country", "/factories/", False),
        ("/factories/?page=2&page_size=5", "/factories/", False),
        ("/factories/?country=DE&view=map", "/factories/?country=DE", True),
        ("/factories/jaif/?evidence=documents", "/factories/jaif/", False),
        ("/changes/?site=jaif", "/changes/?site=jaif", True),
        ("/network/?site=hearts", "/network/?site=hearts", True),
        ("/coverage/?kind=supercomputers", "/coverage/?kind=supercomputers", True),
    ],
)
def test_of_filters_only_what_the_sitemap_has_may_be_listed(
    get: Callable[..., Any], address: str, canonical: str, hidden: bool
) -> None:
    head = get(address).content.decode().partition("</head>")[0]
    assert f'rel="canonical" href="{canonical}"' in head
    assert ('name="robots" content="noindex' in head) == hidden


def test_data_is_for_programs_and_in_no_search_result(get: Callable[..., Any]) -> None:
    for address in ("/factories.csv", "/factories/jaif.json", "/changes.atom", "/api/v1/sectors/"):
        assert get(address).headers["X-Robots-Tag"] == "noindex"


@pytest.mark.usefixtures("public")
def test_a_page_was_changed_by_the_edition_that_changed_its_record(get: Callable[..., Any]) -> None:
    publish()
    Factory.objects.filter(slug="jaif").update(city="Aachen")
    publish()
    newest, oldest = [manifest.published_at for manifest in store.manifests()]
    found = listed(get, "/sitemap.xml")
    assert found["/factories/jaif/"] == found["/factories/"] == found["/"] == newest
    assert found["/factories/litai/"] == found["/countries/de/"] == oldest
    assert found["/about/"] == ""


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(
    ("address", "open_to_all"),
    [
        ("/", True),
        ("/factories/", True),
        ("/factories/jaif/", True),
        ("/factories/jaif.json", True),
        ("/factories/?page=2", True),
        ("/factories/?country=DE&page=2", False),
        ("/factories/?sort=-country", False),
        ("/factories.csv?country=DE", False),
        ("/compare/?site=jaif&site=litai", False),
        ("/search/?q=jupiter", False),
        ("/cite.bib?page=/about/", False),
    ],
)
@pytest.mark.usefixtures("public")
def test_crawlers_are_kept_out_of_filters_alone(
    get: Callable[..., Any], address: str, open_to_all: bool
) -> None:
    text = get("/robots.txt").content.decode()
    assert text.endswith(f"\nSitemap: {ORIGIN}/sitemap.xml\n")
    rules = re.findall(r"^(Allow|Disallow): (\S+)$", text, re.M)
    matching = [
        (len(pattern), word)
        for word, pattern in rules
        if re.match(re.escape(pattern).replace(r"\*", ".*"), address)
    ]
    assert (not matching or max(matching)[1] == "Allow") == open_to_all


def test_without_a_public_address_nothing_is_made_up(get: Callable[..., Any]) -> None:
    assert "Sitemap" not in get("/robots.txt").content.decode()
    for address in ("/sitemap.xml", "/opensearch.xml"):
        answer = get(address)
        assert answer.status_code == 404
        assert "PUBLIC_URL" in answer.content.decode()
    assert 'rel="search"' not in get("/").content.decode()


@pytest.mark.usefixtures("public")
def test_a_browser_can_search_here(get: Callable[..., Any], settings: Any) -> None:
    assert (
        f'rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml" title="{settings.SITE_NAME}"'
        in " ".join(get("/").content.decode().split())
    )
    root = ElementTree.fromstring(get("/opensearch.xml").content)
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert root.findtext("o:ShortName", "", space) == "AI Factories"
    (url,) = [url for url in root.findall("o:Url", space) if url.get("type") == "text/html"]
    asked = url.get("template", "").removeprefix(ORIGIN).replace("{searchTerms}", "jupiter")
    assert "JUPITER" in get(asked).content.decode()
    settings.SITE_NAME = "Supercalifragilisticexpialidocious & Co"
    short = ElementTree.fromstring(get("/opensearch.xml").content).findtext("o:ShortName", "", space)
    assert short == "Supercalifragili"


@pytest.mark.usefixtures("public")
def test_language_models_find_what_there_is(get: Callable[..., Any]) -> None:
    text = get("/llms.txt").content.decode()
    first, quote, *_rest = [line for line in text.splitlines() if line]
    assert first == "# AI Factories Directory"
    assert quote.startswith("> ")
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", text, re.M)
    assert len(links) == text.count("\n- ") > 15
    for link in links:
        if "/cite." not in link:
            assert get(link.removeprefix(ORIGIN)).status_code == 200, link
    assert f"(https://directory.example/factories/): {Factory.objects.count()} records" in text
    assert "CC BY 4.0" in text


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/llms.txt", "/opensearch.xml"])
@pytest.mark.usefixtures("public")
def test_a_parameter_is_a_slip(get: Callable[..., Any], address: str) -> None:
    assert get(f"{address}?page=1").status_code == 400
