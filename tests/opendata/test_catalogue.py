"""The catalogue after DCAT-AP 3: valid, the same in both notations, and true to the edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import Namespace

from editions.publishing import publish
from factories.models import Factory
from opendata.dataset import dataset_description
from opendata.dcat import Catalogue
from opendata.edition_data import editions
from tests.gunicorn import ROOT

pytestmark = [
    pytest.mark.django_db,
    # The library's own reader of JSON-LD still uses a class that the library is about to drop.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
ORIGIN = "https://directory.example"
SHAPES = Graph().parse(ROOT / "tests" / "data" / "dcat-ap.shacl.ttl")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VERSION = URIRef(f"{DCAT}version")  # younger than the list of terms that rdflib has
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
FORMS = {"ttl": "turtle", "jsonld": "json-ld"}
MANDATORY = [
    *((DCAT.Catalog, term) for term in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher)),
    *((DCAT.Dataset, term) for term in (DCTERMS.title, DCTERMS.description, DCAT.distribution)),
    (DCAT.Distribution, DCAT.accessURL),
    *((DCAT.DataService, term) for term in (DCTERMS.title, DCAT.endpointURL)),
    *((SPDX.Checksum, term) for term in (SPDX.algorithm, SPDX.checksumValue)),
    (FOAF.Agent, FOAF.name),
    (SKOS.Concept, SKOS.prefLabel),
]


def published() -> dict[str, Any]:
    """The record as an edition on the store, as the API lists it."""
    publish("Everything, once more")
    (edition,) = editions()
    return edition


def listed(name: str, media_type: str) -> dict[str, Any]:
    """A file as the API lists those of an edition."""
    url = f"{ORIGIN}/data/editions/{name}"
    return {"name": name, "url": url, "media_type": media_type, "size": 1, "sha256": "0" * 64}


FILES = [
    listed("edition-1.csv.zip", "application/zip"),
    listed("edition-1.json", "application/json"),
    listed("edition-1.geojson", "application/geo+json"),
    listed("edition-1.sqlite3", "application/vnd.sqlite3"),
]


@pytest.fixture
def graph(settings: Any) -> Graph:
    """The catalogue of an edition with files of all kinds."""
    settings.PUBLIC_URL, settings.CONTACT_EMAIL = ORIGIN, "data@directory.example"
    edition = {"number": 1, "published_at": "2030-01-01T00:00:00+00:00", "note": "First", "files": FILES}
    return Catalogue(replace(dataset_description(), edition=edition)).graph


@pytest.fixture
def edition(own_store: Any, settings: Any) -> dict[str, Any]:
    settings.PUBLIC_URL, settings.CONTACT_EMAIL = ORIGIN, "data@directory.example"
    settings.KEEPER = "Example Institute"
    return published()


def read(answer: Any, form: str, origin: str = ORIGIN) -> Graph:
    return Graph().parse(data=answer.content, format=FORMS[form], publicID=f"{origin}/data/catalogue.{form}")


def report(graph: Graph) -> str:
    """What the shapes find wrong; nothing if all is well."""
    conforms, _graph, text = validate(graph, shacl_graph=SHAPES, do_owl_imports=False, inference="none")
    return "" if conforms else text


def test_the_catalogue_is_valid_in_both_notations(get: Callable[..., Any], edition: dict[str, Any]) -> None:
    turtle, json = get("/data/catalogue.ttl"), get("/data/catalogue.jsonld")
    assert turtle.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert json.headers["Content-Type"] == "application/ld+json"
    assert turtle.headers["Access-Control-Allow-Origin"] == "*"
    graph = read(turtle, "ttl")
    assert isomorphic(graph, read(json, "jsonld"))
    assert report(graph) == ""
    assert get("/data/catalogue.ttl").content == turtle.content
    assert get("/data/catalogue.jsonld").content == json.content
    for term in set(graph.predicates()) - {VERSION}:
        for space in (DCAT, DCTERMS, FOAF, SKOS):
            assert not term.startswith(str(space)) or term in space, f"no such term: {term}"


RECOMMENDED = [
    (DCAT.Catalog, DCTERMS.issued),
    (DCAT.Catalog, DCTERMS.spatial),
    (DCAT.Dataset, DCTERMS.temporal),
    (DCAT.Dataset, DCTERMS.issued),
    (DCAT.Dataset, DCAT.contactPoint),
    (DCAT.DataService, DCAT.contactPoint),
    (DCAT.Distribution, URIRef("http://data.europa.eu/r5r/availability")),
    (DCTERMS.LicenseDocument, DCTERMS.type),
    (DCTERMS.PeriodOfTime, DCAT.startDate),
]


def test_what_is_recommended_is_there(get: Callable[..., Any], edition: dict[str, Any]) -> None:
    graph = read(get("/data/catalogue.ttl"), "ttl")
    assert report(graph) == ""
    for kind, term in RECOMMENDED:
        nodes = list(graph.subjects(RDF.type, kind))
        assert nodes, kind
        assert all((node, term, None) in graph for node in nodes), (kind, term)
    described = {
        str(graph.value(node, DCTERMS.description)) for node in graph.subjects(RDF.type, DCAT.Distribution)
    }
    assert not [text for text in described if "of the type" in text]


@pytest.mark.parametrize(("kind", "term"), MANDATORY)
def test_the_check_misses_nothing_that_is_mandatory(graph: Graph, kind: Any, term: Any) -> None:
    assert report(graph) == ""
    for node in list(graph.subjects(RDF.type, kind)):
        assert (node, term, None) in graph
        graph.remove((node, term, None))
    assert report(graph)


@pytest.mark.parametrize(
    ("kind", "term", "value"),
    [
        (DCAT.Catalog, DCTERMS.language, URIRef("https://directory.example/english")),
        (DCAT.Dataset, DCTERMS.spatial, URIRef(f"{EU}country/EL")),
        (DCAT.Dataset, DCAT.theme, Literal("technology")),
        (DCAT.Distribution, DCAT.byteSize, Literal("large")),
        (DCAT.Distribution, DCAT.mediaType, Literal("text/csv")),
        (DCAT.DataService, DCAT.servesDataset, URIRef("https://directory.example/other")),
    ],
)
def test_the_check_sees_a_wrong_value(graph: Graph, kind: Any, term: Any, value: Any) -> None:
    graph.add((next(graph.subjects(RDF.type, kind)), term, value))
    assert report(graph)


def test_the_catalogue_is_true_to_the_edition(get: Callable[..., Any], edition: dict[str, Any]) -> None:
    graph = read(get("/data/catalogue.ttl"), "ttl")
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(graph.value(dataset, VERSION)) == str(edition["number"])
    stated = {
        (
            str(graph.value(node, DCAT.downloadURL)),
            int(graph.value(node, DCAT.byteSize)),  # type: ignore[arg-type]
            str(graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)),
        )
        for node in graph.objects(dataset, DCAT.distribution)
    }
    assert stated == {
        (file["url"], file["size"], file["sha256"])
        for file in edition["files"]
        if not file["name"].endswith("openapi.json")  # it holds no records
    }
    places = {str(place) for place in graph.objects(dataset, DCTERMS.spatial)}
    hosts = Factory.objects.values_list("country__alpha3", flat=True)
    assert {f"{EU}country/{code}" for code in hosts} <= places
    assert f"{EU}country/UKR" not in places, "it has no part"
    assert "Example Institute" in {str(name) for name in graph.objects(None, FOAF.name)}


def test_a_file_is_described_by_its_name(graph: Graph) -> None:
    def of(name: str, term: URIRef) -> str | None:
        found = graph.value(URIRef(f"{ORIGIN}/data/editions/{name}#it"), term)
        return str(found).removeprefix(f"{EU}file-type/").removeprefix(IANA) if found else None

    assert of("edition-1.csv.zip", DCTERMS.format) == "CSV"
    assert of("edition-1.csv.zip", DCAT.mediaType) == "text/csv"
    assert of("edition-1.csv.zip", DCAT.packageFormat) == "application/zip"
    assert of("edition-1.geojson", DCTERMS.format) == "GEOJSON"
    assert of("edition-1.json", DCAT.packageFormat) is None
    assert of("edition-1.sqlite3", DCTERMS.format) is None
    assert of("edition-1.sqlite3", DCAT.mediaType) == "application/vnd.sqlite3"


def test_paths_mean_the_same_as_addresses(
    get: Callable[..., Any], edition: dict[str, Any], settings: Any
) -> None:
    absolute = read(get("/data/catalogue.ttl"), "ttl")
    settings.PUBLIC_URL = ""
    for form in FORMS:
        answer = get(f"/data/catalogue.{form}")
        assert ORIGIN not in answer.content.decode()
        assert b"localhost" not in answer.content
        assert isomorphic(read(answer, form), absolute)


def test_before_the_first_edition_there_is_a_catalogue_without_files(get: Callable[..., Any]) -> None:
    graph = read(get("/data/catalogue.ttl"), "ttl")
    assert list(graph.subjects(RDF.type, DCAT.Dataset))
    assert not list(graph.subjects(RDF.type, DCAT.Distribution))
    assert not list(graph.objects(None, VERSION))


def test_an_unknown_parameter_is_refused(get: Callable[..., Any]) -> None:
    refused = get("/data/catalogue.ttl?form=xml")
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == "application/problem+json"
