"""What the portal calls things: in a customer's words, not in those of staff."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wraca.jobs.handout.words import CHANNELS, PROOFS, STAGES

__all__ = [
    "AUTOCOMPLETE",
    "CHANNELS",
    "FIELDS",
    "HOW_OFTEN",
    "INFERRED",
    "LANGUAGES",
    "ORDER_STATES",
    "PARTS",
    "PROOFS",
    "STAGES",
]

Words = Mapping[str, str | Promise]

#: Fields as they are told and corrected, with their parts and what a browser may fill in.
FIELDS: Words = {
    "name": pgettext_lazy("of a person", "Name"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "birth_date": _("Date of birth"),
    "language": _("Language"),
}
PARTS: Words = {
    "given_name": _("First name"),
    "family_name": _("Family name"),
    "phone": _("Telephone"),
    "street": _("Street and number"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "country": _("Country, two letters"),
    "birth_date": _("Date of birth"),
    "language": _("Language"),
}
AUTOCOMPLETE: Mapping[str, str] = {
    "given_name": "given-name",
    "family_name": "family-name",
    "phone": "tel",
    "street": "street-address",
    "postcode": "postal-code",
    "city": "address-level2",
    "country": "country",
    "birth_date": "bday",
}
#: In their own languages.
LANGUAGES: Mapping[str, str] = {"pl": "Polski", "en": "English"}
HOW_OFTEN: Words = {
    "each": _("Each time there is news"),
    "weekly": _("Once a week, all in one"),
    "monthly": _("Once a month, all in one"),
    "important": _("Only what is important"),
}
INFERRED: Words = {
    "stage": _("Where you stand with us"),
    "rhythm": _("How often you order"),
    "next_order": _("When you may order next"),
    "greeting": _("Whether to write to you as to a woman or a man"),
}
ORDER_STATES: Words = {
    "paid": _("paid"),
    "pending": _("not paid yet"),
    "failed": _("payment failed"),
    "cancelled": _("cancelled"),
}
