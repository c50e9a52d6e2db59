"""Feeds of what changes: of everything, of the sites that a filter keeps, of one site."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.absolute_url import absolute_url
from directory.change_log import owner_of_change
from directory.query_params import StrictForm, allow_params, get_or_404
from explore.changes import concerns
from factories.models import Factory
from opendata.feed_entries import Wanted, entries, last_change
from opendata.formats.feed import Feed, Item, as_atom, as_json_feed
from opendata.page_citations import contributors, licence_line
from opendata.problem_details import with_problem_details
from opendata.queries import Selection, check, select
from opendata.resources import RESOURCES

WRITERS = {
    "atom": ("application/atom+xml; charset=utf-8", as_atom),
    "feed.json": ("application/feed+json; charset=utf-8", as_json_feed),
}
"""By the end of the address."""


@with_problem_details
@allow_params()
def changes_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Everything that the kept editions changed."""
    title = _("Changes")
    return _sent(request, form, title, reverse("changes"), lambda change: True)


@with_problem_details
def list_feed(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The changes of the sites that the filters of a list keep now."""
    resource = RESOURCES[name]
    selection = select(resource, request)
    label, slugs = resource.model._meta.label_lower, {site.slug for site in selection.records}
    # Without a filter every site is meant, those that are no longer there too.
    every = selection.whole and selection.filters is not None and not selection.filters.active
    page = selection.form.address(reverse(f"{name}:list"))
    return _sent(
        request,
        form,
        _title(selection),
        page,
        lambda change: (
            owner_of_change(change)[0] == label
            if every
            else not slugs.isdisjoint(map(str, change["key"][:2]))
        ),
    )


@with_problem_details
def record_feed(request: HttpRequest, name: str, key: str, form: str) -> HttpResponseBase:
    """The changes of one site and of its rows. Not filtered by evidence."""
    resource = RESOURCES[name]
    check(StrictForm(request.GET), request.path)
    site: Factory = get_or_404(resource.model, slug=key)
    title = _("Changes: {name}").format(name=site.name)
    return _sent(request, form, title, site.get_absolute_url(), lambda change: concerns(change, site.slug))


def _title(selection: Selection) -> str:
    title = _("Changes: {name}").format(name=selection.resource.heading)
    sentence = selection.filters.sentence() if selection.filters else ""
    return f"{title}, {sentence}" if sentence else title


def _sent(request: HttpRequest, form: str, title: str, page: str, wanted: Wanted) -> HttpResponse:
    media_type, write = WRITERS[form]
    here = absolute_url(request.get_full_path())
    found = entries(wanted)
    feed = Feed(
        # Both forms of a feed, and of two installations each its own.
        id=uuid.uuid5(uuid.NAMESPACE_URL, absolute_url(f"{page}#changes")).urn,
        title=_("{title} – {site}").format(title=title, site=settings.SITE_NAME),
        description=_("What each edition of the directory changed, record by record, before and after."),
        page=absolute_url(page),
        here=here,
        author=settings.KEEPER or contributors(),
        home=settings.PUBLIC_URL and absolute_url("/"),
        language=get_language() or settings.LANGUAGE_CODE,
        rights=licence_line(),
        updated=last_change(found),
        items=[
            Item(entry.id, entry.title, absolute_url(entry.path), str(entry.content), entry.updated)
            for entry in found
        ],
    )
    return HttpResponse(write(feed), content_type=media_type)
