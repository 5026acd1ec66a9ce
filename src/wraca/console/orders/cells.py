"""How the columns of the orders' list read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wraca.console.customers.cells import name_of
from wraca.console.formats import UNKNOWN
from wraca.console.lists.cells import Row, Writers, money, number
from wraca.console.orders.labels import STATES
from wraca.console.templatetags.wraca import moment
from wraca.orders.models import Order

_TONES = {"paid": "good", "pending": "warn", "failed": "bad", "cancelled": "bad", "refunded": "note"}


def state_of(order: Order) -> str:
    """The one word that says most: called off before given back before paid."""
    if order.cancelled:
        return "cancelled"
    return "refunded" if order.refunded_minor else order.payment_state


def state_badge(order: Order) -> SafeString:
    state = state_of(order)
    return format_html('<span class="badge badge-{}">{}</span>', _TONES[state], STATES[state])


def number_cell(row: Row) -> SafeString:
    order = row["order"]
    return format_html(
        '<a class="row-link" href="{}">{}</a>',
        reverse("console:order", args=[order.pk]),
        order.number or order.outside_id,
    )


def writers() -> Writers:
    return {
        "placed": lambda row: moment(row["placed_at"]),
        "customer": lambda row: _buyer(row["order"]),
        "state": lambda row: state_badge(row["order"]),
        "channel": lambda row: row["channel"] or UNKNOWN,
        "items": lambda row: number(row["items"]),
        "total": lambda row: money(row["total_minor"], row["currency"], whole=False),
        "net": lambda row: money(0 if row["cancelled"] else row["net_minor"], row["currency"], whole=False),
    }


def _buyer(order: Order) -> SafeString | str:
    if order.customer is None:
        return _("not known")
    return format_html(
        '<a href="{}">{}</a>', reverse("console:customer", args=[order.customer_id]), name_of(vars(order.customer))
    )
