"""The forms of accounts; labels and rules, no deeds."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wraca.staff.models import User
from wraca.staff.queries import find_user_by_email
from wraca.staff.roles import MARKETER, OWNER, SERVICE

ROLE_NAMES = {
    OWNER: pgettext_lazy("role", "Owner"),
    MARKETER: pgettext_lazy("role", "Marketer"),
    SERVICE: pgettext_lazy("role", "Service"),
}
ROLE_MEANINGS = {
    OWNER: _("Everything, with accounts, settings and the audit log."),
    MARKETER: _("Customers, life cycle, lists and exports, imports and refreshes."),
    SERVICE: _("Today, customers, orders and products; no exports."),
}


def _new_password_field() -> forms.CharField:
    return forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )


def _email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("First name and surname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class NewPasswordForm(forms.Form):
    """For a person known as `user`: the rules compare the password with the name and the address."""

    password = _new_password_field()

    def __init__(self, *arguments: object, user: User, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.user = user
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password"]

    def clean_current(self) -> str:
        if not self.user.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("This is not your present password."))
        return self.cleaned_data["current"]


class ConfirmForm(forms.Form):
    """A deed that weakens an account asks for the password once more."""

    current = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *arguments: object, user: User, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.user = user

    def clean_current(self) -> str:
        if not self.user.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("This is not your present password."))
        return self.cleaned_data["current"]


class ProfileForm(forms.Form):
    name = _name_field()


class InviteForm(forms.Form):
    name = _name_field()
    email = _email_field()
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()), initial=SERVICE)

    def clean_email(self) -> str:
        if find_user_by_email(self.cleaned_data["email"]):
            raise forms.ValidationError(_("There is already an account with this e-mail address."))
        return self.cleaned_data["email"]


class CodeCheckForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the app"),
        max_length=10,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code-input",
                "spellcheck": "false",
            }
        ),
    )
