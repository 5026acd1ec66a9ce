"""What the first run asks: about the shop, and about its owner."""

from __future__ import annotations

from babel.numbers import get_currency_name
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.translation import gettext_lazy as _

from wraca.console.words import speak
from wraca.console.zones import ZoneField
from wraca.staff.models import User

#: The sample's purchases are in dollars; an installation has one currency.
SAMPLE_CURRENCY = "USD"
_CODES = "PLN EUR USD GBP CZK HUF RON SEK NOK DKK CHF BGN ISK UAH TRY CAD AUD NZD JPY KRW CNY INR BRL MXN ZAR ILS AED"
STARTS = {"own": _("Begin empty, import my own data"), "sample": _("Look around in a sample shop first")}


def list_currencies() -> list[tuple[str, str]]:
    return [(code, f"{code}, {get_currency_name(code, locale=speak())}") for code in _CODES.split()]


class FirstRunForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the shop"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )
    language = forms.ChoiceField(label=_("Language of the shop"), choices=[("pl", "Polski"), ("en", "English")])
    currency = forms.ChoiceField(label=_("Currency"), choices=list_currencies)
    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("A day of the shop begins and ends there. Type a part of the city's name."),
    )
    start = forms.ChoiceField(choices=list(STARTS.items()), initial="own", widget=forms.RadioSelect)


class OwnerForm(forms.Form):
    owner_name = forms.CharField(
        label=_("First name and surname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean(self) -> dict:
        """The password is compared with the name and the address, so they come first."""
        values = super().clean() or {}
        if "password" in values:
            person = User(name=values.get("owner_name", ""), email=values.get("email", ""))
            try:
                validate_password(values["password"], person)
            except forms.ValidationError as problems:
                self.add_error("password", problems)
        return values
