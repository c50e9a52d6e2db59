"""What every record's pages in the admin have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from editions import change_text
from editions.audit import recording
from editions.locks import WriteLockTimeoutError, write_lock
from editorial import conflicts, history
from editorial.admin_base import ChoicesByTyping, RulesAtFields, StrictAdmin, explained
from editorial.conflicts import Rebase, State, state_of
from editorial.middleware import busy
from editorial.publishing import publish_if_automatic


class RecordForm(RulesAtFields):
    """Refuses to be saved over what somebody else saved since it was opened."""

    in_conflict = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.in_conflict:
            raise ValidationError(
                _("Nothing was saved yet: this record was saved after you had opened it."),
                code="conflict",
            )
        return cleaned


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
        form.in_conflict = bool(getattr(request, "conflict", None))
        return form

    # Saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with write_lock(), recording("form", request.user) as recorder:
                if object_id is not None:
                    obj = self.get_object(request, unquote(object_id))
                    if obj is None:
                        return self._gone(request, object_id)
                    self._look_for_conflict(request, obj)
                response = super().changeform_view(request, object_id, form_url, extra_context)
        except WriteLockTimeoutError:
            return busy(request)
        if recorder.entries():
            publish_if_automatic(request)
        return response

    def _look_for_conflict(self, request: HttpRequest, obj: Any) -> None:
        """Sets `request.conflict`, and puts the form to show next in the place of the one that came."""
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        form, formsets = self._unbound(request, obj)
        sent: Any = request.POST
        opened = State.read(sent.get(conflicts.FIELD, ""))
        rebase = Rebase(opened, form, formsets, sent, history.last_number(obj))
        if rebase.run():
            later = history.story(obj).filter(pk__gt=opened.revision if opened else 0)
            request.saved_meanwhile = later.first()  # type: ignore[attr-defined]
            request.POST = rebase.data  # type: ignore[assignment]
            request.conflict = rebase.differences  # type: ignore[attr-defined]

    def _unbound(self, request: HttpRequest, obj: Any) -> tuple[Any, list[Any]]:
        """The forms as opening the record now would show them."""
        form = self.get_form(request, obj, change=True)(instance=obj)
        formsets: list[Any] = []
        taken: dict[str, int] = {}
        for formset, inline in self.get_formsets_with_inlines(request, obj):
            prefix = formset.get_default_prefix()
            taken[prefix] = taken.get(prefix, 0) + 1
            if taken[prefix] > 1:
                prefix = f"{prefix}-{taken[prefix]}"
            formsets.append(formset(instance=obj, prefix=prefix, queryset=inline.get_queryset(request)))
        return form, formsets

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        obj = context["original"]
        form = context["adminform"].form
        if obj is not None:
            if form.is_bound:
                context["opened_state"] = request.POST.get(conflicts.FIELD, "")
            else:
                formsets = [item.formset for item in context["inline_admin_formsets"]]
                context["opened_state"] = state_of(form, formsets, history.last_number(obj)).signed()
            context["conflict"] = getattr(request, "conflict", None)
            context["saved_meanwhile"] = getattr(request, "saved_meanwhile", None)
        context["opened_state_field"] = conflicts.FIELD
        return super().render_change_form(request, context, *args, **kwargs)

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The record was deleted meanwhile: what was typed is shown, so that it can be used elsewhere."""
        shown = [(name, value) for name, value in request.POST.items() if value and not name.startswith("_")]
        typed = [
            (name, value) for name, value in shown if name not in ("csrfmiddlewaretoken", conflicts.FIELD)
        ]
        context = {**self.admin_site.each_context(request), "title": _("This record is gone"), "typed": typed}
        return render(request, "admin/gone.html", {**context, "opts": self.opts}, status=409)

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        if request.method != "POST":
            obj = self.get_object(request, unquote(object_id))
            state = state_of(*self._unbound(request, obj)).signed() if obj else ""
            context = {**(extra_context or {}), "opened_state": state, "opened_state_field": conflicts.FIELD}
            return super().delete_view(request, object_id, context)
        try:
            with write_lock(), recording("deletion", request.user) as recorder:
                obj = self.get_object(request, unquote(object_id))
                if obj is not None and not self._as_opened(request, obj):
                    return HttpResponseRedirect(self._address("history", obj))
                response = super().delete_view(request, object_id, extra_context)
        except WriteLockTimeoutError:
            return busy(request)
        if recorder.entries():
            publish_if_automatic(request)
        return response

    def _as_opened(self, request: HttpRequest, obj: Any) -> bool:
        """Whether a record to be deleted is still what the page showed."""
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        if State.read(request.POST.get(conflicts.FIELD, "")) == state_of(*self._unbound(request, obj)):
            return True
        message = _("Nothing was deleted: {record} was saved after you had opened the page.")
        messages.error(request, message.format(record=change_text.name(obj)))
        return False

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
