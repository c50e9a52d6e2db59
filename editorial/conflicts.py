"""Two people on one record: what was saved since a form was opened, beside what the form says.

A form carries the number of the record's last revision. When it comes back and the record has a later one,
nothing is written: the page shows what the log says was changed meanwhile, and keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils.translation import gettext as _

from editions.change_text import field_label, title, value_text
from editions.serialization import Key, plain
from editorial.history import find
from editorial.models import RecordChange, Revision

FIELD = "opened_revision"
"""The hidden field that carries the revision a form was made from."""


@dataclass(frozen=True)
class Difference:
    """One value that was changed meanwhile and reads otherwise in the form."""

    label: str
    opened: str
    saved: str
    typed: str


def differences(
    revisions: Iterable[Revision], form: BaseForm, formsets: list[BaseInlineFormSet]
) -> list[Difference]:
    """What these revisions of a record, newest first, changed, unless the form says the same."""
    merged: dict[tuple[str, Key], list[RecordChange]] = {}
    for revision in reversed(list(revisions)):
        for change in revision.changes.all():
            merged.setdefault((change.model, tuple(change.key)), []).append(change)
    return [item for changes in merged.values() for item in _differences(changes, form, formsets)]


def _differences(
    changes: list[RecordChange], form: BaseForm, formsets: list[BaseInlineFormSet]
) -> Iterator[Difference]:
    """The same of the changes to one record or row, oldest first."""
    first, last = changes[0], changes[-1]
    name_of_row = title(first.model, first.key)
    row = _form_of(last, form, formsets)
    if first.kind == "added":
        if last.kind != "removed":
            # A row with a new key counts as removed and added. The form still has it, with the old key.
            effect = _("replaced by a row of your form") if row else _("not in your form; it stays")
            yield Difference(name_of_row, "–", _("added"), effect)
        return
    if last.kind == "removed":
        yield Difference(name_of_row, _("there"), _("removed"), _("kept, unless you removed it too"))
        return
    values: dict[str, list[Any]] = {}
    for change in changes:
        for name, (before, after) in change.fields.items():
            values.setdefault(name, [before, after])[1] = after
    for name, (before, after) in values.items():
        typed = _typed(row, name) if row is not None and name in row.fields else value_text(after)
        if typed != value_text(after):
            label = field_label(row._meta.model, name)
            where = "" if row is form else f"{name_of_row}: "
            yield Difference(f"{where}{label}", value_text(before), value_text(after), typed)


def _form_of(change: RecordChange, form: Any, formsets: list[BaseInlineFormSet]) -> Any:
    """The form that shows the record or row of a change; None if there is none."""
    rows = [row for formset in formsets for row in formset.initial_forms]
    candidates = [each for each in (form, *rows) if each._meta.model._meta.label_lower == change.model]
    record = find(candidates[0]._meta.model, change.key) if candidates else None
    return next((each for each in candidates if record and each.instance.pk == record.pk), None)


def _typed(form: Any, name: str) -> str:
    """What a form says, as the log would put it."""
    if "DELETE" in form.fields and form["DELETE"].value():
        return _("to be deleted")
    bound = form[name]
    try:
        value = plain(form._meta.model._meta.get_field(name), bound.field.to_python(bound.value()))
    except ValidationError:
        value = bound.value()
    return value_text(value.replace("\r\n", "\n") if isinstance(value, str) else value)


def resend_removed_rows(data: QueryDict, prefix: str, there: QuerySet) -> None:
    """Turn rows of a sent form that were removed meanwhile into new ones, which stand behind the others.

    Django refuses a row whose record is gone, and so would refuse the form for ever. there: all saved rows.
    """
    key, saved = there.model._meta.pk.name, {str(pk) for pk in there.values_list("pk", flat=True)}
    kept, new = [], []
    for number in range(_number(data, f"{prefix}-TOTAL_FORMS")):
        start = f"{prefix}-{number}-"
        row = {name.removeprefix(start): data.pop(name) for name in list(data) if name.startswith(start)}
        if row.get(key, [""])[0] in saved:
            kept.append(row)
        elif "DELETE" not in row:
            new.append({**row, key: [""]})
    for number, row in enumerate([*kept, *new]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(new))
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))


def _number(data: QueryDict, name: str) -> int:
    """The number of sent rows, never more than there can be fields."""
    try:
        return min(int(data.get(name, "")), len(data))
    except ValueError:
        return 0
