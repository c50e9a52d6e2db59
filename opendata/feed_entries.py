"""What editions did to each record, told as entries of a feed: one a record and edition, newest first."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.change_log import ChangedRecord, by_record, rows_label
from editions import store
from editions.change_text import field_label, model_of

AT_MOST = 200
"""Entries of a feed: readers come often, and older changes are on the page of changes."""
NAMED = 3
"""Fields that a title names; the others it counts."""
LINES = 40
"""Rows that an entry tells one by one; the others it counts."""

Wanted = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True)
class Entry:
    """What an edition changed in a record, as a reader of a feed sees it."""

    id: str
    title: str
    path: str
    content: SafeString
    updated: datetime.datetime


def entries(wanted: Wanted = lambda change: True) -> list[Entry]:
    """The last entries of the changes that are wanted."""
    return [_entry(manifest, group) for manifest, group in islice(_groups(wanted), AT_MOST)]


def last_change(found: list[Entry]) -> datetime.datetime:
    """When a feed last changed: with its newest entry, or when the oldest kept edition was published."""
    if found:
        return found[0].updated
    kept = store.manifests()
    return kept[-1].day if kept else datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def _groups(wanted: Wanted) -> Iterator[tuple[store.Manifest, ChangedRecord]]:
    for manifest in store.manifests():
        for group in by_record(filter(wanted, manifest.changes)):
            yield manifest, group


def _entry(manifest: store.Manifest, group: ChangedRecord) -> Entry:
    # An edition that takes a change back has the checksum of an earlier one: its number tells them apart.
    told = f"{manifest.number}/{manifest.sha256}/{group.label}/{group.key}"
    return Entry(
        id=uuid.uuid5(uuid.NAMESPACE_URL, told).urn,
        title=_("{record}: {what}").format(record=group.name, what=_what(group)),
        path=group.url or f"{reverse('changes')}#edition-{manifest.number}",
        content=_content(manifest, group),
        updated=manifest.day,
    )


def _what(group: ChangedRecord) -> str:
    """What happened, in a few words."""
    if group.own and group.own["kind"] == "added":
        return _("new in the directory")
    if group.own and group.own["kind"] == "removed":
        return _("no longer in the directory")
    names = list(dict.fromkeys(_parts(group)))
    if len(names) > NAMED + 1:
        more = len(names) - NAMED
        names[NAMED:] = [ngettext("{n} more fact", "{n} more facts", more).format(n=more)]
    return _("{facts} changed").format(facts=get_text_list(names, _("and")))


def _parts(group: ChangedRecord) -> Iterator[str]:
    """The fields of the record that changed, then the kinds of its rows."""
    if group.own:
        yield from (field_label(model_of(group.label), name) for name in group.own["fields"])
    for change in group.changes:
        if change is not group.own:
            yield rows_label(change)


def _content(manifest: store.Manifest, group: ChangedRecord) -> SafeString:
    """A sentence for each thing that changed, and the edition."""
    lines = group.lines
    if len(lines) > LINES:
        more = len(lines) - LINES
        lines[LINES:] = [
            format_html("{}", ngettext("{n} more change", "{n} more changes", more).format(n=more))
        ]
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    day = date_format(manifest.day, "j F Y")
    edition = _("Edition {n}, {date}").format(n=manifest.number, date=day)
    note = f"{edition}. {manifest.note}" if manifest.note else edition
    return format_html("<ul>{}</ul><p>{}</p>", items, note)
