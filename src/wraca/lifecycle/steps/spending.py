"""Who brings how much over twelve months, at each month's end: what makes a customer core."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.engine.schema import Schema
from wraca.engine.steps import Step
from wraca.lifecycle.stages import CORE_MONTHS
from wraca.lifecycle.steps.days import each_month, month_index
from wraca.lifecycle.steps.months import three_digits


def build_trailing(order_days: Table, months: Table) -> Table:
    """Twelve-month revenue of each customer as a staircase: it changes when a month comes in and when it goes out."""
    by_month = order_days.group_by(customer_id=order_days.customer_id, month_index=month_index(order_days.day)).agg(
        delta=order_days.value_minor.sum().cast("int64")
    )
    gone = by_month.mutate(month_index=by_month.month_index + CORE_MONTHS, delta=-by_month.delta)
    last_month = months.month_index.max().as_scalar()
    changes = ibis.union(by_month, gone.filter(gone.month_index <= last_month))
    changes = changes.group_by("customer_id", "month_index").agg(delta=changes.delta.sum().cast("int64"))
    window = ibis.window(group_by=changes.customer_id, order_by=changes.month_index)
    so_far = ibis.cumulative_window(group_by=changes.customer_id, order_by=changes.month_index)
    return changes.mutate(
        spent_minor=changes.delta.sum().over(so_far).cast("int64"),
        until_index=ibis.coalesce(changes.month_index.lead().over(window), last_month + 1).cast("int64"),
    ).drop("delta")


TRAILING = Step(
    "trailing",
    ("order_days", "months"),
    Schema(
        # Holds at the ends of the months from `month_index` to before `until_index`.
        {"customer_id": "int64", "month_index": "int64", "until_index": "int64", "spent_minor": "int64"},
        key=("customer_id", "month_index"),
    ),
    build_trailing,
)


def build_spend_buckets(trailing: Table, months: Table) -> Table:
    complete = months.filter(months.complete)
    paying = trailing.filter(trailing.spent_minor > 0)
    spread = each_month(
        paying.select("spent_minor", first=paying.month_index, until=paying.until_index),
        ibis._.first,
        ibis._.until - 1,
    ).semi_join(complete, "month_index")
    return spread.group_by(
        month_index=spread.month_index, bucket_minor=three_digits(spread.spent_minor, middle=False)
    ).agg(customers=spread.count(), spent_minor=spread.spent_minor.sum().cast("int64"))


SPEND_BUCKETS = Step(
    "spend_buckets",
    ("trailing", "months"),
    Schema(
        {"month_index": "int64", "bucket_minor": "int64", "customers": "int64", "spent_minor": "int64"},
        key=("month_index", "bucket_minor"),
    ),
    build_spend_buckets,
)


def build_core_signals(trailing: Table, core_limits: Table) -> Table:
    """The months' ends at which a customer came to be one of those who bring half, or ceased to be near it.

    Only customers above the lower of the two lines are looked at; who is no longer among them has fallen out.
    """
    lowest = core_limits.exit_minor.min().as_scalar()
    last = core_limits.month_index.max().as_scalar()
    near = trailing.filter(trailing.spent_minor >= lowest)
    near = near.rename(first_index="month_index")
    near = each_month(near, near.first_index, near.until_index - 1).join(core_limits, "month_index")
    near = near.filter(near.spent_minor >= near.exit_minor)
    near = near.select(
        "customer_id", "month_index", "spent_minor", "entry_minor", above=near.spent_minor >= near.entry_minor
    )
    return _entries_and_exits(near, last)


def _entries_and_exits(near: Table, last) -> Table:
    window = ibis.window(group_by=near.customer_id, order_by=near.month_index)
    near = near.mutate(
        previous_index=near.month_index.lag().over(window),
        previous_above=near.above.lag().over(window),
        next_index=near.month_index.lead().over(window),
    )
    fresh = near.previous_index.isnull() | (near.previous_index < near.month_index - 1)
    entries = near.filter(near.above & (fresh | ~near.previous_above))
    falls = near.filter(near.next_index.isnull() | (near.next_index > near.month_index + 1))
    falls = falls.mutate(month_index=falls.month_index + 1, core=ibis.literal(0, "int64"))
    return ibis.union(
        entries.mutate(core=ibis.literal(1, "int64")).select("customer_id", "month_index", "core"),
        falls.filter(falls.month_index <= last).select("customer_id", "month_index", "core"),
    )


CORE_SIGNALS = Step(
    "core_signals",
    ("trailing", "core_limits"),
    Schema({"customer_id": "int64", "month_index": "int64", "core": "int64"}, key=("customer_id", "month_index")),
    build_core_signals,
)
