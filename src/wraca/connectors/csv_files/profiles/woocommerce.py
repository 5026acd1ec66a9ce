"""WooCommerce Analytics: Orders > Download, Customers > Download."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick, split
from wraca.connectors.csv_files.profiles.profile import Profile
from wraca.connectors.csv_files.states import state_columns

_ORDER = {
    "outside_id": "order #",
    "number": "order #",
    "placed_at": "date",
    "total": ("n. revenue (formatted)", "net sales"),
    "channel": "attribution",
}
#: `2× Mug, 1× Cap`: commas within names stay with them.
_PRODUCT = re.compile(r"\s*(\d+)\s*[×x]\s+(.+?)(?=,\s*\d+\s*[×x]\s|$)")


def _order(cells: Cells) -> list[Draft]:
    order = {**drafted(cells, _ORDER), **state_columns(pick(cells, "status"))}
    order["coupon_codes"] = split(pick(cells, "coupon(s)").lower())
    products = _PRODUCT.findall(pick(cells, "product(s)"))
    if len(products) == 1 and products[0][0] == "1":
        # The price of the only piece is the order's value; of several nobody knows which cost what.
        order |= {"line_name": products[0][1], "line_variant": products[0][1], "line_quantity": "1"}
        order["line_unit_price"] = order.get("total", "0")
    return [order]


_CUSTOMER = {
    "email": "email",
    "full_name": "name",
    "signed_up_at": ("sign up", "last active"),
    "city": "city",
    "postcode": "postal code",
    "country": "country / region",
}


def _customer(cells: Cells) -> list[Draft]:
    return [drafted(cells, _CUSTOMER)]


PROFILES = (
    Profile(
        "woocommerce_orders",
        _("WooCommerce Analytics: orders"),
        "orders",
        "woocommerce",
        frozenset({"date", "order #", "status", "customer", "product(s)", "items sold", "n. revenue (formatted)"}),
        _order,
        _(
            "This export has no e-mail addresses, so its orders come in without their customers, and what each piece"
            " cost is not in it. Another export plug-in, or the store's connection, brings both."
        ),
    ),
    Profile(
        "woocommerce_customers",
        _("WooCommerce Analytics: customers"),
        "customers",
        "woocommerce",
        frozenset({"name", "username", "last active", "sign up", "email", "orders", "total spend", "aov"}),
        _customer,
    ),
)
