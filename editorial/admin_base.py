"""The stock admin, made strict and plain-spoken: what every page and every table of rows is built on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _


class RulesAtFields(forms.ModelForm):
    """Says which rule of the database is broken beside the field it is about, not above the form."""

    def _update_errors(self, errors: ValidationError) -> None:
        super()._update_errors(self._placed(errors))  # type: ignore[misc]

    def _placed(self, errors: ValidationError) -> ValidationError:
        if not hasattr(errors, "error_dict"):
            return errors
        found = {name: list(messages) for name, messages in errors.error_dict.items()}
        for error in found.pop(NON_FIELD_ERRORS, []):
            found.setdefault(self._field_of(error), []).append(error)
        return ValidationError(found)

    def _field_of(self, error: ValidationError) -> str:
        """The first field on the form that the broken rule speaks of."""
        for constraint in self._meta.model._meta.constraints:
            if constraint.get_violation_error_message() == error.message:
                condition = getattr(constraint, "condition", None)
                names = getattr(constraint, "fields", ()) or getattr(condition, "referenced_base_fields", ())
                return next((name for name in self.fields if name in names), NON_FIELD_ERRORS)
        return NON_FIELD_ERRORS


class Choice(AutocompleteSelect):
    """A choice by typing. The stock one fails on a chosen value that is no number."""

    known: Mapping[str, str] = {}
    """Chosen values whose text is at hand, so that a table of rows needs no query for each."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        others = [item for item in value if _is_key(item) and str(item) not in self.known]
        groups = super().optgroups(name, others, attr)
        options = groups[0][1]
        for item in map(str, value):
            if item in self.known:
                options.append(
                    self.create_option(name, item, self.known[item], True, len(options), attrs=attr)
                )
        return groups


def _is_key(value: Any) -> bool:
    text = str(value)
    return text == "" or (text.isdecimal() and len(text) < 19)


class ChoicesByTyping:
    """For admin classes and inlines alike: uses `Choice` for what `autocomplete_fields` names."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields and "widget" not in kwargs:  # type: ignore[attr-defined]
            kwargs["widget"] = Choice(db_field, self.admin_site, using=kwargs.get("using"))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class StrictAdmin(admin.ModelAdmin):
    """Answers hostile addresses with 400, never with a server error."""

    # Nothing is done to many records at once: each is deleted with its own reasons before one's eyes.
    actions = None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's own filters send.

        The stock list follows any lookup, and fails on the database's refusal of a value.
        """
        for item in self.get_list_filter(request):
            name = item[0] if isinstance(item, tuple) else getattr(item, "parameter_name", item)
            if lookup in (name, f"{name}__exact", f"{name}__id__exact", f"{name}__isnull"):
                return True
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """An empty `_to_field` asks for the primary key."""
        return super().get_object(request, object_id, from_field or None)


def explained(field: Any, db_field: Any) -> Any:
    """A form field with a word on what leaving it empty says."""
    empty_means_something = db_field.blank and not isinstance(field, forms.BooleanField)
    if field is not None and empty_means_something and not field.help_text:
        field.help_text = _("Empty where no source says.")
    return field
