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
from wraca.console.stages import stage_name
from wraca.events.models import Event

#: Code of the filter -> (label, beginnings of the kinds).
TYPES: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "orders": (_lazy("Orders"), ("order", "refund")),
    "stages": (_lazy("Stages"), ("stage",)),
    "visits": (_lazy("Visits"), ("product", "site", "search", "cart", "wish")),
    "messages": (_lazy("Messages"), ("message", "campaign")),
    "service": (_lazy("Service"), ("service", "complaint", "opinion", "delivery")),
    "profile": (_lazy("Profile and consents"), ("customer", "consent", "account")),
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
    #: A stage colours its mark.
    stage: str = ""
    kind: str = ""


def moments(events: Iterable[Event], currency: str) -> list[Moment]:
    return [_moment(event, currency) for event in events]


def _moment(event: Event, currency: str) -> Moment:
    subject = event.kind.partition(".")[0]
    write = _WRITERS.get(event.kind)
    text = write(event.payload, currency) if write else _plain(event.kind)
    stage = str(event.payload.get("to", event.payload.get("to_stage", ""))) if event.kind == "stage.changed" else ""
    return Moment(event.at, _icon(subject, stage), text, _href(event), stage, event.kind)


def _icon(subject: str, stage: str) -> str:
    return f"stage-{stage}" if stage else _ICONS.get(subject, "clock")


def _href(event: Event) -> str:
    order_id = event.payload.get("order_id")
    if isinstance(order_id, int):
        return reverse("console:order", args=[order_id])
    product_id = event.payload.get("product_id")
    return reverse("console:product", args=[product_id]) if isinstance(product_id, int) else ""


def _plain(kind: str) -> str:
    """A kind that a source sent and nobody wrote a sentence for."""
    subject, _dot, deed = kind.partition(".")
    return f"{subject.replace('_', ' ')}: {deed.replace('_', ' ')}"


Payload = Mapping[str, Any]


def _sum(payload: Payload, currency: str) -> str:
    amount = payload.get("total_minor", payload.get("amount_minor"))
    return f" · {money(amount, currency, whole=False)}" if isinstance(amount, int) else ""


def _order(text: str | Promise) -> Callable[[Payload, str], str]:
    def write(payload: Payload, currency: str) -> str:
        number = payload.get("number") or payload.get("order_id") or ""
        return (str(text) % {"number": number}).strip() + _sum(payload, currency)

    return write


def _stage(payload: Payload, currency: str) -> str:
    from_stage = payload.get("from", payload.get("from_stage"))
    to_stage = str(payload.get("to", payload.get("to_stage", "")))
    if not from_stage:
        return _("Became known to the shop: %(stage)s") % {"stage": stage_name(to_stage)}
    return _("From %(before)s to %(after)s") % {"before": stage_name(str(from_stage)), "after": stage_name(to_stage)}


def _consent(text: str | Promise) -> Callable[[Payload, str], str]:
    def write(payload: Payload, currency: str) -> str:
        channel = str(payload.get("channel", ""))
        return f"{text}: {CHANNELS.get(channel, channel)}"

    return write


def _said(text: str | Promise) -> Callable[[Payload, str], str]:
    return lambda payload, currency: str(text) + (f": {payload['name']}" if payload.get("name") else "")


_WRITERS: Mapping[str, Callable[[Payload, str], str]] = {
    "order.placed": _order(_lazy("Order %(number)s placed")),
    "order.paid": _order(_lazy("Order %(number)s paid")),
    "order.cancelled": _order(_lazy("Order %(number)s cancelled")),
    "order.refunded": _order(_lazy("Money given back for order %(number)s")),
    "stage.changed": _stage,
    "consent.given": _consent(_lazy("Consent given")),
    "consent.withdrawn": _consent(_lazy("Consent withdrawn")),
    "consent.confirmed": _consent(_lazy("Consent confirmed")),
    "customer.signed_up": _said(_lazy("Signed up")),
    "customer.changed": _said(_lazy("Details changed")),
    "product.viewed": _said(_lazy("Looked at a product")),
    "product.added": _said(_lazy("Put into the basket")),
    "delivery.promised": _said(_lazy("Delivery promised")),
    "delivery.arrived": _said(_lazy("Delivery arrived")),
    "complaint.opened": _said(_lazy("Complaint opened")),
    "complaint.closed": _said(_lazy("Complaint closed")),
    "opinion.given": _said(_lazy("Opinion given")),
    "service.replied": _said(_lazy("Service replied")),
}
