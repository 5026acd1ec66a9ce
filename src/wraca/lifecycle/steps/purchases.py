"""What each customer bought on which day: what rules of segments ask about."""

from __future__ import annotations

from ibis.expr.types import Table

from wraca.customers.identity.steps import of_people
from wraca.engine.schema import Schema
from wraca.engine.steps import Step
from wraca.lifecycle.steps.orders import counted


def build_purchases(lake_lines: Table, lake_orders: Table, merged_away: Table, clock: Table) -> Table:
    """Lines of orders that count. Their words (product, brand, category) are in `products`."""
    orders = counted(lake_orders, clock)
    lines = lake_lines.filter(lake_lines.customer_id.notnull(), lake_lines.product_id.notnull())
    lines = of_people(lines.semi_join(orders, "order_id"), merged_away)
    return lines.group_by(customer_id=lines.customer_id, day=lines.local_day, product_id=lines.product_id).agg(
        quantity=lines.quantity.sum().cast("int64"),
        total_minor=lines.total_minor.sum().cast("int64"),
        discount_minor=lines.discount_minor.sum().cast("int64"),
    )


PURCHASES = Step(
    "purchases",
    ("lake_lines", "lake_orders", "merged_away", "clock"),
    Schema(
        {
            "customer_id": "int64",
            "day": "date",
            "product_id": "int64",
            "quantity": "int64",
            # What was paid for all pieces, and what was taken off.
            "total_minor": "int64",
            "discount_minor": "int64",
        },
        key=("customer_id", "day", "product_id"),
    ),
    build_purchases,
)
