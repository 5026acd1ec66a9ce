"""Shopify admin: Orders > Export, Customers > Export."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick, split
from wraca.connectors.csv_files.profiles.profile import Profile
from wraca.connectors.csv_files.states import state_columns

_ORDER = {
    "number": "name",
    "placed_at": "created at",
    "paid_at": "paid at",
    "cancelled_at": "cancelled at",
    "currency": "currency",
    "shipping": "shipping",
    "tax": "taxes",
    "total": "total",
    "discount": "discount amount",
    "channel": "source",
    "location": "location",
    "coupon_codes": "discount code",
    "customer_email": "email",
    "customer_phone": ("phone", "billing phone", "shipping phone"),
    "customer_full_name": ("billing name", "shipping name"),
    "customer_street": ("billing street", "billing address1", "shipping street", "shipping address1"),
    "customer_postcode": ("billing zip", "shipping zip"),
    "customer_city": ("billing city", "shipping city"),
    "customer_country": ("billing country", "shipping country"),
}
_LINE = {
    "line_quantity": "lineitem quantity",
    "line_name": "lineitem name",
    "line_unit_price": "lineitem price",
    "line_discount": "lineitem discount",
    "line_variant": ("lineitem sku", "lineitem name"),
}


def _order(cells: Cells) -> list[Draft]:
    """A row a line; what is the order's stands on its first row only, its name on each."""
    line = {**drafted(cells, _LINE), "group": pick(cells, "name")}
    if not pick(cells, "created at"):
        return [{**line, "outside_id": ""}]
    order = {**drafted(cells, _ORDER), **state_columns(pick(cells, "financial status"))}
    # What was given back is told beside it, and a voided order is told by the day it was cancelled.
    order.pop("refunded_whole", None)
    refunded = pick(cells, "refunded amount")
    if refunded.strip("0.,"):
        order |= {"refund_id": "export", "refund_amount": refunded}
    return [{**line, **order, "outside_id": pick(cells, "id", "name")}]


_CUSTOMER = {
    "outside_id": "customer id",
    "given_name": "first name",
    "family_name": "last name",
    "email": "email",
    "phone": ("phone", "default address phone"),
    "street": ("default address address1", "address1"),
    "postcode": ("default address zip", "zip"),
    "city": ("default address city", "city"),
    "country": ("default address country code", "country code"),
    "company": ("default address company", "company"),
    "accepts_email": ("accepts email marketing", "accepts marketing"),
    "accepts_sms": "accepts sms marketing",
}


def _customer(cells: Cells) -> list[Draft]:
    return [{**drafted(cells, _CUSTOMER), "tags": split(pick(cells, "tags"))}]


PROFILES = (
    Profile(
        "shopify_orders",
        _("Shopify: orders"),
        "orders",
        "shopify",
        frozenset({"name", "email", "financial status", "created at", "lineitem quantity", "lineitem price", "total"}),
        _order,
        _("The export does not say when money was given back; it counts on the day of the order."),
    ),
    Profile(
        "shopify_customers",
        _("Shopify: customers"),
        "customers",
        "shopify",
        frozenset(
            {"first name", "last name", "email", "accepts email marketing|accepts marketing", "total spent", "tags"}
        ),
        _customer,
        _("“Accepts marketing” comes in as a flag without proof."),
    ),
)
