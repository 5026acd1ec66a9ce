"""The field of a time zone: hundreds of names, so one types a part of the city and picks."""

from __future__ import annotations

import functools
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

CONTINENTS = ("Europe/", "America/", "Asia/", "Africa/", "Australia/", "Atlantic/", "Indian/", "Pacific/")


@functools.cache
def list_zones() -> list[str]:
    """Those offered, cities only: the other names are aliases and fixed offsets."""
    zones = {zone for zone in available_timezones() if zone.startswith(CONTINENTS)}
    return ["Europe/Warsaw", *sorted(zones - {"Europe/Warsaw"})]


@functools.cache
def _by_typed_name() -> dict[str, str]:
    """Whole names first; a city alone where only one zone has it."""
    names = {zone.casefold(): zone for zone in available_timezones()}
    for zone in reversed(list_zones()):
        names.setdefault(zone.rpartition("/")[2].casefold(), zone)
    return names


def find_zone(typed: str) -> str | None:
    """`europe/warsaw`, `New York` and `warsaw` are understood."""
    return _by_typed_name().get(typed.strip().replace(" ", "_").casefold())


class ZoneInput(forms.TextInput):
    """A text box with its suggestions, which the browser filters while one types."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        hints = {"list": f"{name}-list", "autocomplete": "off", "spellcheck": "false"}
        box = super().render(name, value, {**(attrs or {}), **hints}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((zone,) for zone in list_zones()))
        return format_html('{}<datalist id="{}-list">{}</datalist>', box, name, options)


class ZoneField(forms.CharField):
    widget = ZoneInput

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        zone = find_zone(typed)
        if zone is None:
            raise forms.ValidationError(_("There is no such time zone. Type a city and choose, e.g. Europe/Warsaw."))
        return zone
