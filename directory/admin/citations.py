"""The table of citations on a record's form: which fact, by which source."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.admin.rows import RowFormSet, RowInline
from directory.models import Record
from directory.models.sources import fact_label
from directory.validation import Fact, with_everything
from editorial.admin_base import RulesAtFields

ALIASES = "aliases"
"""The one field that holds several values."""

UNSAVED = "@"
"""Stands before the prefix of an unsaved row's fields, where that row's value is the fact."""


def fact_text(record: Record | type[Record], fact: Fact) -> str:
    """A fact in words; a value of several by the name that pages show."""
    name, about = fact
    label = fact_label(record if isinstance(record, type) else type(record), name)
    return f"{label}: {_value_names(record).get(fact, about)}" if about else label


def _value_names(record: Record | type[Record]) -> dict[Fact, str]:
    """The visible names of a record's values of several; the record comes from `with_everything`."""
    if isinstance(record, type):
        return {}
    return {
        (fact, row.about): str(row)
        for fact, relation in record.cited_relations.items()
        for row in getattr(record, relation).all()
    }


def fact_value(fact: Fact) -> str:
    """A fact as one value of a list: `city`, `sectors:energy`."""
    return ":".join(part for part in fact if part)


def fact_choices(record: Record | type[Record]) -> list[tuple[str, str]]:
    """What may be cited of a record: its fields in the order of its model, then its values of several."""
    model = record if isinstance(record, type) else type(record)
    fields = [(name, "") for name in model.citable_fields() if name not in {*model.cited_relations, ALIASES}]
    names = [(ALIASES, name) for name in _aliases(record)]
    facts = (*fields, *_value_names(record), *names)
    return [(fact_value(fact), capfirst(fact_text(record, fact))) for fact in facts]


def _aliases(record: Record | type[Record]) -> list[str]:
    is_cited = ALIASES in record.citable_fields() and not isinstance(record, type)
    return getattr(record, ALIASES) if is_cited else []


class FactField(forms.ChoiceField):
    """A fact of a record, as `fact_value` spells it.

    The list offers what is saved; a script adds the rows that are not. So any value of a fact with several
    is valid here, and what the record lacks is reported before publishing.
    """

    def __init__(self, model: type[Record], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model

    def valid_value(self, value: str) -> bool:
        name, _colon, about = value.partition(":")
        has_several = name in {*self.model.cited_relations, ALIASES}
        return name in self.model.citable_fields() and bool(about) == has_several


class CitationForm(RulesAtFields):
    """A citation whose `field` and `about` are chosen as one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["field"] = fact_value((self.instance.field, self.instance.about))

    def clean_field(self) -> str:
        name, _colon, self.value = str(self.cleaned_data["field"]).partition(":")
        if name != ALIASES and self.value.startswith(UNSAVED):
            self.value = self._value_of_row(name, self.value.removeprefix(UNSAVED))
        return name

    def clean_about(self) -> str:
        return getattr(self, "value", "")

    def _value_of_row(self, fact: str, prefix: str) -> str:
        """How a citation names the value of a row that is sent together with it."""
        record = self.instance.record_model()
        row = record._meta.get_field(record.cited_relations[fact]).related_model
        sent = {
            field.attname: self.data.get(f"{prefix}-{field.name}")
            for field in row._meta.concrete_fields
            if self.data.get(f"{prefix}-{field.name}") and not field.primary_key
        }
        try:
            return str(row(**sent).about)
        except (ObjectDoesNotExist, ValueError, TypeError) as error:
            raise forms.ValidationError(_("Fill in the row that this citation is about.")) from error


CONFIRMED = "confirmed"
"""The box that says that the citations of a fact, its value, support its new value too."""


@dataclass(frozen=True)
class Vouched:
    """A fact whose value changed while what was cited for the old value stayed as it was."""

    name: str
    label: str
    before: str
    sources: list[str]


def changed_facts(record: Any) -> dict[str, str]:
    """The facts of one value that differ from what is saved, each with its value before; all of a new record.

    That something happened is a statement about its date, and so is when.
    """
    stored = type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None
    names = [name for name in record.citable_fields() if name not in {*record.cited_relations, ALIASES}]
    found = {}
    for name in names:
        field = record._meta.get_field(name)
        before, after = (getattr(item, field.attname, None) for item in (stored, record))
        if before != after and not (stored and after in (None, "")):
            found[name] = display_value(stored, field) if stored else ""
    if "date" in names and stored and (stored.status, stored.precision) != (record.status, record.precision):
        found["date"] = (
            f"{display_value(stored, record._meta.get_field('date'))}, {stored.get_status_display()}"
        )
    return found


def display_value(record: Any, field: Any) -> str:
    """What a record says in a field, for editors."""
    value = getattr(record, f"get_{field.name}_display", lambda: getattr(record, field.name))()
    return date_format(value, "Y-m-d") if isinstance(value, datetime.date) else str(value or "–")


class CitationFormSet(RowFormSet):
    """The citations of one record."""

    @cached_property
    def facts(self) -> dict[str, str]:
        """What can be cited, in words, by value."""
        record: Any = self.instance
        if record.pk:
            record = with_everything(type(record)).get(pk=record.pk)
        return dict(fact_choices(record if record.pk else type(record)))

    unconfirmed: list[Vouched] = []
    """What was cited for a value that is being replaced."""

    def clean(self) -> None:
        super().clean()
        changed = changed_facts(self.instance)
        rows = [row for row in self.forms if row not in self.deleted_forms and row.cleaned_data.get("field")]
        vouching = [row for row in rows if row.cleaned_data.get("agrees")]
        answered = {row.cleaned_data["field"] for row in vouching if row.has_changed()}
        answered.update(self.data.getlist(CONFIRMED) if self.data else ())  # type: ignore[attr-defined]
        self.unconfirmed = []
        for name in changed.keys() - answered:
            old = [row.instance for row in rows if row.instance.pk and row.cleaned_data["field"] == name]
            if old:
                label = capfirst(fact_text(self.instance, (name, "")))
                sources = [str(citation.source) for citation in old]
                self.unconfirmed.append(Vouched(name, label, changed[name], sources))
        message = _("{fact}: what was cited for “{before}” does not vouch for the new value.")
        errors = [message.format(fact=item.label, before=item.before) for item in self.unconfirmed]
        is_dated = any(row.cleaned_data["field"] == "date" for row in vouching)
        if "date" in changed and getattr(self.instance, "happened", False) and not is_dated:
            errors.append(_("What happened needs a citation of its date."))
        if errors:
            raise forms.ValidationError(errors)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["field"]
        if index is None:
            # The row from which others are made has the whole list, once.
            field.choices = [("", "–"), *self.facts.items()]
            relations = {relation: fact for fact, relation in type(self.instance).cited_relations.items()}
            labels = {fact: capfirst(fact_label(type(self.instance), fact)) for fact in relations.values()}
            field.widget.attrs |= {
                "data-relations": json.dumps(relations),
                "data-labels": json.dumps(labels),
            }
        else:
            value = str(form["field"].value() or "")
            field.choices = [("", "–")] + ([(value, self.facts.get(value, value))] if value else [])


class CitationInline(RowInline):
    """What supports the facts of a record, or contradicts them."""

    form = CitationForm
    formset = CitationFormSet
    fields = ("field", "about", "source", "locator", "as_stated", "verbatim", "agrees", "note")
    autocomplete_fields = ("source",)
    classes = ("collapse", "citations")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "field":
            field = FactField(self.model.record_model(), label=field.label)
        elif db_field.name == "about":
            field.widget = forms.HiddenInput()
        elif db_field.name == "agrees":
            field.label = _("Agrees")
        elif db_field.name == "note":
            field.widget.attrs.update(rows=2, cols=36)
        return field


def citations_of(model: Any) -> type[CitationInline]:
    """The inline of a record's own table of citations."""
    table = model._meta.get_field("citations").related_model
    return type(f"{model.__name__}CitationInline", (CitationInline,), {"model": table})
