"""Records as linked data in the words of schema.org, in their pages and in the `.jsonld` beside them.

Both are made here, from the same fields of the record's serializer, so that they cannot differ. What no
source states is left out. Every record has an address of its own, that of its page with `#it`: the page is
not the thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from directory.absolute_url import absolute_url
from directory.dates import Precision
from directory.models import MachineStep, SiteOrganisation, SiteSector, Supercomputer
from opendata.resources import RESOURCES, Resource

CONTEXT = "https://schema.org"
COUNTRIES = "http://publications.europa.eu/resource/authority/country/"
"""EU Vocabularies: the address of a country is this and its three-letter code. It is a name: not https."""

Thing = dict[str, Any]
MEMBERS = (SiteOrganisation.Role.HOST, SiteOrganisation.Role.COORDINATOR, SiteOrganisation.Role.PARTNER)
"""Roles inside the consortium. Who operates a machine, or lends it a roof, need not belong to the site."""
SHOWN_DIGITS = {Precision.DAY: 10, Precision.MONTH: 7}
"""How much of 2025-05-14 is meant. Of quarters and halves of years only the year has a notation."""


KEPT_INSIDE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
"""What could end the element, or a line of a script. In a text of JSON it may be written so instead."""


def inside_html(thing: Thing) -> SafeString:
    """A thing as the content of a data block, which nothing in it can end."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"), default=str)
    return mark_safe(text.translate(KEPT_INSIDE))  # noqa: S308  # escaped above


def linked(resource: Resource, data: dict[str, Any]) -> Thing:
    """A record as JSON-LD, from its serializer."""
    make, _fields = THINGS[resource.name]
    address = data["url"]
    thing = {"@context": CONTEXT, "@id": it(address), **make(data), "mainEntityOfPage": address}
    return stated(thing)


def linked_record(record: Any, *, documents_only: bool = False) -> Thing:
    """The same of a record itself; asks nothing of the database but the fields that are read here."""
    resource = next(resource for resource in RESOURCES.values() if isinstance(record, resource.model))
    _make, fields = THINGS[resource.name]
    only = {"documents_only": documents_only and bool(resource.filters)}
    return linked(resource, resource.detail(record, fields=("url", *fields), context=only).data)


def it(address: str) -> str:
    """The address of what a page is about."""
    return f"{address}#it"


def stated(value: Any) -> Any:
    """The value without whatever is silent in it."""
    if isinstance(value, dict):
        kept = {name: stated(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, "", [], {})}
    return [stated(part) for part in value] if isinstance(value, list) else value


def _reference(kind: str, view: str, key: str, name: str | None) -> Thing:
    """Another record, by its address and its name."""
    return {"@type": kind, "@id": it(absolute_url(reverse(view, args=[key]))), "name": name}


def _place(data: dict[str, Any]) -> Thing | None:
    """Where something is, as far as stated. Coordinates are those of the city."""
    country, city = data["country"], data["city"]
    if not country and not city:
        return None
    address = {"@type": "PostalAddress", "addressLocality": city}
    if country:
        # A country's own address here leads on to the one in the EU Vocabularies.
        named = _reference("Country", "country", country["code"].lower(), country["name"])
        address["addressCountry"] = {**named, "identifier": country["code"]}
    latitude, longitude = data.get("latitude"), data.get("longitude")
    geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude} if latitude else None
    return {"@type": "Place", "name": city, "address": address, "geo": geo}


def _site(data: dict[str, Any]) -> Thing:
    """A factory or an antenna: a service and those who run it together, and so an organisation."""
    behind = [
        (row["role"], _reference("Organization", "organisation", row["slug"], row["name"]))
        for row in data["organisations"]
    ]
    members = {thing["@id"]: thing for role, thing in behind if role in MEMBERS}
    return {
        "@type": "Organization",
        "name": data["name"],
        "alternateName": data["aliases"],
        "description": data["summary"],
        "url": data["website"],
        "location": _place(data),
        "member": list(members.values()),
        "sponsor": [thing for role, thing in behind if role == SiteOrganisation.Role.SPONSOR],
        "knowsAbout": [
            _reference("DefinedTerm", "sector", row["slug"], row["name"])
            for row in data["sectors"]
            if row["emphasis"] == SiteSector.Emphasis.FOCUS
        ],
    }


def _organisation(data: dict[str, Any]) -> Thing:
    short = [data["short_name"]] if data["short_name"] not in (None, data["name"]) else []
    return {
        "@type": "Organization",
        "name": data["name"],
        "alternateName": [*short, *data["aliases"]],
        "url": data["website"],
        "location": _place(data),
    }


def _supercomputer(data: dict[str, Any]) -> Thing:
    """A machine: one device, with its status, where it stands, and the sources of all that."""
    country = data["country"]
    said = {
        "status": data["status"] and str(MachineStep(data["status"]).label),
        "city": data["city"],
        "country": country and country["name"],
    }
    sources = dict.fromkeys(row["source"] for row in data["citations"])
    return {
        "@type": "IndividualProduct",
        "category": str(Supercomputer.Kind(data["kind"]).label),
        "name": data["name"] or data["label"],
        "alternateName": data["aliases"],
        "description": data["description"],
        "additionalProperty": [
            {"@type": "PropertyValue", "name": name, "value": value} for name, value in said.items() if value
        ],
        "subjectOf": [_reference("CreativeWork", "source", slug, None) for slug in sources],
    }


def _country(data: dict[str, Any]) -> Thing:
    return {
        "@type": "Country",
        "name": data["name"],
        "alternateName": data["aliases"],
        "identifier": [data["code"], data["alpha3"]],
        "sameAs": f"{COUNTRIES}{data['alpha3']}",
    }


def _sector(data: dict[str, Any]) -> Thing:
    return {
        "@type": "DefinedTerm",
        "name": data["name"],
        "alternateName": data["aliases"],
        "description": data["scope"],
        "inDefinedTermSet": absolute_url(reverse("sectors")),
    }


def _cut_off(data: dict[str, Any]) -> Thing:
    """A selection, as the list of what was selected. The day of an announcement has no place in that."""
    chosen = [
        *(
            _reference("Organization", "factories:detail", row["slug"], row["name"])
            for row in data["factories"]
        ),
        *(
            _reference("Organization", "antennas:detail", row["slug"], row["name"])
            for row in data["antennas"]
        ),
    ]
    return {
        "@type": "ItemList",
        "name": data["name"],
        "identifier": data["call_identifier"],
        "description": data["summary"],
        "numberOfItems": len(chosen),
        "itemListElement": chosen,
    }


def _source(data: dict[str, Any]) -> Thing:
    day, precision = data["published_on"], data["published_precision"]
    return {
        "@type": "CreativeWork",
        "name": data["title"],
        "description": data["description"],
        "url": data["address"],
        "publisher": {"@type": "Organization", "name": data["publisher"]},
        "datePublished": str(day)[: SHOWN_DIGITS.get(precision, 4)] if day else None,
        "inLanguage": data["language"],
    }


OF_SITES = (
    *("name", "aliases", "summary", "website", "country", "city", "latitude", "longitude"),
    *("organisations", "sectors"),
)
THINGS: dict[str, tuple[Callable[[dict[str, Any]], Thing], tuple[str, ...]]] = {
    "factories": (_site, OF_SITES),
    "antennas": (_site, OF_SITES),
    "supercomputers": (
        _supercomputer,
        ("name", "label", "aliases", "kind", "country", "city", "status", "description", "citations"),
    ),
    "organisations": (_organisation, ("name", "short_name", "aliases", "country", "city", "website")),
    "countries": (_country, ("code", "alpha3", "name", "aliases")),
    "sectors": (_sector, ("name", "aliases", "scope")),
    "cut-offs": (_cut_off, ("name", "call_identifier", "summary", "factories", "antennas")),
    "sources": (
        _source,
        (
            *("title", "publisher", "address", "published_on", "published_precision"),
            *("language", "description"),
        ),
    ),
}
"""Of each resource, how it is said, and which of its fields are read for that."""
