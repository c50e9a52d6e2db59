"""The part of schema.org that the directory speaks, as its definitions at https://schema.org have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import SDO

ABOVE = {
    "Thing": (),
    "Organization": ("Thing",),
    "Place": ("Thing",),
    "AdministrativeArea": ("Place",),
    "Country": ("AdministrativeArea",),
    "Intangible": ("Thing",),
    "StructuredValue": ("Intangible",),
    "PropertyValue": ("StructuredValue",),
    "Product": ("Thing",),
    "IndividualProduct": ("Product",),
    "ContactPoint": ("StructuredValue",),
    "PostalAddress": ("ContactPoint",),
    "GeoCoordinates": ("StructuredValue",),
    "DefinedTerm": ("Intangible",),
    "ItemList": ("Intangible",),
    "BreadcrumbList": ("ItemList",),
    "ListItem": ("Intangible",),
    "CreativeWork": ("Thing",),
    "DefinedTermSet": ("CreativeWork",),
    "WebPage": ("CreativeWork",),
    "WebSite": ("CreativeWork",),
    "Dataset": ("CreativeWork",),
    "DataCatalog": ("CreativeWork",),
    "MediaObject": ("CreativeWork",),
    "DataDownload": ("MediaObject",),
}
"""Types, and the types that they are kinds of."""

PROPERTIES = {
    "additionalProperty": ("Product Place", "PropertyValue"),
    "additionalType": ("Thing", "Text URL"),
    "address": ("Place Organization", "PostalAddress Text"),
    "addressCountry": ("PostalAddress", "Country Text"),
    "addressLocality": ("PostalAddress", "Text"),
    "alternateName": ("Thing", "Text"),
    "category": ("Product", "Text URL"),
    "contentSize": ("MediaObject", "Text"),
    "contentUrl": ("MediaObject", "URL"),
    "creator": ("CreativeWork", "Organization"),
    "dateModified": ("CreativeWork", "Date"),
    "datePublished": ("CreativeWork", "Date"),
    "description": ("Thing", "Text"),
    "distribution": ("Dataset", "DataDownload"),
    "email": ("ContactPoint Organization", "Text"),
    "encodingFormat": ("CreativeWork", "Text URL"),
    "geo": ("Place", "GeoCoordinates"),
    "identifier": ("Thing", "Text URL"),
    "inDefinedTermSet": ("DefinedTerm", "DefinedTermSet URL"),
    "inLanguage": ("CreativeWork", "Text"),
    "includedInDataCatalog": ("Dataset", "DataCatalog"),
    "isAccessibleForFree": ("CreativeWork Place", "Boolean"),
    "item": ("ListItem", "Thing"),
    "itemListElement": ("ItemList", "ListItem Text Thing"),
    "keywords": ("CreativeWork Organization Place", "DefinedTerm Text URL"),
    "knowsAbout": ("Organization", "Text Thing URL"),
    "latitude": ("Place GeoCoordinates", "Number Text"),
    "license": ("CreativeWork", "CreativeWork URL"),
    "location": ("Organization", "Place PostalAddress Text"),
    "longitude": ("Place GeoCoordinates", "Number Text"),
    "mainEntityOfPage": ("Thing", "CreativeWork URL"),
    "member": ("Organization", "Organization"),
    "name": ("Thing", "Text"),
    "numberOfItems": ("ItemList", "Number"),
    "position": ("ListItem CreativeWork", "Number Text"),
    "publisher": ("CreativeWork", "Organization"),
    "sameAs": ("Thing", "URL"),
    "sha256": ("MediaObject", "Text"),
    "spatialCoverage": ("CreativeWork", "Place"),
    "sponsor": ("Organization CreativeWork", "Organization"),
    "subjectOf": ("Thing", "CreativeWork"),
    "url": ("Thing", "URL"),
    "value": ("PropertyValue", "Boolean Number Text"),
    "version": ("CreativeWork", "Number Text"),
}
"""Properties: the types that have them, and what their values may be. Organisations alone, where people may be too."""


def faults(thing: dict[str, Any]) -> Iterator[str]:
    """What schema.org would not say so."""
    kind = thing.get("@type", "")
    if kind not in ABOVE or kind not in SDO:
        yield f"no type {kind!r}"
        return
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        if name not in PROPERTIES or name not in SDO:
            yield f"no property {name}"
            continue
        domain, values = (part.split() for part in PROPERTIES[name])
        if not kinds(kind) & set(domain):
            yield f"{kind} has no {name}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from faults(one)
            if not kinds_of(one) & set(values):
                yield f"{name} is not {one!r}"


def kinds(kind: str) -> set[str]:
    """A type and all above it."""
    return {kind}.union(*(kinds(above) for above in ABOVE.get(kind, ())))


def kinds_of(value: Any) -> set[str]:
    """What a value may be taken for."""
    if isinstance(value, dict):
        return kinds(value.get("@type", ""))
    if isinstance(value, bool):
        return {"Boolean"}
    if isinstance(value, int | float):
        return {"Number"}
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return {"URL"}
    return {"Text", "Date"} if isinstance(value, str) and value.strip()[:4].isdigit() else {"Text"}
