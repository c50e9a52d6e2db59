"""Accounts: made, given a role and helped after a lost device in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user

from editorial import roles

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


admin.site.unregister((User, Group))
admin.site.register(User, AccountAdmin)
