"""What changed, edition by edition, field by field, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from directory.models import Site
from directory.query_params import allow_params, choice_param
from editions import store
from editions.change_text import ChangeInWords, in_words
from editions.current import records
from factories.models import Factory

SHOWN_AN_EDITION = 200
SHOWN_ON_HOME = 4


@dataclass(frozen=True)
class EditionChanges:
    """An edition and what it changed, at most `SHOWN_AN_EDITION` records."""

    manifest: store.Manifest
    changes: list[ChangeInWords]
    count: int

    @property
    def more(self) -> int:
        """How many changes are not shown."""
        return self.count - len(self.changes)


@require_safe
@allow_params("site")
def change_list(request: HttpRequest) -> HttpResponse:
    """All kept editions, newest first; with `site=` only what concerns one factory or antenna."""
    slug = read_site(request)
    editions = []
    for manifest in store.manifests():
        chosen = [change for change in manifest.changes if not slug or concerns(change, slug)]
        if chosen or not slug:
            shown = [in_words(change) for change in chosen[:SHOWN_AN_EDITION]]
            editions.append(EditionChanges(manifest, shown, len(chosen)))
    site = next((site for site in _sites() if site.slug == slug), None)
    context = {"editions": editions, "site": site, "site_noun": site._meta.app_label if site else ""}
    return render(request, "explore/changes.html", context)


def in_brief(manifest: store.Manifest | None) -> EditionChanges | None:
    """An edition with its first few changes; None for none."""
    if manifest is None:
        return None
    return EditionChanges(
        manifest, [in_words(change) for change in manifest.changes[:SHOWN_ON_HOME]], len(manifest.changes)
    )


def read_site(request: HttpRequest) -> str:
    """The slug of the factory or antenna in the address, "" for all. Raises BadRequest."""
    return choice_param(request, "site", [site.slug for site in _sites()])


def _sites() -> list[Site]:
    return [*records().all(Factory), *records().all(Antenna)]


def concerns(change: dict[str, Any], slug: str) -> bool:
    """Whether a change is about the record with this slug, or about a row of it."""
    return slug in {str(part) for part in change["key"][:2]}
