"""The catalogue of the directory's data after DCAT-AP 3: one graph, written as JSON-LD and as Turtle.

Every node has an address, so that two readings of the same edition give the same bytes. Addresses are
absolute by PUBLIC_URL. Where that is not set they are paths, which readers complete by the address that they
fetched.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from directory.absolute_url import absolute_url
from directory.models import Country, Milestone
from directory.query_params import allow_params
from editions.current import records
from opendata.dataset import API, DATA, DESCRIPTION, LICENCE, DatasetDescription, dataset_description
from opendata.file_labels import FILE_LABELS
from opendata.problem_details import with_problem_details

EU = Namespace("http://publications.europa.eu/resource/authority/")
IANA = Namespace("https://www.iana.org/assignments/media-types/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
LICENCE_TYPE = Namespace("http://purl.org/adms/licencetype/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
PREFIXES = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}
OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
WRITTEN = {"ttl": ("turtle", "text/turtle; charset=utf-8"), "jsonld": ("json-ld", "application/ld+json")}
"""Endings, with the name of their writer and their media type."""

FILE_TYPES = {
    ".csv": ("CSV", "text/csv"),
    ".json": ("JSON", "application/json"),
    ".geojson": ("GEOJSON", "application/geo+json"),
    ".xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".jsonld": ("JSON_LD", "application/ld+json"),
    ".ttl": ("RDF_TURTLE", "text/turtle"),
    ".zip": ("ZIP", "application/zip"),
}
"""How the EU Vocabularies and IANA name what is in a file. The former have no word for SQLite."""


@with_problem_details
@allow_params()
def catalogue(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue in one of its two notations."""
    _writer, media_type = WRITTEN[form]
    return HttpResponse(written(Catalogue(dataset_description()).graph, form), content_type=media_type)


def written(graph: Graph, form: str) -> bytes:
    """The graph in a notation, always the same for the same graph."""
    if form == "ttl":
        return graph.serialize(format="turtle", encoding="utf-8")
    prefixes = {name: str(space) for name, space in PREFIXES.items()}
    expanded = json.loads(graph.serialize(format="json-ld", context=prefixes))
    expanded["@graph"].sort(key=lambda node: node["@id"])
    return f"{json.dumps(expanded, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()


class Catalogue:
    """The graph, node by node."""

    def __init__(self, described: DatasetDescription) -> None:
        self.described = described
        self.graph = Graph(bind_namespaces="none")
        for prefix, space in PREFIXES.items():
            self.graph.bind(prefix, space)
        data = absolute_url(DATA)
        self.here = URIRef(f"{data}#catalogue")
        self.dataset = URIRef(f"{data}#it")
        self.service = URIRef(f"{absolute_url(API)}#it")
        self.publisher = URIRef(f"{data}#publisher")
        self.contact = URIRef(f"{data}#contact")
        self.spatial = countries()
        self._publisher()
        self._catalogue()
        self._dataset()
        self._service()
        for file in described.files:
            self._distribution(file)

    def _say(self, subject: Node, **facts: Any) -> None:
        """Facts about a node: `dcterms_title=…`; lists say several, and None nothing."""
        for name, value in facts.items():
            prefix, _dash, term = name.partition("_")
            space = PREFIXES[prefix]
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    self.graph.add((subject, URIRef(f"{space}{term}"), one))

    def _in_list(self, table: str, code: str | None, kind: Node, **facts: Any) -> URIRef | None:
        """A word of the EU Vocabularies; None where they have none for it."""
        scheme = URIRef(f"{EU}{table}")
        return self._typed(f"{scheme}/{code}", kind, skos_inScheme=scheme, **facts) if code else None

    def _typed(self, address: str, kind: Node, **facts: Any) -> URIRef:
        """A node with its kind, so that a reader need not fetch it to know that."""
        node = URIRef(address)
        self.graph.add((node, RDF.type, kind))
        self._say(node, **facts)
        return node

    def _in_common(self, subject: Node, *, title: str, description: str) -> None:
        """What the catalogue, the dataset and the service have in common."""
        self._say(
            subject,
            dcterms_title=_text(title),
            dcterms_description=_text(description),
            dcterms_publisher=self.publisher,
            dcterms_license=self._licence(),
        )

    def _about_records(self, subject: Node) -> None:
        """What holds for the records: the language, the countries, the moment."""
        self._say(
            subject,
            dcterms_language=self._in_list("language", "ENG", DCTERMS.LinguisticSystem),
            dcterms_spatial=[self._in_list("country", code, DCTERMS.Location) for code in self.spatial],
            dcterms_modified=self._published(),
        )

    def _subject(self, subject: Node) -> None:
        """What the records are about."""
        label = _text("Science and technology")
        self._say(
            subject,
            dcat_keyword=[_text(word) for word in self.described.keywords],
            dcat_theme=self._in_list("data-theme", "TECH", SKOS.Concept, skos_prefLabel=label),
        )

    def _licence(self) -> URIRef:
        label = _text("Attribution")
        scheme = URIRef(str(LICENCE_TYPE["1.1"]))
        kind = self._typed(
            str(LICENCE_TYPE.Attribution), SKOS.Concept, skos_prefLabel=label, skos_inScheme=scheme
        )
        return self._typed(LICENCE, DCTERMS.LicenseDocument, dcterms_type=kind)

    def _published(self) -> Literal | None:
        edition = self.described.edition
        return Literal(edition["published_at"], datatype=XSD.dateTime) if edition else None

    def _publisher(self) -> None:
        self._typed(str(self.publisher), FOAF.Agent, foaf_name=_text(self.described.publisher))
        if settings.CONTACT_EMAIL:
            email = URIRef(f"mailto:{settings.CONTACT_EMAIL}")
            name = _text(self.described.publisher)
            self._typed(str(self.contact), VCARD.Kind, vcard_fn=name, vcard_hasEmail=email)

    @property
    def _contact(self) -> URIRef | None:
        return self.contact if settings.CONTACT_EMAIL else None

    def _catalogue(self) -> None:
        self.graph.add((self.here, RDF.type, DCAT.Catalog))
        self._in_common(self.here, title=self.described.title, description=self.described.description)
        self._about_records(self.here)
        taxonomy = self._typed(f"{EU}data-theme", SKOS.ConceptScheme, dcterms_title=_text("Data theme"))
        self._say(
            self.here,
            foaf_homepage=self._typed(absolute_url(reverse("home")), FOAF.Document),
            dcat_themeTaxonomy=taxonomy,
            dcterms_issued=self._first_issued(),
            dcat_dataset=self.dataset,
            dcat_service=self.service,
        )

    def _dataset(self) -> None:
        edition = self.described.edition
        self.graph.add((self.dataset, RDF.type, DCAT.Dataset))
        self._in_common(self.dataset, title=self.described.title, description=self.described.description)
        self._about_records(self.dataset)
        self._subject(self.dataset)
        self._say(
            self.dataset,
            dcat_contactPoint=self._contact,
            dcat_landingPage=self._page(DATA),
            dcat_version=Literal(str(edition["number"])) if edition else None,
            adms_versionNotes=_text(edition["note"]) if edition and edition["note"] else None,
            dcterms_accessRights=self._public(),
            dcterms_issued=self._first_issued(),
            dcterms_temporal=self._period(),
            dcat_distribution=[URIRef(f"{file['url']}#it") for file in self.described.files],
        )

    def _first_issued(self) -> Literal | None:
        """When the oldest edition that is kept was published."""
        first = self.described.first_issued
        return Literal(first, datatype=XSD.dateTime) if first else None

    def _period(self) -> URIRef | None:
        """From the first that happened to the day of the edition."""
        edition = self.described.edition
        happened = [milestone.date for milestone in records().all(Milestone) if milestone.happened]
        if edition is None or not happened:
            return None
        return self._typed(
            f"{absolute_url(DATA)}#period",
            DCTERMS.PeriodOfTime,
            dcat_startDate=Literal(min(happened)),
            dcat_endDate=Literal(edition["published_at"][:10], datatype=XSD.date),
        )

    def _public(self) -> URIRef | None:
        return self._in_list("access-right", "PUBLIC", DCTERMS.RightsStatement)

    def _page(self, path: str) -> URIRef:
        return self._typed(absolute_url(path), FOAF.Document)

    def _service(self) -> None:
        self.graph.add((self.service, RDF.type, DCAT.DataService))
        title = f"{self.described.title}: API"
        self._in_common(self.service, title=title, description=self.described.description)
        self._subject(self.service)
        self._say(
            self.service,
            dcat_endpointURL=URIRef(absolute_url(API)),
            dcat_endpointDescription=URIRef(absolute_url(DESCRIPTION)),
            dcat_servesDataset=self.dataset,
            dcat_contactPoint=self._contact,
            dcterms_accessRights=self._public(),
            dcterms_format=self._in_list("file-type", "JSON", DCTERMS.MediaTypeOrExtent),
            dcterms_conformsTo=self._typed(OPENAPI, DCTERMS.Standard),
        )

    def _distribution(self, file: dict[str, Any]) -> None:
        """A file of the current edition. A CSV in a ZIP is a CSV that was packed."""
        node = URIRef(f"{file['url']}#it")
        name = file["name"].lower()
        packed = name.endswith(".zip") and any(f"{end}.zip" in name for end in FILE_TYPES)
        inner = name.removesuffix(".zip") if packed else name
        kind, media_type = FILE_TYPES.get(f".{inner.rsplit('.')[-1]}", (None, file["media_type"]))
        self.graph.add((node, RDF.type, DCAT.Distribution))
        label, use = FILE_LABELS.get(file["media_type"], (file["name"], self.described.description))
        self._say(
            node,
            dcterms_title=_text(str(label)),
            dcterms_description=_text(str(use)),
            dcatap_availability=self._in_list(
                "planned-availability", "STABLE", SKOS.Concept, skos_prefLabel=_text("stable")
            ),
            dcterms_license=self._licence(),
            dcterms_issued=self._published(),
            dcterms_format=self._in_list("file-type", kind, DCTERMS.MediaTypeOrExtent),
            dcat_accessURL=self._page(DATA),
            dcat_downloadURL=URIRef(file["url"]),
            dcat_mediaType=self._typed(f"{IANA}{media_type.partition(';')[0]}", DCTERMS.MediaType),
            dcat_packageFormat=self._typed(f"{IANA}application/zip", DCTERMS.MediaType) if packed else None,
            dcat_byteSize=Literal(file["size"], datatype=XSD.nonNegativeInteger),
            spdx_checksum=self._typed(
                f"{file['url']}#checksum",
                SPDX.Checksum,
                spdx_algorithm=self._typed(str(SPDX.checksumAlgorithm_sha256), SPDX.ChecksumAlgorithm),
                spdx_checksumValue=Literal(file["sha256"], datatype=XSD.hexBinary),
            ),
        )


def countries() -> list[str]:
    """The three-letter codes of the countries with a part in the network, in order."""
    return sorted(
        country.alpha3
        for country in records().all(Country)
        if country.factories.all() or country.antennas.all() or country.factories_links.all()
    )


def _text(value: str) -> Literal:
    """A text of the site, which is English."""
    return Literal(str(value), lang="en")
