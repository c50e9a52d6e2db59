"""What the directory's records share in the admin: search, other names, and their evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Record
from directory.models.sources import fact_label
from directory.text_search import fold
from directory.validation import Fact, disputed, lacks_citation, uncited, with_everything
from editorial.admin_base import Choice, ChoicesByTyping, RulesAtFields, explained
from editorial.record_admin import RecordAdmin


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
        field.help_text = _("One a line: other spellings and former names that search should find.")
    elif isinstance(db_field, models.TextField) and field is not None:
        field.widget.attrs.update(rows=4, cols=72)
    elif db_field.name.endswith("precision") and db_field.blank:
        field.help_text = _("Empty only with an empty date.")
    if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
        # Taking a country out of the directory is not done from the form of a factory.
        field.widget.can_delete_related = False
    return explained(field, db_field)


class DirectoryAdmin(RecordAdmin):
    """A noun of the directory."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return form_field(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Finds as the public search does: case, accents and punctuation do not matter."""
        wanted = fold(search_term).split()
        if not wanted:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        found = [pk for pk, *texts in rows if _holds(texts, wanted)]
        return queryset.filter(pk__in=found), False


def _holds(texts: list[Any], wanted: list[str]) -> bool:
    text = fold(" ".join(map(str, texts)))
    return all(word in text for word in wanted)


class EvidenceFilter(admin.SimpleListFilter):
    """Records that need an editor: a fact without a citation, or a source that says otherwise."""

    title = gettext_lazy("evidence")
    parameter_name = "evidence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("lacking", _("a fact lacks a citation")), ("disputed", _("a source says otherwise"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "lacking":
            return queryset.filter(lacks_citation(queryset.model))
        if self.value() == "disputed":
            return queryset.filter(pk__in=queryset.model.objects.filter(citations__agrees=False).values("pk"))
        if self.value() is not None:
            raise BadRequest(_("“evidence” is “lacking” or “disputed”."))
        return queryset


class CitedAdmin(DirectoryAdmin):
    """A record whose facts are cited: its list and its form say what lacks evidence."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == f"{self.opts.app_label}_{self.opts.model_name}_changelist":
            # The list looks at the evidence of every record it shows.
            return with_everything(self.model, queryset)
        return queryset

    @admin.display(description=gettext_lazy("evidence"))
    def evidence(self, record: Record) -> str:
        """What lacks a citation, and what is disputed."""
        lacking, otherwise = len(uncited(record)), len(disputed(record))
        if lacking:
            return format_html('<span class="lacking">{}</span>', _("{n} uncited").format(n=lacking))
        return _("{n} disputed").format(n=otherwise) if otherwise else _("complete")

    def needs_attention(self) -> list[tuple[str, str]]:
        """What the first page says about this kind of record: a sentence and where it leads."""
        count = self.model.objects.filter(lacks_citation(self.model)).count()
        if not count:
            return []
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        noun = capfirst(str(self.opts.verbose_name_plural))
        text = _("{noun} with a fact that lacks a citation: {n}").format(noun=noun, n=count)
        return [(text, f"{address}?evidence=lacking")]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        record = context["original"]
        if record is not None:
            record = with_everything(self.model).get(pk=record.pk)
            context["evidence"] = {
                "uncited": [fact_text(record, fact) for fact in uncited(record)],
                "disputed": [fact_text(record, fact) for fact in disputed(record)],
            }
            context["cited_values"] = sorted(
                {
                    row.about
                    for relation in record.cited_relations.values()
                    for row in getattr(record, relation).all()
                }
            )
        return super().render_change_form(request, context, *args, **kwargs)


def fact_text(record: Record | type[Record], fact: Fact) -> str:
    """A fact in words."""
    name, about = fact
    label = fact_label(record if isinstance(record, type) else type(record), name)
    return f"{label}: {about}" if about else label


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
        return super().get_queryset(request).select_related(*self.autocomplete_fields)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"absolute_max": MOST_ROWS, **kwargs})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = form_field(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field


class CitationInline(RowInline):
    """What supports the facts of a record, or contradicts them."""

    fields = ("field", "about", "source", "locator", "as_stated", "verbatim", "agrees", "note")
    autocomplete_fields = ("source",)
    classes = ("collapse", "citations")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "field":
            record = self.model.record_model()
            facts = [(name, fact_text(record, (name, ""))) for name in record.citable_fields()]
            choices = [("", "–"), *sorted(facts, key=lambda fact: fact[1])]
            field = forms.ChoiceField(label=field.label, choices=choices, help_text=field.help_text)
        elif db_field.name == "about":
            field.widget.attrs["list"] = "cited-values"
        elif db_field.name == "agrees":
            field.label = _("Agrees")
        elif db_field.name == "note":
            field.widget.attrs.update(rows=2, cols=36)
        return field


def citations_of(model: Any) -> type[CitationInline]:
    """The inline of a record's own table of citations."""
    table = model._meta.get_field("citations").related_model
    return type(f"{model.__name__}CitationInline", (CitationInline,), {"model": table})
