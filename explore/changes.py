"""What changed, edition by edition, field by field, in words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from directory.change_log import ChangedRecord, by_record
from directory.models import Site
from directory.query_params import ParamField, allow_params, choice_param, read_param, shortened
from editions import store
from editions.current import records
from factories.models import Factory

PARAMETERS = ("site", "since")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHOWN_AN_EDITION = 200
SHOWN_ON_HOME = 4


@dataclass(frozen=True)
class EditionChanges:
    """An edition and the records that it changed, at most `SHOWN_AN_EDITION`."""

    manifest: store.Manifest
    changes: list[ChangedRecord]
    count: int

    @property
    def more(self) -> int:
        """How many changes are not shown."""
        return self.count - len(self.changes)


class DayField(ParamField):
    """One day, as year-month-day. None where the parameter is left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=None, **kwargs)

    def clean(self, value: Sequence[str]) -> datetime.date | None:
        text = super().clean(value)
        try:
            if not text:
                return None
            if DAY.fullmatch(text):
                return datetime.date.fromisoformat(text)
        except ValueError:
            pass
        raise ValidationError(
            _("“%(shown)s” is not a day."),
            params={"shown": shortened(text), "allowed": _("a day such as 2026-11-29")},
        )


@require_safe
@allow_params(*PARAMETERS)
def change_list(request: HttpRequest) -> HttpResponse:
    """All kept editions, newest first; with `site` only what concerns one factory or antenna, with `since`
    only what was published on that day or later.
    """
    slug, since = read_site(request), read_since(request)
    editions = []
    for manifest in store.manifests():
        if since and manifest.day.date() < since:
            continue
        chosen = [change for change in manifest.changes if not slug or concerns(change, slug)]
        if chosen or not slug:
            editions.append(_edition(manifest, chosen, SHOWN_AN_EDITION))
    site = next((site for site in _sites() if site.slug == slug), None)
    pairs = {"site": slug, "since": since and since.isoformat()}
    query = urlencode({name: value for name, value in pairs.items() if value})
    context = {
        "editions": editions,
        "site": site,
        "site_noun": site._meta.app_label if site else "",
        "since": since,
        "query": f"?{query}" if query else "",
    }
    return render(request, "explore/changes.html", context)


def in_brief(manifest: store.Manifest | None) -> EditionChanges | None:
    """An edition with its first few changes; None for none."""
    if manifest is None:
        return None
    return _edition(manifest, manifest.changes, SHOWN_ON_HOME)


def _edition(manifest: store.Manifest, changes: list[dict[str, Any]], at_most: int) -> EditionChanges:
    found = by_record(changes)
    return EditionChanges(manifest, found[:at_most], len(found))


def read_site(request: HttpRequest) -> str:
    """The slug of the factory or antenna in the address, "" for all. Raises BadRequest."""
    return choice_param(request, "site", [site.slug for site in _sites()])


def read_since(request: HttpRequest) -> datetime.date | None:
    """The first day in the address, None for all. Raises BadRequest."""
    day: datetime.date | None = read_param(request.GET, "since", DayField())
    return day


def _sites() -> list[Site]:
    return [*records().all(Factory), *records().all(Antenna)]


def concerns(change: dict[str, Any], slug: str) -> bool:
    """Whether a change is about the record with this slug, or about a row of it."""
    return slug in {str(part) for part in change["key"][:2]}
