"""The site, its pages and its data in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.absolute_url import absolute_url
from opendata.dataset import CATALOGUE, DATA, LICENCE, dataset_description, description
from opendata.jsonld import CONTEXT, Thing, it, stated


def breadcrumbs(crumbs: Iterable[tuple[str, str]], here: str) -> Thing:
    """The way to a page, from the first page on; the page itself comes last and needs no address."""
    steps = [(_("Home"), reverse("home")), *crumbs]
    items: list[Thing] = [
        {"name": str(name), "item": {"@type": "WebPage", "@id": absolute_url(str(path))}}
        for name, path in steps
    ]
    if here:
        items.append({"name": str(here)})
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, **item} for place, item in enumerate(items, 1)
        ],
    }


def website() -> Thing:
    """The site as a whole."""
    home = absolute_url(reverse("home"))
    return stated(
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "@id": it(home),
            "name": settings.SITE_NAME,
            "description": description(),
            "url": home,
            "inLanguage": get_language(),
            "publisher": {"@type": "Organization", "name": settings.KEEPER} if settings.KEEPER else None,
        }
    )


def dataset() -> Thing:
    """The records as a dataset, with the files of the current edition."""
    described = dataset_description()
    edition = described.edition or {}
    return stated(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "@id": it(absolute_url(DATA)),
            "name": described.title,
            "description": described.description,
            "url": absolute_url(DATA),
            "keywords": described.keywords,
            "license": LICENCE,
            "isAccessibleForFree": True,
            "inLanguage": get_language(),
            "creator": {
                "@type": "Organization",
                "name": described.publisher,
                "email": settings.CONTACT_EMAIL,
            },
            "version": str(edition.get("number", "")),
            "dateModified": edition.get("published_at"),
            "spatialCoverage": {"@type": "Place", "name": _("Europe")},
            "includedInDataCatalog": {
                "@type": "DataCatalog",
                "@id": f"{absolute_url(DATA)}#catalogue",
                "name": described.title,
                "url": absolute_url(f"{CATALOGUE}.jsonld"),
            },
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file["name"],
                    "contentUrl": file["url"],
                    "encodingFormat": file["media_type"],
                    "contentSize": _("{n} bytes").format(n=file["size"]),
                    "sha256": file["sha256"],
                }
                for file in described.files
            ],
        }
    )
