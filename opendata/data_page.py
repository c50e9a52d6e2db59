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
from opendata.edition_data import files
from opendata.file_labels import FILE_LABELS
from opendata.readme import LICENCE
from opendata.resources import RESOURCES

CONTENTS = {
    "ways": _("Ways to the data"),
    "editions": _("Editions as files"),
    "check": _("Check what you have"),
    "licence": _("Licence"),
    "dictionary": _("What the fields mean"),
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
    label, use = FILE_LABELS.get(file["media_type"], (file["media_type"], ""))
    return EditionFile(label, use, file["name"], file["url"], file["size"], file["sha256"])
