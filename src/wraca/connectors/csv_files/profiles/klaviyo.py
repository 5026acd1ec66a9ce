"""Klaviyo: a list or segment exported to CSV, and Profiles > Suppressed profiles > Export."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick
from wraca.connectors.csv_files.profiles.profile import Profile

_PERSON = {
    "email": ("email", "email address"),
    "phone": ("phone number", "phone"),
    "given_name": "first name",
    "family_name": "last name",
    "street": ("address", "address 1", "street address"),
    "postcode": ("zip code", "zip / postal code", "zip", "postal code"),
    "city": "city",
    "country": "country",
    "signed_up_at": ("profile created on", "date added", "created"),
    "accepted_at": ("email marketing consent timestamp", "consent timestamp", "date added"),
    "withdrawn_why": ("email suppressions", "email suppression reason"),
}
_GIVEN = {"subscribed", "true", "yes"}


def _profile(cells: Cells) -> list[Draft]:
    """Never subscribed is not unsubscribed: nothing is said then."""
    draft = drafted(cells, _PERSON)
    state = pick(cells, "email marketing consent").lower()
    if state in _GIVEN:
        draft["accepts_email"] = "yes"
    if state == "unsubscribed" or draft.get("withdrawn_why", "[]") != "[]":
        draft["withdrawn_email"] = "yes"
    if pick(cells, "sms marketing consent").lower() in _GIVEN:
        draft["accepts_sms"] = "yes"
    if pick(cells, "sms marketing consent").lower() == "unsubscribed":
        draft["withdrawn_sms"] = "yes"
    return [draft]


_SUPPRESSED = {
    "email": ("email", "email address"),
    "withdrawn_why": ("reason", "suppression reason"),
    "withdrawn_at": ("timestamp", "suppressed at", "date suppressed"),
}


def _suppressed(cells: Cells) -> list[Draft]:
    return [{**drafted(cells, _SUPPRESSED), "withdrawn_email": "yes"}]


PROFILES = (
    Profile(
        "klaviyo_list",
        _("Klaviyo: list or segment"),
        "customers",
        "klaviyo",
        frozenset({"email|email address", "first name", "last name", "email marketing consent"}),
        _profile,
        _("Consent comes in as a flag without proof; who unsubscribed or is suppressed is not written to."),
    ),
    Profile(
        "klaviyo_suppressed",
        _("Klaviyo: suppressed profiles"),
        "customers",
        "klaviyo",
        frozenset({"email|email address", "reason|suppression reason", "timestamp|suppressed at|date suppressed"}),
        _suppressed,
        _("Everybody on it is not written to."),
    ),
)
