"""Mailchimp: Audience > Export. Its ZIP holds three files: subscribed, unsubscribed, cleaned."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick
from wraca.connectors.csv_files.profiles.profile import Profile

_PERSON = {
    "email": "email address",
    "given_name": ("first name", "fname"),
    "family_name": ("last name", "lname"),
    "full_name": "name",
    "phone": ("phone number", "phone"),
    "birth_date": "birth date",
    "signed_up_at": ("optin_time", "confirm_time"),
    "accepted_at": ("confirm_time", "optin_time"),
}


def _person(cells: Cells) -> Draft:
    return {**drafted(cells, _PERSON), "tags": "|".join(tag.strip('" ') for tag in pick(cells, "tags").split(","))}


def _subscribed(cells: Cells) -> list[Draft]:
    return [{**_person(cells), "accepts_email": "yes"}]


def _unsubscribed(cells: Cells) -> list[Draft]:
    gone = drafted(cells, {"withdrawn_at": "unsub_time", "withdrawn_why": ("unsub_reason", "unsub_campaign_title")})
    return [{**_person(cells), **gone, "withdrawn_email": "yes"}]


def _cleaned(cells: Cells) -> list[Draft]:
    gone = drafted(cells, {"withdrawn_at": "clean_time"})
    return [{**_person(cells), **gone, "withdrawn_email": "yes", "withdrawn_why": "cleaned"}]


_NEEDS = frozenset({"email address", "member_rating", "leid", "euid", "last_changed"})
PROFILES = (
    Profile(
        "mailchimp_subscribed",
        _("Mailchimp: subscribed"),
        "customers",
        "mailchimp",
        _NEEDS,
        _subscribed,
        _("Consent comes in as a flag without proof. Bring in the unsubscribed and the cleaned as well."),
    ),
    Profile(
        "mailchimp_unsubscribed",
        _("Mailchimp: unsubscribed"),
        "customers",
        "mailchimp",
        _NEEDS | {"unsub_time"},
        _unsubscribed,
        _("Everybody on it is not written to."),
    ),
    Profile(
        "mailchimp_cleaned",
        _("Mailchimp: cleaned"),
        "customers",
        "mailchimp",
        _NEEDS | {"clean_time"},
        _cleaned,
        _("Everybody on it is not written to."),
    ),
)
