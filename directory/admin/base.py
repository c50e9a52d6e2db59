"""What the directory's records share in the admin: search, other names, and their evidence."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import editorial_rules
from directory.admin.citations import fact_text, fact_value
from directory.admin.rows import form_field
from directory.models import Record
from directory.text_search import fold
from directory.validation import Fact, cited_in_vain, disputed, lacks_citation, uncited, with_everything
from editorial.record_admin import RecordAdmin, RecordForm


class DirectoryForm(RecordForm):
    """Asks the editorial rules of what is written; what nobody touched stands in nobody's way."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        written = {*self.changed_data}
        if "status" in written:
            written.add("date")
        for name, message in editorial_rules.broken(self._meta.model, cleaned, written).items():
            if name in self.fields:
                self.add_error(name, message)
        return cleaned


class DirectoryAdmin(RecordAdmin):
    """A noun of the directory."""

    form = DirectoryForm

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return form_field(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Suggests the slug of a new record; that of a saved one stays."""
        names = [] if obj else flatten_fieldsets(self.get_fieldsets(request, obj))
        title = next((name for name in ("name", "title", "label") if name in names), "")
        return {"slug": (title,)} if title and "slug" in names else {}

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
                "uncited": [_uncited(record, fact) for fact in uncited(record)],
                "all_uncited": json.dumps([fact_value(fact) for fact in uncited(record)]),
                "in_vain": [fact_text(record, fact) for fact in cited_in_vain(record)],
                "disputed": [fact_text(record, fact) for fact in disputed(record)],
            }
        formsets = [item.formset for item in context["inline_admin_formsets"]]
        context["unconfirmed"] = [fact for each in formsets for fact in getattr(each, "unconfirmed", ())]
        return super().render_change_form(request, context, *args, **kwargs)


def _uncited(record: Record, fact: Fact) -> dict[str, str]:
    """A fact without a citation: in words, where it stands in the form, and as the list of facts names it."""
    name, about = fact
    place = f"{record.cited_relations[name]}-group" if about else f"id_{name}"
    return {"text": fact_text(record, fact), "place": place, "value": json.dumps([fact_value(fact)])}
