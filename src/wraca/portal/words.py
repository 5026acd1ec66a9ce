"""What the portal calls things: in a customer's words, not in those of staff."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
CHANNELS: Words = {
    "email": pgettext_lazy("channel", "E-mail"),
    "sms": pgettext_lazy("channel", "Text message"),
    "phone": pgettext_lazy("channel", "Telephone"),
    "push": pgettext_lazy("channel", "Notification"),
    "messenger": pgettext_lazy("channel", "Messenger"),
    "post": pgettext_lazy("channel", "Post"),
}
HOW_OFTEN: Words = {
    "each": _("Each time there is news"),
    "weekly": _("Once a week, all in one"),
    "monthly": _("Once a month, all in one"),
    "important": _("Only what is important"),
}
#: What each stage of a life with the shop means to the one who lives it.
STAGES: Words = {
    "potential": _("You know us, and have not ordered yet."),
    "first_purchase": _("You have ordered once and are finding out whether you like it here."),
    "repeat": _("You have ordered more than once and come back."),
    "core": _("You are one of our regular customers: you come back often, and we would miss you most."),
    "leaving": _("You have not ordered for longer than is usual for you. Perhaps we have disappointed you."),
}
INFERRED: Words = {
    "stage": _("Where you stand with us"),
    "rhythm": _("How often you order"),
    "next_order": _("When you may order next"),
    "greeting": _("Whether to write to you as to a woman or a man"),
}
PROOFS: Words = {
    "claimed": pgettext_lazy("proof", "given"),
    "imported": pgettext_lazy("proof", "taken over from another system"),
    "order": pgettext_lazy("proof", "used for an order"),
    "log_in": pgettext_lazy("proof", "you read its post"),
    "opt_in": pgettext_lazy("proof", "you confirmed it"),
    "staff": pgettext_lazy("proof", "checked by our staff"),
    "rule": pgettext_lazy("proof", "concluded by a rule"),
}
ORDER_STATES: Words = {
    "paid": _("paid"),
    "pending": _("not paid yet"),
    "failed": _("payment failed"),
    "cancelled": _("cancelled"),
}
