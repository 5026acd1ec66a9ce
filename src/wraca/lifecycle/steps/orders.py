"""From orders to order days to one summary a customer."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.customers.identity.steps import of_people
from wraca.engine.schema import Schema
from wraca.engine.steps import Step
from wraca.lifecycle.steps.days import as_of, days_from


def counted(lake_orders: Table, clock: Table) -> Table:
    """Orders that count: paid, not cancelled, placed by the end of the day."""
    return lake_orders.filter(
        lake_orders.paid, ~lake_orders.cancelled.fill_null(False), lake_orders.local_day <= as_of(clock)
    )


def build_order_days(lake_orders: Table, merged_away: Table, clock: Table) -> Table:
    orders = counted(lake_orders, clock)
    orders = of_people(orders.filter(orders.customer_id.notnull()), merged_away)
    days = orders.group_by(customer_id=orders.customer_id, day=orders.local_day).agg(
        n_orders=orders.count(),
        value_minor=(orders.total_minor - orders.refunded_minor).sum().cast("int64"),
        refunded_minor=orders.refunded_minor.sum().cast("int64"),
        items=orders["items"].sum().cast("int64"),
    )
    return _with_neighbours(days)


def _with_neighbours(days: Table) -> Table:
    window = ibis.window(group_by=days.customer_id, order_by=days.day)
    days = days.mutate(
        number=(ibis.row_number().over(window) + 1).cast("int64"),
        first_day=days.day.min().over(ibis.cumulative_window(group_by=days.customer_id, order_by=days.day)),
        previous_day=days.day.lag().over(window),
        next_day=days.day.lead().over(window),
    )
    return days.mutate(gap_days=days_from(days.previous_day, days.day)).drop("previous_day")


ORDER_DAYS = Step(
    "order_days",
    ("lake_orders", "merged_away", "clock"),
    Schema(
        {
            "customer_id": "int64",
            "day": "date",
            "n_orders": "int64",
            # Totals less refunds of the day's orders.
            "value_minor": "int64",
            "refunded_minor": "int64",
            "items": "int64",
            # 1 for the customer's first order day.
            "number": "int64",
            "first_day": "date",
            "next_day": "date",
            "gap_days": "int64",
        },
        key=("customer_id", "day"),
    ),
    build_order_days,
)


def build_summaries(order_days: Table) -> Table:
    value = order_days.value_minor
    valued = value > 0
    wide = value.cast("decimal(19,0)")
    return order_days.group_by("customer_id").agg(
        orders=order_days.n_orders.sum().cast("int64"),
        order_days=order_days.count(),
        first_day=order_days.day.min(),
        last_day=order_days.day.max(),
        spent_minor=value.sum().cast("int64"),
        refunded_minor=order_days.refunded_minor.sum().cast("int64"),
        spent_squares=(wide * wide).sum().cast("string"),
        valued_days=order_days.count(where=valued),
        valued_minor=ibis.coalesce(value.sum(where=valued), 0).cast("int64"),
        gap_squares=ibis.coalesce((order_days.gap_days * order_days.gap_days).sum(), 0).cast("int64"),
        items=order_days["items"].sum().cast("int64"),
    )


SUMMARIES = Step(
    "summaries",
    ("order_days",),
    Schema(
        {
            "customer_id": "int64",
            "orders": "int64",
            "order_days": "int64",
            "first_day": "date",
            "last_day": "date",
            "spent_minor": "int64",
            "refunded_minor": "int64",
            # A whole number of up to 38 digits, as text: it outgrows 64 bits in a wholesaler's shop.
            "spent_squares": "string",
            "valued_days": "int64",
            "valued_minor": "int64",
            "gap_squares": "int64",
            "items": "int64",
        },
        key=("customer_id",),
    ),
    build_summaries,
)
