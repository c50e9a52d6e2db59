"""Linked data of records and pages: in the words of schema.org, the same in the page and beside it, and harmless."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from directory.macros import macro
from factories.models import Factory
from opendata.jsonld import THINGS
from opendata.resources import RESOURCES
from opendata.schema_org import dataset
from tests import builders
from tests.opendata.test_catalogue import published
from tests.opendata.vocabulary import faults
from tests.pages import PAGES

pytestmark = pytest.mark.django_db
ORIGIN = "https://directory.example"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 \u2029 \"' \\u003C"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.PUBLIC_URL = ORIGIN


def blocks(page: Any) -> list[dict[str, Any]]:
    return [json.loads(text) for text in BLOCK.findall(page.content.decode())]


def of_kind(page: Any, kind: str) -> dict[str, Any]:
    (found,) = [block for block in blocks(page) if block["@type"] == kind]
    return found


def keys(name: str) -> list[str]:
    values = RESOURCES[name].model.objects.values_list(RESOURCES[name].key, flat=True)
    return [value.lower() for value in values]


def silent(value: Any) -> bool:
    """Whether something in it says nothing."""
    if isinstance(value, dict):
        return not value or any(map(silent, value.values()))
    if isinstance(value, list):
        return not value or any(map(silent, value))
    return value in (None, "", "None")


@pytest.mark.parametrize("name", THINGS)
def test_every_record_is_said_in_the_words_of_schema_org(get: Callable[..., Any], name: str) -> None:
    for key in keys(name):
        answer = get(f"/{name}/{key}.jsonld")
        thing = answer.json()
        assert answer.headers["Content-Type"] == "application/ld+json"
        assert list(faults(thing)) == [], key
        assert not silent(thing), key
        assert thing["@context"] == "https://schema.org"
        assert thing["@id"] == f"{ORIGIN}/{name}/{key}/#it"
        assert thing["mainEntityOfPage"] == f"{ORIGIN}/{name}/{key}/"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_said_in_the_words_of_schema_org(get: Callable[..., Any], address: str) -> None:
    page = get(address)
    said = blocks(page)
    for thing in said:
        assert list(faults(thing)) == []
        assert not silent(thing)
    crumbs = 'class="crumbs"' in page.content.decode()
    assert len([thing for thing in said if thing["@type"] == "BreadcrumbList"]) == crumbs


@pytest.mark.parametrize("name", [name for name in THINGS if name != "cut-offs"])
def test_a_page_says_what_the_file_beside_it_says(get: Callable[..., Any], name: str) -> None:
    for key in keys(name)[:8]:
        file = get(f"/{name}/{key}.jsonld").json()
        assert file in blocks(get(f"/{name}/{key}/")), key
        if RESOURCES[name].filters:
            only = get(f"/{name}/{key}.jsonld?evidence=documents").json()
            assert only in blocks(get(f"/{name}/{key}/?evidence=documents")), key


def test_the_check_of_words_can_fail() -> None:
    assert list(faults({"@type": "Factory"}))
    assert list(faults({"@type": "Country", "member": {"@type": "Organization"}})), "not of a country"
    assert list(faults({"@type": "Organization", "nmae": "x"}))
    assert list(faults({"@type": "Organization", "location": {"@type": "Country", "geo": "50"}}))
    assert list(faults({"@type": "Organization", "url": "directory"}))


def test_a_factory_is_an_organisation_with_those_behind_it(get: Callable[..., Any]) -> None:
    data = get("/factories/luxembourg-ai-factory.json").json()
    thing = get("/factories/luxembourg-ai-factory.jsonld").json()
    assert (thing["@type"], thing["name"], thing["description"]) == (
        *("Organization", data["name"]),
        data["summary"],
    )
    place = thing["location"]
    assert place["address"]["addressLocality"] == data["city"]
    assert place["address"]["addressCountry"]["@id"] == f"{ORIGIN}/countries/lu/#it"
    assert (place["geo"]["latitude"], place["geo"]["longitude"]) == (data["latitude"], data["longitude"])
    inside = {"hosting-entity", "coordinator", "partner"}
    wanted = {row["slug"] for row in data["organisations"] if row["role"] in inside}
    assert wanted
    assert {f"{ORIGIN}/organisations/{slug}/#it" for slug in wanted} == {
        member["@id"] for member in thing["member"]
    }


def test_what_no_document_states_is_not_said_of_the_documents(get: Callable[..., Any]) -> None:
    factory = builders.make_factory(city="Lisbon")
    link = factory.web_links.create(kind="website", url="https://factory.example/")
    source = builders.make_source(kind="primary")
    for field in ("name", "country", "city", "summary"):
        builders.cite(factory, field, source)
    builders.cite(factory, "links", source, link.about)
    assert get(f"/factories/{factory.slug}.jsonld").json()["url"] == "https://factory.example/"
    only = get(f"/factories/{factory.slug}.jsonld?evidence=documents").json()
    assert not only.keys() & {"url", "description"}
    assert "addressLocality" not in only["location"]["address"]
    assert not only["location"].keys() & {"geo", "name"}


def test_a_system_is_a_device_with_its_status_and_sources(get: Callable[..., Any]) -> None:
    data = get("/supercomputers/jupiter.json").json()
    thing = get("/supercomputers/jupiter.jsonld").json()
    assert (thing["@type"], thing["name"], thing["category"]) == (
        *("IndividualProduct", data["name"]),
        "supercomputer",
    )
    said = {item["name"]: item["value"] for item in thing["additionalProperty"]}
    assert said == {"status": "in service", "city": data["city"], "country": data["country"]["name"]}
    sources = {f"{ORIGIN}/sources/{row['source']}/#it" for row in data["citations"]}
    assert {source["@id"] for source in thing["subjectOf"]} == sources


def test_a_country_leads_to_the_eu_vocabularies(get: Callable[..., Any]) -> None:
    country = of_kind(get("/countries/gr/"), "Country")
    assert country["sameAs"] == "http://publications.europa.eu/resource/authority/country/GRC"
    assert country["identifier"] == ["GR", "GRC"], "as ISO has it, not EL"


@pytest.mark.parametrize(
    ("precision", "said"), [("day", "2024-12-04"), ("month", "2024-12"), ("half", "2024"), ("year", "2024")]
)
def test_a_date_says_no_more_than_is_known(get: Callable[..., Any], precision: str, said: str) -> None:
    day = {"day": "2024-12-04", "month": "2024-12-01", "half": "2024-07-01", "year": "2024-01-01"}[precision]
    source = builders.make_source(published_on=day, published_precision=precision)
    assert get(f"/sources/{source.slug}.jsonld").json()["datePublished"] == said


def test_no_name_breaks_out_of_a_block(get: Callable[..., Any]) -> None:
    factory = builders.make_factory(name=HOSTILE, summary=HOSTILE, aliases=[HOSTILE])
    page = get(f"/factories/{factory.slug}/")
    thing = of_kind(page, "Organization")
    assert (thing["name"], thing["description"], thing["alternateName"]) == (HOSTILE, HOSTILE, [HOSTILE])
    assert of_kind(page, "BreadcrumbList")["itemListElement"][-1]["name"] == HOSTILE
    text = page.content.decode()
    assert "<script>alert" not in text
    assert not any(set("<>&\u2028\u2029") & set(inside) for inside in BLOCK.findall(text))


def test_the_way_to_a_page_is_the_one_that_is_shown(get: Callable[..., Any]) -> None:
    way = of_kind(get("/factories/jaif/"), "BreadcrumbList")["itemListElement"]
    assert [(step["position"], step["name"], step.get("item", {}).get("@id")) for step in way] == [
        (1, "Home", f"{ORIGIN}/"),
        (2, "AI Factories", f"{ORIGIN}/factories/"),
        (3, Factory.objects.get(slug="jaif").name, None),
    ]
    said = macro("page", "crumbs_to")("R&D's")
    assert json.loads(BLOCK.findall(said)[0])["itemListElement"][-1]["name"] == "R&D's"


def test_without_a_public_address_there_are_paths(get: Callable[..., Any], settings: Any) -> None:
    settings.PUBLIC_URL = ""
    assert of_kind(get("/factories/jaif/"), "Organization")["@id"] == "/factories/jaif/#it"


def test_the_dataset_names_the_files_of_the_current_edition(own_store: Any) -> None:
    assert "distribution" not in dataset(), "before the first edition"
    edition = published()
    thing = dataset()
    assert list(faults(thing)) == []
    assert (thing["version"], thing["dateModified"]) == (str(edition["number"]), edition["published_at"])
    assert {file["contentUrl"]: file["sha256"] for file in thing["distribution"]} == {
        file["url"]: file["sha256"] for file in edition["files"] if not file["name"].endswith("openapi.json")
    }
    said = macro("page", "linked_data")(thing)
    assert json.loads(BLOCK.findall(said)[0]) == thing
