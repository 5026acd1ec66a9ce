"""The words of the customers' list: filters, choices, columns."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wraca.console.lists.pages import Column
from wraca.console.stages import STAGES

FILTERS: Mapping[str, tuple[str | Promise, Mapping[str, str | Promise]]] = {
    "stage": (_("Stage"), STAGES),
    "value": (
        _("Value"),
        {
            "half": _("Bring half of the revenue"),
            "rest": _("Bring the other half"),
            "none": _("Nothing in the last 365 days"),
        },
    ),
    "overdue": (
        pgettext_lazy("filter", "Overdue"),
        {
            "yes": _("Past their usual rhythm"),
            "7": _("Overdue for 7 days or more"),
            "30": _("Overdue for 30 days or more"),
        },
    ),
    "expected": (
        _("Next order"),
        {"7": _("Expected within 7 days"), "14": _("Expected within 14 days"), "30": _("Expected within 30 days")},
    ),
    "last": (
        _("Last order"),
        {
            "30": _("Within the last 30 days"),
            "90": _("Within the last 90 days"),
            "365": _("Within the last 365 days"),
            "older": _("365 days ago or earlier"),
            "never": _("Never"),
        },
    ),
    "signed": (
        _("Signed up"),
        {
            "7": _("Within the last 7 days"),
            "30": _("Within the last 30 days"),
            "90": _("Within the last 90 days"),
            "365": _("Within the last 365 days"),
            "waiting": _("14 days ago or earlier"),
        },
    ),
    "moved": (
        _("In this stage"),
        {"7": _("For less than 7 days"), "30": _("For less than 30 days"), "90": _("For less than 90 days")},
    ),
    "reach": (
        _("May be written to"),
        {
            "email": pgettext_lazy("channel", "By e-mail"),
            "sms": pgettext_lazy("channel", "By text message"),
            "phone": pgettext_lazy("channel", "By phone"),
            "push": pgettext_lazy("channel", "By push message"),
            "messenger": pgettext_lazy("channel", "By messenger"),
            "post": pgettext_lazy("channel", "By post"),
            "unproven": _("Only by an imported flag, without proof"),
            "none": _("By no channel: no consent"),
        },
    ),
    "conclusions": (
        _("Conclusions"),
        {
            "stage": _("No objection to their stage"),
            "next_order": _("No objection to their rhythm"),
        },
    ),
    "quality": (
        _("Data quality"),
        {
            "stale": _("Something to confirm"),
            "stale_email": _("E-mail to confirm"),
            "stale_phone": _("Phone to confirm"),
            "stale_address": _("Address to confirm"),
            "unreachable": _("No way to reach them"),
            "unproven": _("Consent without proof"),
        },
    ),
    "origin": (_("Origin"), {"real": _("Real purchases"), "invented": _("Invented sign-ups")}),
}

#: The first column, always shown.
NAME = Column("name", _("Name"), sort="name", rises=True)
COLUMNS: tuple[Column, ...] = (
    Column("stage", _("Stage")),
    Column("value", _("Expected in 365 days"), sort="value", numeric=True),
    Column("spent_365", _("Paid, last 365 days"), sort="spent_365", numeric=True),
    Column("orders", _("Orders"), sort="orders", numeric=True, shown=False),
    Column("last", _("Last order"), sort="last"),
    Column("next", _("Next order"), sort="next"),
    Column("overdue", _("Overdue since"), sort="overdue", shown=False),
    Column("spent", _("Paid in all"), sort="spent", numeric=True, shown=False),
    Column("rhythm", _("Usual days between orders"), numeric=True, shown=False),
    Column("since", _("In stage since"), sort="since", shown=False),
    Column("signed", _("Signed up"), sort="signed", shown=False),
    Column("city", _("Town"), shown=False),
    Column("email", _("E-mail"), shown=False),
    Column("phone", _("Phone"), shown=False),
)

CHANNELS: Mapping[str, str | Promise] = {
    "email": pgettext_lazy("channel", "E-mail"),
    "sms": pgettext_lazy("channel", "Text message"),
    "phone": pgettext_lazy("channel", "Phone"),
    "push": pgettext_lazy("channel", "Push message"),
    "messenger": pgettext_lazy("channel", "Messenger"),
    "post": pgettext_lazy("channel", "Post"),
}

FIELDS: Mapping[str, str | Promise] = {
    "given_name": _("First name"),
    "family_name": _("Family name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "birth_date": _("Born"),
    "street": _("Street"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "country": _("Country"),
    "language": _("Language"),
}

#: Kinds of identifiers, and what says that one is the customer's.
IDENTIFIERS: Mapping[str, str | Promise] = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "outside": _("Number there"),
    "card": _("Card"),
    "device": _("Device"),
    "alias": _("Marketplace address"),
}
PROOFS: Mapping[str, str | Promise] = {
    "claimed": pgettext_lazy("proof", "said"),
    "imported": pgettext_lazy("proof", "imported"),
    "order": pgettext_lazy("proof", "by an order"),
    "log_in": pgettext_lazy("proof", "by a log-in"),
    "opt_in": pgettext_lazy("proof", "confirmed"),
    "staff": pgettext_lazy("proof", "by staff"),
    "rule": pgettext_lazy("proof", "by a rule"),
}
