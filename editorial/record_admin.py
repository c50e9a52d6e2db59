"""What every record's pages in the admin have in common."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editions import change_text
from editions.audit import recording
from editions.locks import WriteLockTimeoutError, write_lock
from editorial import conflicts, history
from editorial.admin_base import ChoicesByTyping, RulesAtFields, StrictAdmin, explained
from editorial.middleware import busy, whole_number
from editorial.models import Revision
from editorial.publishing import publish_if_automatic
from editorial.usage import used_by


class RecordForm(RulesAtFields):
    """Refuses to be saved over what somebody else saved since it was opened."""

    in_conflict = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.in_conflict:
            raise ValidationError(
                _("Nothing was saved yet: this record was saved after you opened it."),
                code="conflict",
            )
        return cleaned


def _in_conflict(request: HttpRequest) -> bool:
    return getattr(request, "saved_meanwhile", None) is not None


def mistakes(form: Any, formsets: list[Any]) -> list[tuple[str, str, str]]:
    """What has to be corrected: where it stands in the page, its field's label, and what is wrong."""
    found = [
        (bound.id_for_label, str(bound.label), str(error))
        for sent in (form, *(row for formset in formsets for row in formset.forms if row.has_changed()))
        for bound in sent
        for error in bound.errors
    ]
    for formset in formsets:
        name = capfirst(str(formset.model._meta.verbose_name_plural))
        found += [(f"{formset.prefix}-group", name, str(error)) for error in formset.non_form_errors()]
    return found


class RecordAdmin(ChoicesByTyping, StrictAdmin):
    """A record with its rows: one form, one writer at a time, each change logged, none lost."""

    form = RecordForm
    save_on_top = True
    list_per_page = 100
    show_full_result_count = False
    change_form_template = "admin/record_form.html"
    delete_confirmation_template = "admin/record_delete.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A key is given once: addresses, citations and fixtures rely on it."""
        fixed = [name for name in self.model.natural_key_lookups if "__" not in name] if obj else []
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The record's page in the preview; not by way of a redirect that needs the name of a site."""
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        return str(obj.get_absolute_url())

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Says what an empty field means where the field itself does not."""
        return explained(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.in_conflict = _in_conflict(request)
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        """After a conflict, rows that were removed meanwhile are sent as new ones."""
        kwargs: Any = super().get_formset_kwargs(request, obj, inline, prefix)
        if _in_conflict(request):
            conflicts.resend_removed_rows(kwargs["data"], prefix, kwargs["queryset"])
        return kwargs

    # Saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            context = self._opened(request, object_id, extra_context)
            return super().changeform_view(request, object_id, form_url, context)
        try:
            with write_lock(), recording("form", request.user) as recorder:
                context = self._opened(request, object_id, extra_context)
                if object_id is not None:
                    obj = self.get_object(request, unquote(object_id))
                    if obj is None:
                        return self._gone(request)
                    if not self.has_change_permission(request, obj):
                        raise PermissionDenied
                    request.saved_meanwhile = self._saved_since_opening(request, obj)  # type: ignore[attr-defined]
                response = super().changeform_view(request, object_id, form_url, context)
        except WriteLockTimeoutError:
            return busy(request)
        if recorder.entries():
            publish_if_automatic(request)
        return response

    def _opened(
        self, request: HttpRequest, object_id: str | None, context: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Adds the record's last revision, looked up before the page reads the record: never too new."""
        obj = self.get_object(request, unquote(object_id)) if object_id is not None else None
        number = history.last_number(obj) if obj else None
        return {**(context or {}), "opened_revision": number, "opened_revision_field": conflicts.FIELD}

    def _saved_since_opening(self, request: HttpRequest, obj: Any) -> list[Revision] | None:
        """The revisions since the page was opened, newest first; None if the record is as the page showed it.

        A page that does not say what it showed is out of date; by how much is unknown.
        """
        opened = request.POST.get(conflicts.FIELD, "")
        if opened == str(history.last_number(obj)):
            return None
        number = whole_number(opened, most=2**31)
        return list(history.story(obj).filter(pk__gt=number)) if number or opened == "0" else []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        formsets = [item.formset for item in context["inline_admin_formsets"]]
        context["used_by"] = used_by(context["original"]) if context["original"] else []
        if context["errors"]:
            context["mistakes"] = mistakes(context["adminform"].form, formsets)
        if _in_conflict(request):
            later = request.saved_meanwhile  # type: ignore[attr-defined]
            context["conflict"] = conflicts.differences(later, context["adminform"].form, formsets)
            context["saved_meanwhile"] = later[0] if later else None
        return super().render_change_form(request, context, *args, **kwargs)

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """The record was deleted meanwhile: what was typed is shown, so that it can be used elsewhere."""
        hidden = re.compile(rf"_|csrfmiddlewaretoken$|{conflicts.FIELD}$|.*(_FORMS$|-__prefix__-)")
        typed = [(name, value) for name, value in request.POST.items() if value and not hidden.match(name)]
        context = {**self.admin_site.each_context(request), "title": _("This record is gone"), "typed": typed}
        return render(request, "admin/gone.html", {**context, "opts": self.opts}, status=409)

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        if request.method != "POST":
            context = self._opened(request, object_id, extra_context)
            obj = self.get_object(request, unquote(object_id))
            context["used_by"] = used_by(obj) if obj else []
            return super().delete_view(request, object_id, context)
        try:
            with write_lock(), recording("deletion", request.user) as recorder:
                obj = self.get_object(request, unquote(object_id))
                if obj is not None and self._refuse_to_delete(request, obj):
                    return HttpResponseRedirect(self._address("history", obj))
                response = super().delete_view(request, object_id, extra_context)
        except WriteLockTimeoutError:
            return busy(request)
        if recorder.entries():
            publish_if_automatic(request)
        return response

    def _refuse_to_delete(self, request: HttpRequest, obj: Any) -> bool:
        """Whether a record to be deleted was saved after the page was opened."""
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        if self._saved_since_opening(request, obj) is None:
            return False
        message = _("Nothing was deleted: {record} was saved after you opened the page.")
        messages.error(request, message.format(record=change_text.name(obj)))
        return True

    # The story of a record

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        revisions = history.in_words(history.story(obj)[:200])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Story of {record}").format(record=change_text.name(obj)),
            "opts": self.opts,
            "object": obj,
            "revisions": revisions,
        }
        return TemplateResponse(request, "admin/story.html", context)

    # The log of changes takes the place of the stock one, which knows neither before nor after.

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Kept in the log of changes."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Kept in the log of changes."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Kept in the log of changes."""

    def _address(self, page: str, obj: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[obj.pk])
