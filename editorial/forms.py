"""Signing in, and the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user, user_has_device
from django_otp.forms import OTPAuthenticationFormMixin
from django_otp.plugins.otp_totp.models import TOTPDevice


class LoginForm(OTPAuthenticationFormMixin, AdminAuthenticationForm):
    """Name, password, and the code where the account has a second factor."""

    otp_token = forms.CharField(
        label=_("Code"),
        required=False,
        help_text=_("From your authenticator app. Leave it empty if you have not set one up."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    otp_error_messages = {
        **OTPAuthenticationFormMixin.otp_error_messages,
        "token_required": _("This account has a second factor: enter the code from your app."),
        "invalid_token": _("This code is wrong or was used already. Codes change every 30 seconds."),
    }

    def clean(self) -> dict[str, Any]:
        super().clean()
        user = self.get_user()
        if user is not None and user_has_device(user):
            self.clean_otp(user)
        return self.cleaned_data

    def _chosen_device(self, user: Any) -> Any:
        """An account has one device."""
        return next(iter(devices_for_user(user)), None)

    def _update_form(self, user: Any) -> None:
        """There is one field for the code and no choice of devices: nothing to update."""


class ConfirmForm(forms.Form):
    """The first code of a new second factor, which shows that the app has the secret."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, device: TOTPDevice, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device = device

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).replace(" ", "")
        if not self.device.verify_token(code):
            raise forms.ValidationError(
                _("This is not the code: check the clock of the device, and try the next one.")
            )
        return code
