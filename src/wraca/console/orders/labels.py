"""The words of the orders' pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wraca.console.lists.pages import Column

STATES = {
    "paid": pgettext_lazy("state of an order", "Paid"),
    "pending": pgettext_lazy("state of an order", "Awaiting payment"),
    "failed": pgettext_lazy("state of an order", "Payment failed"),
    "cancelled": pgettext_lazy("state of an order", "Cancelled"),
    "refunded": pgettext_lazy("state of an order", "Refunded, wholly or in part"),
}
NUMBER = Column("number", _("Order"))
COLUMNS = (
    Column("placed", _("Placed"), sort="placed"),
    Column("customer", _("Customer")),
    Column("state", _("State")),
    Column("channel", _("Channel")),
    Column("items", _("Pieces"), numeric=True),
    Column("total", _("Total"), numeric=True),
    Column("net", _("Net of refunds"), numeric=True),
)
