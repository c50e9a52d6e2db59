"""The page about the directory as data: what there is, every kept edition as files, and how to check them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.query_params import allow_params
from editions import store
from opendata import openapi
from opendata.edition_data import files
from opendata.readme import LICENCE
from opendata.resources import RESOURCES

CONTENTS = {
    "ways": _("Ways to the data"),
    "editions": _("Editions as files"),
    "check": _("Check what you have"),
    "licence": _("Licence"),
    "dictionary": _("What the fields mean"),
}
LABELS = {
    "application/vnd.sqlite3": (
        _("SQLite"),
        _(
            "The database that the site itself reads, with a view for each kind of record; its tables "
            "metadata and dictionary say what it is and what the columns mean."
        ),
    ),
    "application/zip": (
        _("CSV, in a zip"),
        _("A table a kind of record, one for every field with several values, and what the columns mean."),
    ),
    "application/json": (_("JSON"), _("Every record with every citation, as the API gives it.")),
    "application/geo+json": (
        _("GeoJSON"),
        _("All sites as points, for maps; without a city, without a point."),
    ),
    openapi.FORMAT: (
        _("OpenAPI"),
        _("The description of the API, with records of this edition as examples."),
    ),
}


@dataclass(frozen=True)
class EditionFile:
    """A file as the page lists it."""

    label: Any
    use: Any
    name: str
    url: str
    size: int
    sha256: str


@dataclass(frozen=True)
class KeptEdition:
    """An edition in the store, and what of it may be downloaded."""

    manifest: store.Manifest
    current: bool
    files: list[EditionFile]


@require_safe
@allow_params()
def data(request: HttpRequest) -> HttpResponse:
    """The page."""
    editions = kept()
    current = next((edition for edition in editions if edition.current), None)
    page = {
        "contents": CONTENTS,
        "editions": editions,
        "list_file": f"{reverse('list-file', args=['factories', 'csv'])}?country=DE",
        "command": check_of(current.files[0]) if current else "",
        "resources": RESOURCES.values(),
        "licence": LICENCE,
    }
    return render(request, "opendata/data.html", page)


def check_of(file: EditionFile) -> str:
    """The command that checks a downloaded file."""
    return f'echo "{file.sha256}  {file.name}" | sha256sum --check'


def kept() -> list[KeptEdition]:
    """The editions in the store, newest first."""
    current = store.viewed_file()
    return [
        KeptEdition(
            manifest,
            manifest.path == current,
            [_shown(file) for file in files(manifest)],
        )
        for manifest in store.manifests()
    ]


def _shown(file: dict[str, Any]) -> EditionFile:
    label, use = LABELS.get(file["media_type"], (file["media_type"], ""))
    return EditionFile(label, use, file["name"], file["url"], file["size"], file["sha256"])
