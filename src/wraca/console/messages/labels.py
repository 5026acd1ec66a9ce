"""The words of the pages of messages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, str | Promise] = {
    "log_in_link": _("Link to their own page"),
    "confirm_subscription": _("Request to confirm a subscription"),
    "data_ready": _("Data ready to be fetched"),
    "erasure_done": _("Data erased"),
    "sender_check": _("Code for a sender"),
    "trial": _("Test mail"),
}
STATES: Mapping[str, str | Promise] = {
    "queued": pgettext_lazy("message", "Waits"),
    "sending": pgettext_lazy("message", "Is leaving"),
    "sent": pgettext_lazy("message", "Sent"),
    "failed": pgettext_lazy("message", "Refused"),
    "suppressed": pgettext_lazy("message", "Not to be sent"),
    "withheld": pgettext_lazy("message", "Held back"),
    "unknown": pgettext_lazy("message", "May have left"),
}
TONES: Mapping[str, str] = {
    "queued": "note",
    "sending": "note",
    "sent": "good",
    "failed": "bad",
    "suppressed": "warn",
    "withheld": "warn",
    "unknown": "bad",
}
REASONS: Mapping[str, str | Promise] = {
    "server_down": _("The mail server takes nothing at present; tried again every minute."),
    "later": _("The server asked to wait; it is tried again."),
    "refused_for_now": _("The server asked to wait until it was given up."),
    "connection_lost": _("The connection broke while it was handed over."),
    "refused": _("The server refused it."),
    "no_such_address": _("Nobody has this address; nothing more is sent to it."),
    "not_composed": _("It could not be written as an e-mail."),
    "channel_failed": _("The program failed while it was handed over."),
    "worker_killed": _("The program was ended while it was handed over."),
    "noted": _("Noted by staff."),
    "cancelled": _("Taken back."),
    "expired": _("It was out of date."),
    "other_shop": _("It was made in the sample shop."),
    "no_address": _("There is no address."),
    "alias": _("A marketplace's forwarding address: no advertising is sent to it."),
    "no_consent": _("There is no consent."),
    "withdrawn": _("They said no to this channel."),
    "wants_peace": _("They asked for a pause."),
    "not_important": _("They want only what is important, and this was not marked so."),
    "too_often": _("They want to hear from the shop less often."),
    "unwanted_topic": _("They do not want to hear of this topic."),
    "no_birthday": _("They did not allow the use of their date of birth."),
    "no_inference": _("They object to conclusions about them, and it was chosen by one."),
    "disputed": _("It was chosen by a conclusion that they call wrong."),
    "customer_gone": _("The customer is no longer known."),
    "hard_bounce": _("Nobody has this address."),
    "complaint": _("They complained about a message."),
    "erased": _("Their data were erased."),
    "unsubscribed": _("They want none."),
    "manual": _("Staff said so."),
}


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind.replace("_", " ")))


def reason_text(reason: str) -> str:
    return str(REASONS.get(reason, reason))
