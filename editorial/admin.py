"""Accounts: made, given a role and helped after a lost device in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user

from editorial import roles
from editorial.link_check import records_by_address
from editorial.models import LinkCheck
from editorial.usage import form_address

ROLES = (
    (roles.EDITOR, _("editor: writes records")),
    (roles.PUBLISHER, _("publisher: makes them public, too")),
    (roles.ADMINISTRATOR, _("administrator: makes accounts, too")),
)


class NewAccountForm(AdminUserCreationForm):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)


class AccountForm(UserChangeForm):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    forget_second_factor = forms.BooleanField(
        label=_("Forget the second factor"),
        required=False,
        help_text=_(
            "For somebody who lost the device: signing in asks for no code until there is a new one."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["role"] = roles.role_of(self.instance)


class AccountAdmin(UserAdmin):
    """An account has one role, and only accounts with a role may enter."""

    form = AccountForm
    add_form = NewAccountForm
    list_display = ("username", "email", "role", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password", "email", "role", "is_active", "forget_second_factor")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", "role", "usable_password", "password1", "password2")}),
    )
    filter_horizontal = ()

    @admin.display(description=_("role"))
    def role(self, user: User) -> str:
        return roles.role_of(user) or "–"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The form for a password alone has no role.
        if "role" in form.cleaned_data:
            obj.is_staff = True
            obj.is_superuser = form.cleaned_data["role"] == roles.ADMINISTRATOR
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        user.groups.set(Group.objects.filter(name=form.cleaned_data["role"]))
        if form.cleaned_data.get("forget_second_factor"):
            for device in devices_for_user(user, confirmed=None):
                device.delete()


class OutcomeFilter(admin.SimpleListFilter):
    title = _("outcome")
    parameter_name = "broken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("broken"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in (None, "yes"):
            raise BadRequest(_("“broken” is “yes”."))
        return queryset.broken() if self.value() else queryset


class LinkCheckAdmin(admin.ModelAdmin):
    """The results of `check_links`, to be read."""

    list_display = ("url", "outcome", "used_in", "checked_at")
    list_display_links = None
    list_filter = (OutcomeFilter,)
    search_fields = ("url",)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist, records = super().get_changelist_instance(request), records_by_address()
        for check in changelist.result_list:
            check.records = records.get(check.url, ())
        return changelist

    @admin.display(description=_("outcome"), ordering="status")
    def outcome(self, check: LinkCheck) -> str:
        return check.outcome

    @admin.display(description=_("used in"))
    def used_in(self, check: Any) -> str:
        links = ((form_address(record), record) for record in check.records)
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"

    def needs_attention(self) -> list[tuple[str, str]]:
        count = LinkCheck.objects.broken().count()
        address = f"{reverse('admin:editing_linkcheck_changelist')}?broken=yes"
        return [(_("Broken links: {count}").format(count=count), address)] if count else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.unregister((User, Group))
admin.site.register(User, AccountAdmin)
admin.site.register(LinkCheck, LinkCheckAdmin)
