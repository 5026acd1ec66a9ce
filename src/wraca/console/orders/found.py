"""Orders for the palette."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from wraca.console.found import Found
from wraca.console.lists.cells import money
from wraca.console.orders.queries import find_orders


def find(query: str, limit: int) -> list[Found]:
    return [
        Found(
            _("Order %s") % (order["number"] or order["outside_id"]),
            reverse("console:order", args=[order["id"]]),
            "orders",
            note=money(order["total_minor"], order["currency"], whole=False),
        )
        for order in find_orders(query, limit)
    ]
