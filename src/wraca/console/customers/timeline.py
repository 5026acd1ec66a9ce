"""An event as a line of the timeline: what happened, in the reader's words, with a link to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from wraca.console.customers.labels import CHANNELS
from wraca.console.lists.cells import money
from wraca.console.messages.labels import kind_label
from wraca.console.stages import stage_name
from wraca.events.kinds import describe
from wraca.events.models import Event

#: Code of the filter -> (label, beginnings of the kinds).
TYPES: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "orders": (_lazy("Orders"), ("order", "refund")),
    "stages": (_lazy("Stages"), ("stage",)),
    "visits": (_lazy("Visits"), ("product", "site", "search", "cart", "wish", "checkout")),
    "messages": (_lazy("Messages"), ("message", "campaign", "coupon")),
    "service": (_lazy("Service"), ("service", "complaint", "opinion", "delivery")),
    "profile": (_lazy("Profile and consents"), ("customer", "consent", "account", "question")),
}
_ICONS = {
    "order": "orders",
    "refund": "refund",
    "stage": "lifecycle",
    "consent": "shield",
    "customer": "person",
    "product": "eye",
    "message": "mail",
    "complaint": "warning",
    "opinion": "heart",
    "delivery": "home",
    "service": "phone",
    "cart": "cart",
}


@dataclass(frozen=True)
class Moment:
    at: datetime
    icon: str
    text: str
    href: str = ""
    #: Its hour means nothing: it holds since that day.
    day_only: bool = False
    #: A stage colours its mark.
    stage: str = ""
    kind: str = ""


def moments(events: Iterable[Event], currency: str) -> list[Moment]:
    """A paid order tells that it was placed: where both happened in one moment, one line is enough."""
    found = list(events)
    paid = {(event.at, event.payload.get("order_id")) for event in found if event.kind == "order.paid"}
    return [
        _moment(event, currency)
        for event in found
        if event.kind != "order.placed" or (event.at, event.payload.get("order_id")) not in paid
    ]


def _moment(event: Event, currency: str) -> Moment:
    stage = str(event.payload.get("to", "")) if event.kind == "stage.changed" else ""
    text = _text(event, currency)
    icon = _icon(event.kind.partition(".")[0], stage)
    return Moment(event.at, icon, text, _href(event), bool(stage), stage, event.kind)


def _text(event: Event, currency: str) -> str:
    if write := _WRITERS.get(event.kind):
        return write(event.payload)

    def amount(minor: int) -> str:
        return money(minor, currency, whole=False)

    text = describe(event.kind, event.payload, amount)
    if event.kind == "order.paid" and isinstance(event.payload.get("total_minor"), int):
        return f"{text} · {amount(event.payload['total_minor'])}"
    return text


def _icon(subject: str, stage: str) -> str:
    return f"stage-{stage}" if stage else _ICONS.get(subject, "clock")


def _href(event: Event) -> str:
    order_id = event.payload.get("order_id")
    if isinstance(order_id, int):
        return reverse("console:order", args=[order_id])
    product_id = event.payload.get("product_id")
    return reverse("console:product", args=[product_id]) if isinstance(product_id, int) else ""


Payload = Mapping[str, Any]


def _stage(payload: Payload) -> str:
    to_stage = stage_name(str(payload.get("to", "")))
    if not payload.get("from"):
        return _("First stage: %(stage)s") % {"stage": to_stage}
    # An arrow: the names of stages have cases in Polish.
    return _("Stage: %(before)s → %(after)s") % {"before": stage_name(str(payload["from"])), "after": to_stage}


def _consent(text: str | Promise) -> Callable[[Payload], str]:
    def write(payload: Payload) -> str:
        channel = str(payload.get("channel", ""))
        return f"{text}: {CHANNELS.get(channel, channel)}"

    return write


#: Where the catalogue's own sentence would show a code.
_WRITERS: Mapping[str, Callable[[Payload], str]] = {
    "stage.changed": _stage,
    "consent.requested": _consent(_lazy("Asked to confirm the consent")),
    "consent.given": _consent(_lazy("Consent given")),
    "consent.withdrawn": _consent(_lazy("Consent withdrawn")),
    "consent.confirmed": _consent(_lazy("Consent confirmed")),
    "message.sent": lambda payload: _("Message sent: %s") % kind_label(str(payload.get("what", ""))),
    "campaign.received": lambda payload: _("Got a mailing"),
    "coupon.redeemed": lambda payload: _("Used a coupon"),
}
