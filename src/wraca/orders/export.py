"""What a person bought, as it is handed out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F

from wraca.orders.models import Cancellation, CustomerSummary, Order, OrderLine, Refund

Rows = list[dict[str, Any]]


def export_orders(customer_ids: Sequence[int]) -> dict[str, Rows]:
    return {"orders": _orders(customer_ids), "order_sums": _sums(customer_ids)}


def _orders(customer_ids: Sequence[int]) -> Rows:
    """Each with its lines, refunds and cancellation."""
    rows = Order.objects.filter(customer__in=customer_ids).order_by("placed_at", "id")
    orders = rows.values(
        *("id", "source", "outside_id", "number", "placed_at", "local_day", "payment_state", "paid_at", "currency"),
        *("subtotal_minor", "discount_minor", "tax_minor", "shipping_minor", "total_minor", "items", "channel"),
        *("location", "coupon_codes", "source_updated_at"),
    )
    lines, refunds, cancellations = _lines(customer_ids), _refunds(customer_ids), _cancellations(customer_ids)
    return [
        {
            **order,
            "lines": lines[order["id"]],
            "refunds": refunds[order["id"]],
            "cancellations": cancellations[order["id"]],
        }
        for order in orders
    ]


def _lines(customer_ids: Sequence[int]) -> dict[int, Rows]:
    rows = OrderLine.objects.filter(order__customer__in=customer_ids).order_by("order_id", "position")
    told = rows.annotate(variant_outside_id=F("variant__outside_id"))
    return _by_order(
        told.values(
            *("order_id", "position", "name", "variant_outside_id", "quantity", "unit_price_minor", "discount_minor"),
            *("tax_minor", "total_minor"),
        )
    )


def _refunds(customer_ids: Sequence[int]) -> dict[int, Rows]:
    rows = Refund.objects.filter(order__customer__in=customer_ids).order_by("at", "id")
    return _by_order(rows.values("order_id", "outside_id", "at", "amount_minor", "reason"))


def _cancellations(customer_ids: Sequence[int]) -> dict[int, Rows]:
    """None or one an order."""
    rows = Cancellation.objects.filter(order__customer__in=customer_ids).order_by("at", "id")
    return _by_order(rows.values("order_id", "at", "reason"))


def _by_order(rows: Any) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for row in rows:
        found[row.pop("order_id")].append(row)
    return found


def _sums(customer_ids: Sequence[int]) -> Rows:
    rows = CustomerSummary.objects.filter(customer__in=customer_ids).order_by("customer_id")
    return list(
        rows.values(
            *("orders", "order_days", "first_day", "last_day", "spent_minor", "refunded_minor", "items"),
            *("valued_days", "valued_minor", "spent_squares", "gap_squares"),
        )
    )
