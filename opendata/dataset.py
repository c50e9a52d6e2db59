"""What the directory says of itself as a dataset, once for DCAT and for schema.org."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from opendata import openapi
from opendata.edition_data import editions

LICENCE = settings.DATA_LICENCE["url"]
DATA, CATALOGUE, API, DESCRIPTION = "/data/", "/data/catalogue", "/api/v1/", "/api/v1/schema/"


@dataclass(frozen=True)
class DatasetDescription:
    """The directory as a dataset."""

    title: str
    description: str
    publisher: str
    keywords: list[str]
    edition: dict[str, Any] | None
    """The current edition, as the API lists it; None before the first one."""
    first_issued: str | None = None
    """When the oldest edition that is kept was published."""

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files of the current edition that hold its records."""
        files = self.edition["files"] if self.edition else []
        return [file for file in files if file["media_type"] != openapi.FORMAT]


def description() -> str:
    """What is in the directory."""
    return _(
        "Every EuroHPC AI Factory and AI Factory Antenna, fact by fact, with the source behind each: "
        "who hosts it and where, its systems, sectors and services, and how far it has got."
    )


def dataset_description() -> DatasetDescription:
    """The directory as it is described to catalogues and search engines."""
    kept = editions()
    return DatasetDescription(
        title=settings.SITE_NAME,
        description=description(),
        publisher=settings.KEEPER or settings.SITE_NAME,
        keywords=[
            _("AI Factories"),
            _("AI Factory Antennas"),
            _("artificial intelligence"),
            _("EuroHPC"),
            _("supercomputers"),
        ],
        edition=next((edition for edition in kept if edition["current"]), None),
        first_issued=kept[-1]["published_at"] if kept else None,
    )


def metadata(number: int, published_at: str) -> dict[str, str]:
    """What the file of an edition says of itself."""
    with override(settings.LANGUAGE_CODE):
        return {
            "title": settings.SITE_NAME,
            "description": description(),
            "edition": str(number),
            "published_at": published_at,
            "address": settings.PUBLIC_URL,
            "publisher": settings.KEEPER,
            "licence": settings.DATA_LICENCE["name"],
            "licence_url": LICENCE,
        }
