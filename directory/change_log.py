"""What changed in each record, in sentences: on the pages, in the feeds and in the editors' log."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.dates import PartialDate, qualified
from directory.models import Citation
from directory.models.sources import fact_label
from editions.change_text import field_label, key_text, model_of, value_text, word_diff
from editions.current import records
from editions.serialization import owner_field, said_of_date

Find = Callable[[Any, Any], Model | None]
"""The record of a model by its natural key, None if there is none any more."""
WORD_BY_WORD = 5
"""From so many words on, the words that differ are marked. Shorter texts, and dates, are shown whole."""


@dataclass(frozen=True)
class ChangedRecord:
    """A record, and everything that changed in it and in its rows."""

    label: str
    """The label of its model."""
    key: str
    changes: list[dict[str, Any]] = field(default_factory=list)
    find: Find = field(default=lambda model, key: None, repr=False)

    @property
    def own(self) -> dict[str, Any] | None:
        """The change of the record itself, if it is not only its rows that changed."""
        return next((change for change in self.changes if change["model"] == self.label), None)

    @cached_property
    def record(self) -> Model | None:
        """The record, None if it is gone."""
        model = model_of(self.label)
        return self.find(model, [self.key]) if model else None

    @property
    def noun(self) -> str:
        """What kind of record it is."""
        model = model_of(self.label)
        return capfirst(str(model._meta.verbose_name)) if model else self.label

    @property
    def name(self) -> str:
        """The record's name, also of one that is gone."""
        if self.record is not None:
            return str(self.record)
        fields = self.own["fields"] if self.own else {}
        stated = (value for name in ("name", "title", "label") for value in fields.get(name, ()) if value)
        return str(next(stated, self.key))

    @property
    def url(self) -> str:
        """The page of the record, "" if it has none."""
        record: Any = self.record
        return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else ""

    @property
    def lines(self) -> list[SafeString]:
        """A sentence for each thing that changed."""
        return list(_lines(self))


def by_record(changes: Iterable[dict[str, Any]], find: Find | None = None) -> list[ChangedRecord]:
    """Changes under the records that they are of, in the order in which these come first."""
    found: dict[tuple[str, str], ChangedRecord] = {}
    for change in changes:
        label, key = owner_of_change(change)
        found.setdefault((label, key), ChangedRecord(label, key, [], find or in_edition)).changes.append(
            change
        )
    return list(found.values())


def in_edition(model: Any, key: Any) -> Model | None:
    """The record in the edition that is read."""
    if len(getattr(model, "natural_key_lookups", ())) != 1:
        return None
    with suppress(model.DoesNotExist):
        found: Model = records().get(model, model.natural_key_lookups[0], key[0])
        return found
    return None


def owner_of_change(change: dict[str, Any]) -> tuple[str, str]:
    """The record that a row belongs to, which is the first part of its key; a record is its own."""
    model = model_of(change["model"])
    owner = owner_field(model) if model else None
    if owner is None or not isinstance(owner.related_model, type):
        return change["model"], key_text(change["key"])
    return owner.related_model._meta.label_lower, str(change["key"][0])


def rows_label(change: dict[str, Any]) -> str:
    """What the rows of a model are called together."""
    model = model_of(change["model"])
    if _is_citation(change):
        return _("sources")
    return str(model._meta.verbose_name_plural) if model else str(change["model"])


def _lines(group: ChangedRecord) -> Iterator[SafeString]:
    own = group.own
    if own and own["kind"] != "changed":
        # Its rows came and went with it.
        whole = {"added": _("new in the directory"), "removed": _("no longer in the directory")}
        yield format_html("{}", capfirst(whole[own["kind"]]))
        return
    citations = [change for change in group.changes if _is_citation(change)]
    with_values: list[int] = []

    def sources(fact: str, about: str, kind: str) -> str:
        """The sources that came with a value, which are not said again."""
        mine = [item for item in citations if item["key"][1:3] == [fact, about] and item["kind"] == kind]
        with_values.extend(id(item) for item in mine)
        titles = dict.fromkeys(_source(item, group.find) for item in mine)
        if not titles or kind == "removed":
            return ""
        label = ngettext("source", "sources", len(titles))
        return f" ({label}: {get_text_list(list(titles), _('and'))})"

    if own:
        for name, label, difference in _fields(own, group.find):
            yield format_html("{}: {}{}", capfirst(label), difference, sources(name, "", "added"))
    for change in group.changes:
        if change is own or _is_citation(change):
            continue
        about = ":".join(str(part) for part in change["key"][1:])
        name = _row_name(change, group.find)
        if change["kind"] == "changed":
            fields = [(label, difference) for _name, label, difference in _fields(change, group.find)]
            yield format_html("{}: {}", name, format_html_join(mark_safe("; "), "{}: {}", fields))
        else:
            kind = _("added") if change["kind"] == "added" else _("removed")
            yield format_html("{} {}{}", name, kind, sources(_fact_of_row(change), about, change["kind"]))
    yield from _evidence([item for item in citations if id(item) not in with_values], group)


def _evidence(citations: list[dict[str, Any]], group: ChangedRecord) -> Iterator[SafeString]:
    """What changed in the evidence of facts that stayed: one line per fact."""
    words = {
        "added": _("source added"),
        "removed": _("source removed"),
        "changed": _("source looked at again"),
    }
    facts: dict[tuple[str, str, str], list[str]] = {}
    for item in citations:
        facts.setdefault((item["key"][1], item["key"][2], item["kind"]), []).append(_source(item, group.find))
    for (fact, about, kind), titles in facts.items():
        label = _fact(model_of(group.label), fact, about, group.find)
        named = get_text_list(list(dict.fromkeys(titles)), _("and"))
        yield format_html("{}: {}: {}", capfirst(label), words[kind], named)


def _is_citation(change: dict[str, Any]) -> bool:
    model = model_of(change["model"])
    return model is not None and issubclass(model, Citation)


def _source(change: dict[str, Any], find: Find) -> str:
    source: Any = Citation._meta.get_field("source").related_model
    return str(find(source, [change["key"][3]]) or change["key"][3])


def _fields(change: dict[str, Any], find: Find) -> Iterator[tuple[str, str, SafeString]]:
    """Name and label of each field that changed, and how."""
    model, dates = model_of(change["model"]), change.get("dates", {})
    # Precision and qualifier stand in the text of their date.
    parts_of_dates = {part for name in dates for part in said_of_date(change["model"], name).values()}
    for name, values in change["fields"].items():
        if name in parts_of_dates:
            continue
        said = dates.get(name)
        before, after = (
            _date(value, {part: pair[side] for part, pair in said.items()})
            if said and value
            else _value(model, name, value, find)
            for side, value in enumerate(values)
        )
        short = all(len(text.split()) < WORD_BY_WORD for text in (before, after))
        whole = format_html("<del>{}</del> → <ins>{}</ins>", before, after)
        yield name, field_label(model, name), whole if said or short else word_diff(before, after)


def _value(model: Any, name: str, value: Any, find: Find) -> str:
    """A plain value for people: the name of another record, the label of a choice."""
    try:
        column = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        column = None
    if isinstance(column, models.ForeignKey) and value:
        return str(find(column.related_model, value) or key_text(value))
    if column is not None and getattr(column, "choices", None) and value:
        return str(dict(column.flatchoices).get(value, value))
    return value_text(value)


def _date(value: str, said: dict[str, Any]) -> str:
    """A date as precisely as it is stated: it is stored as the first day of its period."""
    date = PartialDate(datetime.date.fromisoformat(value), said["precision"])
    return qualified(date, said.get("qualifier") or "")


def _row_name(change: dict[str, Any], find: Find) -> str:
    """What a row says, such as “Sector Energy” or “Organisation CSC (coordinator)”."""
    model: Any = model_of(change["model"])
    if model is None:
        return f"{change['model']} {key_text(change['key'])}"
    names = []
    for lookup, part in list(zip(model.natural_key_lookups, change["key"], strict=False))[1:]:
        name, _rest, _key = lookup.partition("__")
        names.append(_value(model, name, [part] if _rest else part, find))
    owner, fact = owner_field(model), _fact_of_row(change)
    noun = fact_label(owner.related_model, fact) if owner and fact else str(model._meta.verbose_name)
    details = f" ({', '.join(names[1:])})" if names[1:] else ""
    return f"{capfirst(noun)} {names[0] if names else ''}{details}"


def _fact_of_row(change: dict[str, Any]) -> str:
    """The fact whose value a row holds, "" if it is none that is cited."""
    model: Any = model_of(change["model"])
    owner: Any = owner_field(model) if model else None
    if owner is None:
        return ""
    relation = owner.remote_field.get_accessor_name()
    facts = getattr(owner.related_model, "cited_relations", {})
    return next((fact for fact, name in facts.items() if name == relation), "")


def _fact(model: Any, fact: str, about: str, find: Find) -> str:
    """A fact in words, with the value that `about` names."""
    label = fact_label(model, fact) if model else fact
    if not about:
        return label
    accessor = getattr(model, "cited_relations", {}).get(fact)
    for relation in model._meta.related_objects if accessor else ():
        if relation.get_accessor_name() == accessor:
            parts = about.split(":", len(relation.related_model.natural_key_lookups) - 2)
            return _row_name({"model": relation.related_model._meta.label_lower, "key": ["", *parts]}, find)
    return f"{label} {about}"
