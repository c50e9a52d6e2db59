"""What changed, edition by edition, field by field, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antennas.models import Antenna
from directory.models import Site
from directory.query_params import allow_params
from editions import store
from editions.change_text import ChangeInWords, in_words
from editions.current import records
from factories.models import Factory

SHOWN_AN_EDITION = 200
SHOWN_ON_HOME = 4


@dataclass(frozen=True)
class EditionChanges:
    """An edition and what it changed, at most `SHOWN_AN_EDITION` records."""

    card: store.Card
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
    slug = asked_site(request.GET)
    editions = []
    for card in store.cards():
        wanted = [change for change in card.changes if not slug or concerns(change, slug)]
        if wanted or not slug:
            shown = [in_words(change) for change in wanted[:SHOWN_AN_EDITION]]
            editions.append(EditionChanges(card, shown, len(wanted)))
    site = _site(slug)
    context = {"editions": editions, "site": site, "site_noun": site._meta.app_label if site else ""}
    return render(request, "explore/changes.html", context)


def in_brief(card: store.Card | None) -> EditionChanges | None:
    """An edition with its first few changes; None for none."""
    if card is None:
        return None
    return EditionChanges(
        card, [in_words(change) for change in card.changes[:SHOWN_ON_HOME]], len(card.changes)
    )


def asked_site(query: QueryDict) -> str:
    """The site asked for, "" for all; anything that does not exist is a 400."""
    values = [value for value in query.getlist("site") if value]
    if len(values) > 1:
        raise BadRequest(_("“site” may be given once; here it is given several times."))
    slug = values[0] if values else ""
    if slug and not _site(slug):
        raise BadRequest(_("“site” is the address name of an AI Factory or an Antenna."))
    return slug


def _site(slug: str) -> Site | None:
    """The factory or antenna with this slug, None if there is none."""
    sites = (*records().all(Factory), *records().all(Antenna))
    return next((site for site in sites if site.slug == slug), None)


def concerns(change: dict[str, Any], slug: str) -> bool:
    """Whether a change is about the record of this address name, or about a row of it."""
    return slug in {str(part) for part in change["key"][:2]}
