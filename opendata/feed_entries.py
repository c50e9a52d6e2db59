"""What editions did to each record, told as entries of a feed: one a record and edition, newest first."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editions import store
from editions.change_text import field_label, in_words, key_text, model_of
from editions.current import records
from editions.serialization import owner_field

AT_MOST = 200
"""Entries of a feed: readers come often, and older changes are on the page of changes."""
NAMED = 3
"""Fields that a title names; the others it counts."""
LINES = 40
"""Rows that an entry tells one by one; the others it counts."""

Wanted = Callable[[dict[str, Any]], bool]


@dataclass
class Group:
    """A record, and everything that an edition changed in it and in its rows."""

    manifest: store.Manifest
    label: str
    key: str
    changes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def own(self) -> dict[str, Any] | None:
        """The change of the record itself, if it is not only its rows that changed."""
        return next((change for change in self.changes if change["model"] == self.label), None)


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
    groups = list(islice(_groups(wanted), AT_MOST))
    records = _records(groups)
    return [_entry(group, records.get((group.label, group.key))) for group in groups]


def last_change(found: list[Entry]) -> datetime.datetime:
    """When a feed last changed: with its newest entry, or when the oldest kept edition was published."""
    if found:
        return found[0].updated
    kept = store.manifests()
    return kept[-1].day if kept else datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def _groups(wanted: Wanted) -> Iterator[Group]:
    for manifest in store.manifests():
        groups: dict[tuple[str, str], Group] = {}
        for change in filter(wanted, manifest.changes):
            label, key = owner(change)
            groups.setdefault((label, key), Group(manifest, label, key)).changes.append(change)
        yield from groups.values()


def owner(change: dict[str, Any]) -> tuple[str, str]:
    """The record that a row belongs to, which is the first part of its key; a record is its own."""
    model = model_of(change["model"])
    owner = owner_field(model) if model else None
    if owner is None or not isinstance(owner.related_model, type):
        return change["model"], key_text(change["key"])
    return owner.related_model._meta.label_lower, str(change["key"][0])


def _records(groups: Iterable[Group]) -> dict[tuple[str, str], Model]:
    """The records that still exist."""
    found: dict[tuple[str, str], Model] = {}
    for group in groups:
        model: Any = model_of(group.label)
        if model is None or len(getattr(model, "natural_key_lookups", ())) != 1:
            continue
        (field,) = model.natural_key_lookups
        with suppress(model.DoesNotExist):
            found[group.label, group.key] = records().get(model, field, group.key)
    return found


def _entry(group: Group, record: Model | None) -> Entry:
    manifest = group.manifest
    # An edition that takes a change back has the checksum of an earlier one: its number tells them apart.
    told = f"{manifest.number}/{manifest.sha256}/{group.label}/{group.key}"
    return Entry(
        id=uuid.uuid5(uuid.NAMESPACE_URL, told).urn,
        title=_("{record}: {what}").format(record=_name(group, record), what=_what(group)),
        path=_path(group, record),
        content=_content(group),
        updated=manifest.day,
    )


def _name(group: Group, record: Model | None) -> str:
    """The record's name, also of one that is gone."""
    if record is not None:
        return str(record)
    fields = group.own["fields"] if group.own else {}
    for name in ("name", "title", "label"):
        for value in fields.get(name, ()):
            if value:
                return str(value)
    return group.key


def _what(group: Group) -> str:
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


def _parts(group: Group) -> Iterator[str]:
    """The fields of the record that changed, then the kinds of its rows."""
    if group.own:
        yield from (field_label(model_of(group.label), name) for name in group.own["fields"])
    for change in group.changes:
        model = model_of(change["model"])
        if change is not group.own:
            yield str(model._meta.verbose_name_plural) if model else change["model"]


def _path(group: Group, record: Model | None) -> str:
    """The page of the record; of what has none, the edition on the page of changes."""
    if record is not None and hasattr(record, "get_absolute_url"):
        return str(record.get_absolute_url())
    return f"{reverse('changes')}#edition-{group.manifest.number}"


def _content(group: Group) -> SafeString:
    """Each field before and after, each row that came, went or changed, and the edition."""
    lines = list(_lines(group))
    if len(lines) > LINES:
        more = len(lines) - LINES
        lines[LINES:] = [
            format_html("{}", ngettext("{n} more change", "{n} more changes", more).format(n=more))
        ]
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    day = date_format(group.manifest.day, "j F Y")
    edition = _("Edition {n}, {date}").format(n=group.manifest.number, date=day)
    note = f"{edition}. {group.manifest.note}" if group.manifest.note else edition
    return format_html("<ul>{}</ul><p>{}</p>", items, note) if lines else format_html("<p>{}</p>", note)


def _lines(group: Group) -> Iterator[SafeString]:
    for change in group.changes:
        told = in_words(change)
        if change is group.own:
            yield from (_field(*parts) for parts in told.fields)
            continue
        fields = format_html_join(mark_safe("; "), "{}", ((_field(*parts),) for parts in told.fields))
        head = format_html("{} “{}” {}", capfirst(told.noun), told.key, told.kind)
        yield format_html("{}: {}", head, fields) if fields else head


def _field(label: str, before: str, after: str) -> SafeString:
    return format_html("{}: <del>{}</del> → <ins>{}</ins>", label, before, after)
