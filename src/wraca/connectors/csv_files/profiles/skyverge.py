"""WooCommerce Customer/Order/Coupon Export by SkyVerge, in its default format: lines packed into one cell."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.cells import decimal_of
from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick
from wraca.connectors.csv_files.profiles.profile import Profile
from wraca.connectors.csv_files.states import state_columns

_ORDER = {
    "outside_id": ("order_id", "order_number"),
    "number": ("order_number", "order_id"),
    "placed_at": ("date", "order_date"),
    "currency": ("order_currency", "currency"),
    "shipping": "shipping_total",
    "tax": "tax_total",
    "discount": "discount_total",
    "total": "order_total",
    "channel": "source",
    "customer_email": "billing_email",
    "customer_phone": "billing_phone",
    "customer_given_name": "billing_first_name",
    "customer_family_name": "billing_last_name",
    "customer_street": "billing_address_1",
    "customer_postcode": "billing_postcode",
    "customer_city": "billing_city",
    "customer_country": "billing_country",
}


def _order(cells: Cells) -> list[Draft]:
    """One row an order; `customer_id` 0 is a guest."""
    order = {**drafted(cells, _ORDER), **state_columns(pick(cells, "status"))}
    if (known := pick(cells, "customer_id")).strip("0"):
        order["customer"] = known
    order["coupon_codes"] = "|".join(item["code"] for item in _unpacked(pick(cells, "coupons")) if item.get("code"))
    refunds = [item for item in _unpacked(pick(cells, "refunds")) if item.get("amount")]
    if refunds:
        order.pop("refunded_whole", None)
    lines = [_line(item) for item in _unpacked(pick(cells, "line_items"))] or [{}]
    lines += [{} for _more in refunds[len(lines) :]]
    rows: list[Draft] = [{**line, "outside_id": order.get("outside_id", "")} for line in lines]
    for number, (row, refund) in enumerate(zip(rows, refunds, strict=False), 1):
        row |= {"refund_id": refund.get("id", str(number)), "refund_amount": refund["amount"].lstrip("-")}
        row["refunded_at"] = refund.get("date") or order.get("placed_at", "")
    return [{**rows[0], **order}, *rows[1:]]


def _line(item: dict[str, str]) -> Draft:
    """The export's line totals are without tax, the tax stands beside them; ours are what was paid."""
    line: Draft = {"line_name": item.get("name", ""), "line_quantity": item.get("quantity", "1")}
    line["line_variant"] = item.get("sku") or item.get("product_id") or item.get("name", "")
    tax = item.get("total_tax") or item.get("tax") or "0"
    try:
        paid = decimal_of(item.get("total", "0")) + decimal_of(tax)
        each = (paid / decimal_of(line["line_quantity"])).quantize(Decimal("0.01"))
    except (InvalidOperation, ZeroDivisionError):
        return {**line, "line_unit_price": item.get("total", "0")}
    return {**line, "line_unit_price": str(each), "line_total": str(paid), "line_tax": tax}


def _unpacked(cell: str) -> list[dict[str, str]]:
    r"""`name:Mug|quantity:2|total:20.00;name:…`, with `\|`, `\:` and `\;` within values, or the same as JSON."""
    if cell[:1] == "[":
        try:
            return [{str(k): str(v) for k, v in item.items()} for item in json.loads(cell) if isinstance(item, dict)]
        except ValueError:
            return []
    items = []
    for packed in re.split(r"(?<!\\);", cell):
        fields = [re.split(r"(?<!\\):", field, maxsplit=1) for field in re.split(r"(?<!\\)\|", packed)]
        item = {field[0].strip(): field[1].replace("\\", "").strip() for field in fields if len(field) == 2}
        if item:
            items.append(item)
    return items


PROFILES = (
    Profile(
        "skyverge_orders",
        _("WooCommerce (SkyVerge export): orders"),
        "orders",
        "woocommerce",
        frozenset({"order_id", "order_number", "date", "status", "order_total", "billing_email", "line_items"}),
        _order,
    ),
)
