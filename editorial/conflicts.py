"""Two people on one record: what the form showed, what is saved now, and what is being sent.

A form carries, signed, the state of the record it was made from. When it comes back, the same state is
taken again; if it differs, somebody saved in between. Then nothing is written, both versions are shown,
and the form is made anew: what only the other changed is taken over, what both changed stays as typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.forms.models import BaseInlineFormSet, ModelChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

FIELD = "opened_state"
"""The hidden field that carries the state a form was made from."""
SALT = "editing.conflicts"

Values = dict[str, str]
"""Form fields as the browser sends them."""


@dataclass
class State:
    """Everything a form shows of a record: its own fields, and those of its rows by row number."""

    fields: Values
    rows: dict[str, dict[str, Values]]
    """By the formset's prefix, then by primary key."""
    revision: int = field(default=0, compare=False)
    """The last revision of the record when the form was made."""

    def signed(self) -> str:
        """For the hidden field."""
        return signing.dumps([self.fields, self.rows, self.revision], salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> State | None:
        """From the hidden field; None where it is missing or was tampered with."""
        try:
            fields, rows, revision = signing.loads(text, salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return cls(fields, rows, revision)


@dataclass(frozen=True)
class Difference:
    """One value that somebody else changed while the form was open."""

    label: str
    opened: str
    saved: str
    typed: str
    both: bool
    """Whether this form changes it too, to something else."""


def state_of(form: forms.BaseForm, formsets: list[BaseInlineFormSet], revision: int = 0) -> State:
    """What unbound forms show, and the last revision of what they show."""
    return State(
        _values(form),
        {
            str(formset.prefix): {str(row.instance.pk): _values(row) for row in _rows(formset)}
            for formset in formsets
        },
        revision,
    )


def _rows(formset: BaseInlineFormSet) -> list[Any]:
    return [row for row in formset.initial_forms if row.instance.pk]


def _values(form: forms.BaseForm) -> Values:
    return {name: _text(form[name]) for name in _names(form)}


def _names(form: forms.BaseForm) -> Iterator[str]:
    """The fields that a person fills in."""
    for bound in form.visible_fields():
        if bound.name != "DELETE":
            yield bound.name


def _text(bound: forms.BoundField) -> str:
    """A value as the browser will send it back if nobody touches it."""
    value = bound.value()
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(bound.field.widget, forms.Select):
        return "" if value is None else str(value)
    return normal(str(bound.field.widget.format_value(value) or ""))


def normal(text: str) -> str:
    """Browsers send line ends as CR LF; the database holds LF."""
    return text.replace("\r\n", "\n")


class Rebase:
    """A sent form, laid over what was saved since it was opened."""

    def __init__(
        self,
        opened: State | None,
        form: forms.BaseForm,
        formsets: list[BaseInlineFormSet],
        sent: QueryDict,
        revision: int = 0,
    ) -> None:
        """opened: None where the sent form does not say. form, formsets: unbound, of what is saved now."""
        self.opened = opened or State({}, {})
        self.form = form
        self.formsets = formsets
        self.sent = sent
        self.now = state_of(form, formsets, revision)
        self.differences: list[Difference] = []
        self.data = sent.copy()

    def run(self) -> bool:
        """Whether somebody saved something else in between; then `differences` and `data` are filled."""
        if self.opened == self.now:
            return False
        for name in _names(self.form):
            bound = self.form[name]
            typed = normal(self.sent.get(bound.html_name, ""))
            self._set(bound, bound.html_name, self._merged(bound, "", self.opened.fields.get(name), typed))
        for formset in self.formsets:
            self._rebase_rows(formset)
        self.data[FIELD] = self.now.signed()
        return bool(self.differences)

    def _merged(
        self, bound: forms.BoundField, where: str, opened: str | None, typed: str, marked: bool = False
    ) -> str:
        """The value to go on with: the saved one where this form did not change it."""
        saved = _text(bound)
        if saved in (opened, typed):
            return typed
        both = typed != opened
        label = f"{where}{bound.label}"
        was, now, mine = (shown(bound, value) for value in (opened or "", saved, typed))
        both = both or marked
        mine = _("to be deleted") if marked else mine
        self.differences.append(Difference(label, was, now, mine, both))
        return typed if both else saved

    def _rebase_rows(self, formset: BaseInlineFormSet) -> None:
        prefix = str(formset.prefix)
        noun = str(formset.fk.model._meta.verbose_name)
        sent = self._sent_rows(prefix, formset)
        opened = self.opened.rows.get(prefix, {})
        rows: list[tuple[str, Values, bool]] = []
        for row in _rows(formset):
            pk = str(row.instance.pk)
            where = f"{noun} “{row.instance}”: "
            if pk in sent:
                typed, marked = sent.pop(pk)
                before = opened.get(pk, {})
                values = {
                    name: self._merged(row[name], where, before.get(name), typed.get(name, ""), marked)
                    for name in _names(row)
                }
                rows.append((pk, values, marked))
            else:
                rows.append((pk, _values(row), False))
                self.differences.append(Difference(where.rstrip(": "), "", _("added"), "", both=False))
        for pk, (typed, marked) in sent.items():
            gone = pk in opened
            changed = not gone or typed != opened[pk]
            if gone:
                title = f"{noun} “{' · '.join(value for value in opened[pk].values() if value)[:80]}”"
                self.differences.append(
                    Difference(
                        title, _("was there"), _("removed"), _("changed") if changed else "", both=changed
                    )
                )
            if changed and not marked and any(typed.values()):
                rows.append(("", typed, False))
        self._write_rows(prefix, formset, rows)

    def _sent_rows(self, prefix: str, formset: BaseInlineFormSet) -> dict[str, tuple[Values, bool]]:
        """The rows of the sent form by primary key; new ones under a key of their own."""
        names = list(_names(formset.empty_form))
        found = {}
        try:
            total = min(int(self.sent.get(f"{prefix}-TOTAL_FORMS", "0")), formset.absolute_max)
        except ValueError:
            total = 0
        for number in range(total):
            start = f"{prefix}-{number}-"
            pk = self.sent.get(f"{start}{formset.fk.model._meta.pk.name}", "") or f"new {number}"
            values = {name: normal(self.sent.get(start + name, "")) for name in names}
            found[pk] = values, bool(self.sent.get(f"{start}DELETE"))
        return found

    def _write_rows(
        self, prefix: str, formset: BaseInlineFormSet, rows: list[tuple[str, Values, bool]]
    ) -> None:
        for name in [name for name in self.data if name.startswith(f"{prefix}-")]:
            del self.data[name]
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        self.data[f"{prefix}-INITIAL_FORMS"] = str(sum(1 for pk, _values, _marked in rows if pk))
        owner, blank = str(formset.instance.pk), formset.empty_form
        for number, (pk, values, marked) in enumerate(rows):
            start = f"{prefix}-{number}-"
            self.data[f"{start}{formset.fk.model._meta.pk.name}"] = pk
            self.data[f"{start}{formset.fk.name}"] = owner
            for name, value in values.items():
                self._set(blank[name], start + name, value)
            if marked:
                self.data[f"{start}DELETE"] = "on"

    def _set(self, bound: forms.BoundField, name: str, value: str) -> None:
        """An unticked box is not sent at all; an emptied field is sent empty."""
        self.data.pop(name, None)
        if value or not isinstance(bound.field.widget, forms.CheckboxInput):
            self.data[name] = value


def shown(bound: forms.BoundField, value: str) -> str:
    """A sent value for people: names in place of numbers."""
    if not value:
        return _("no") if isinstance(bound.field, forms.BooleanField) else _("nothing")
    if isinstance(bound.field, forms.BooleanField):
        return _("yes")
    if isinstance(bound.field, ModelChoiceField):
        try:
            return str(bound.field.to_python(value))
        except forms.ValidationError:
            return value
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(list(bound.field.choices)).get(value, value))  # type: ignore[arg-type]
    return value
