"""Rows of a record in its form, and form fields as editors need them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editorial.admin_base import Choice, ChoicesByTyping, RulesAtFields, explained


class NamesField(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


def form_field(field: Any, db_field: models.Field) -> Any:
    """The form field of a record's column, as editors need it."""
    if db_field.name == "aliases":
        field = NamesField(label=capfirst(db_field.verbose_name), required=False)
        field.help_text = _("One per line: other spellings and former names that search should find.")
    elif isinstance(db_field, models.TextField) and field is not None:
        field.widget.attrs.update(rows=4, cols=72)
    elif db_field.name.endswith("precision") and db_field.blank:
        field.help_text = _("Empty only with an empty date.")
    if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
        # Taking a country out of the directory is not done from the form of a factory.
        field.widget.can_delete_related = False
    return explained(field, db_field)


MOST_ROWS = 500
"""Of one kind in one record: far more than any has, and few enough to draw."""


class RowFormSet(BaseInlineFormSet):
    """Rows in a table: each control carries the name that the head of its column shows."""

    @cached_property
    def chosen(self) -> dict[str, dict[str, str]]:
        """What the saved rows point to, as text: by field, then by key."""
        rows = list(self.get_queryset())
        fields = self.fk.model._meta.concrete_fields
        links = [field for field in fields if isinstance(field, models.ForeignKey)]
        return {
            link.name: {str(getattr(row, link.attname)): str(getattr(row, link.name)) for row in rows}
            for link in links
            if link is not self.fk
        }

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            # A choice of records is wrapped in the links that stand beside it.
            control = getattr(field.widget, "widget", field.widget)
            control.attrs["aria-label"] = str(field.label or "")
            if isinstance(control, Choice):
                control.known = self.chosen[name]


class RowInline(ChoicesByTyping, admin.TabularInline):
    """Rows of a record."""

    form = RulesAtFields
    formset = RowFormSet
    extra = 0
    max_num = MOST_ROWS
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related(*self.autocomplete_fields) if self.autocomplete_fields else rows

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"absolute_max": MOST_ROWS, **kwargs})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = form_field(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field
