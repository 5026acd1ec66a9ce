"""The field of a time zone suggests what one may type, and understands how people type it."""

import pytest
from django import forms

from wraca.console.zones import ZoneField, find_zone, list_zones


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Warsaw", "Europe/Warsaw"),
        (" europe/warsaw ", "Europe/Warsaw"),
        ("new york", "America/New_York"),
        ("UTC", "UTC"),
        ("Warszawa", None),
    ],
)
def test_zone_is_found_by_its_name_or_its_city(typed, zone):
    assert find_zone(typed) == zone


def test_every_zone_is_suggested_and_another_is_refused():
    class Form(forms.Form):
        zone = ZoneField()

    html = str(Form()["zone"])
    assert html.count("<option") == len(list_zones())
    assert 'list="zone-list"' in html
    assert Form({"zone": "tokyo"}).is_valid()
    assert not Form({"zone": "Mars/Olympus"}).is_valid()
