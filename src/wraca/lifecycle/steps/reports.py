"""What the pages show of all customers together."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.customers.identity.steps import of_people
from wraca.engine.schema import Schema
from wraca.engine.steps import Step
from wraca.lifecycle.steps.days import as_of, days_from, month_index, month_start
from wraca.lifecycle.steps.orders import counted


def build_pareto(customer_values: Table) -> Table:
    """Buyers of the last 365 days in a hundred equal parts, best first: what share of revenue each part adds up to."""
    buyers = customer_values.count().as_scalar()
    total = customer_values.spent_365_minor.sum().as_scalar().cast("float64")
    parts = customer_values.mutate(bucket=((customer_values.value_rank * 100 + buyers - 1) // buyers).cast("int64"))
    parts = parts.group_by("bucket").agg(customers=parts.value_rank.max(), revenue_minor=parts.cumulative_minor.max())
    return parts.mutate(
        customers_share=parts.customers.cast("float64") / buyers.cast("float64"),
        revenue_share=parts.revenue_minor.cast("float64") / total,
    )


PARETO = Step(
    "pareto",
    ("customer_values",),
    Schema(
        # Cumulative: the best `customers` brought `revenue_minor`.
        {
            "bucket": "int64",
            "customers": "int64",
            "revenue_minor": "int64",
            "customers_share": "float64",
            "revenue_share": "float64",
        },
        key=("bucket",),
    ),
    build_pareto,
)


def build_halves(customer_values: Table, clock: Table) -> Table:
    """How few customers bring half."""
    total = customer_values.spent_365_minor.sum().as_scalar()
    before = customer_values.cumulative_minor - customer_values.spent_365_minor
    counts = customer_values.agg(
        customers=customer_values.count(),
        customers_half=customer_values.count(where=before * 2 < total),
        revenue_minor=ibis.coalesce(customer_values.spent_365_minor.sum(), 0).cast("int64"),
        half_minor=ibis.coalesce(customer_values.spent_365_minor.sum(where=before * 2 < total), 0).cast("int64"),
    )
    return counts.cross_join(clock.select("as_of"))


HALVES = Step(
    "halves",
    ("customer_values", "clock"),
    Schema(
        # Of the 365 days up to as_of: `customers_half` of `customers` brought `half_minor` of `revenue_minor`.
        {
            "as_of": "date",
            "customers": "int64",
            "customers_half": "int64",
            "revenue_minor": "int64",
            "half_minor": "int64",
        },
        key=("as_of",),
    ),
    build_halves,
)


def build_cohorts(order_days: Table) -> Table:
    """Customers by the month of their first order: how many ordered in it and in each month after, and for how much."""
    first, since = month_index(order_days.first_day), month_index(order_days.day) - month_index(order_days.first_day)
    by_customer = order_days.group_by(customer_id=order_days.customer_id, first=first, months_since=since).agg(
        revenue_minor=order_days.value_minor.sum().cast("int64")
    )
    cells = by_customer.group_by("first", "months_since").agg(
        active=by_customer.count(), revenue_minor=by_customer.revenue_minor.sum().cast("int64")
    )
    sizes = cells.filter(cells.months_since == 0).select("first", customers="active")
    joined = cells.join(sizes, "first")
    return joined.select(
        "months_since", "customers", "active", "revenue_minor", cohort_month=month_start(joined["first"])
    )


COHORTS = Step(
    "cohorts",
    ("order_days",),
    Schema(
        {
            "cohort_month": "date",
            "months_since": "int64",
            # Whose first order fell in the month; of them, those who ordered `months_since` months later.
            "customers": "int64",
            "active": "int64",
            "revenue_minor": "int64",
        },
        key=("cohort_month", "months_since"),
    ),
    build_cohorts,
)


def build_daily(lake_orders: Table, lake_refunds: Table, order_days: Table, clock: Table) -> Table:
    """Orders by day, those of unknown buyers too. Refunds stand on the day they were given."""
    orders = counted(lake_orders, clock)
    sold = orders.group_by(day=orders.local_day).agg(
        orders=orders.count(), revenue_minor=orders.total_minor.sum().cast("int64")
    )
    bought = order_days.group_by("day").agg(
        buyers=order_days.count(), new_buyers=order_days.count(where=order_days.number == 1)
    )
    refunds = lake_refunds.filter(lake_refunds.local_day <= as_of(clock))
    refunds = refunds.group_by(day=refunds.local_day).agg(refunded_minor=refunds.amount_minor.sum().cast("int64"))
    parts = [_padded(sold), _padded(bought), _padded(refunds)]
    together = ibis.union(*parts)
    return together.group_by("day").agg(**{name: together[name].sum().cast("int64") for name in _DAILY})


_DAILY = ("orders", "buyers", "new_buyers", "revenue_minor", "refunded_minor")


def _padded(table: Table) -> Table:
    zero = ibis.literal(0, "int64")
    return table.select("day", **{name: table[name] if name in table.columns else zero for name in _DAILY})


DAILY = Step(
    "daily",
    ("lake_orders", "lake_refunds", "order_days", "clock"),
    Schema({"day": "date", **dict.fromkeys(_DAILY, "int64")}, key=("day",)),
    build_daily,
)


def build_product_sales(lake_lines: Table, lake_orders: Table, merged_away: Table, clock: Table) -> Table:
    """What each product sold in orders that count; who bought it on more than one day is a repeat buyer of it."""
    orders = counted(lake_orders, clock)
    uncounted = lake_orders.anti_join(orders.select("order_id"), "order_id").select("order_id")
    lines = lake_lines.anti_join(uncounted, "order_id")
    lines = lines.filter(lines.product_id.notnull())
    # Sums go by product at once: pairs are as many as lines, and carry only what they are needed for.
    sold = lines.group_by("product_id").agg(
        units=lines.quantity.sum().cast("int64"),
        revenue_minor=lines.total_minor.sum().cast("int64"),
        last_day=lines.local_day.max(),
    )
    baskets = lines.select("product_id", "order_id").distinct()
    ordered = baskets.group_by("product_id").agg(orders=baskets.count())
    bought = sold.join(ordered, "product_id").left_join(
        _buyers(lines, merged_away), "product_id", rname="{name}_bought"
    )
    return bought.select(
        "product_id",
        "orders",
        "units",
        "revenue_minor",
        buyers=ibis.coalesce(bought.buyers, 0),
        repeat_buyers=ibis.coalesce(bought.repeat_buyers, 0),
        last_day=bought.last_day,
    )


def _buyers(lines: Table, merged_away: Table) -> Table:
    known = lines.filter(lines.customer_id.notnull()).select("product_id", "customer_id", "local_day")
    known = of_people(known, merged_away)
    people = known.group_by("product_id", "customer_id").agg(
        first_day=known.local_day.min(), last_day=known.local_day.max()
    )
    return people.group_by("product_id").agg(
        buyers=people.count(), repeat_buyers=people.count(where=people.first_day < people.last_day)
    )


PRODUCT_SALES = Step(
    "product_sales",
    ("lake_lines", "lake_orders", "merged_away", "clock"),
    Schema(
        {
            "product_id": "int64",
            "orders": "int64",
            "units": "int64",
            "revenue_minor": "int64",
            "buyers": "int64",
            "repeat_buyers": "int64",
            "last_day": "date",
        },
        key=("product_id",),
    ),
    build_product_sales,
)


def build_repeat_orders(order_days: Table) -> Table:
    """Order days of customers who were known when the month began: what the tracking compares with."""
    known = order_days.filter(month_index(order_days.first_day) < month_index(order_days.day))
    return known.group_by("day").agg(orders=known.count())


REPEAT_ORDERS = Step(
    "repeat_orders", ("order_days",), Schema({"day": "date", "orders": "int64"}, key=("day",)), build_repeat_orders
)


def build_backtest_groups(order_days: Table, stage_changes: Table, months: Table, clock: Table) -> Table:
    """Customers as they stood at the last month's end at least 90 days ago, and what they did since."""
    far = months.filter(months.complete, days_from(months.ends, as_of(clock)) >= BACKTEST_DAYS)
    cut = far.agg(until=far.ends.max())
    dated = order_days.cross_join(cut.filter(cut.until.notnull()))
    stood = dated.group_by("customer_id", "until").agg(
        repeats=dated.count(where=dated.day <= dated.until) - 1,
        first_day=dated.day.min(),
        last_day=dated.day.max(where=dated.day <= dated.until),
        orders=dated.count(where=dated.day > dated.until),
    )
    stood = stood.filter(stood.repeats >= 0)
    joined = stood.left_join(_stage_at(stage_changes, cut), "customer_id", rname="{name}_staged")
    grouped = joined.group_by(
        until=joined.until,
        repeats=joined.repeats,
        recency_days=days_from(joined.first_day, joined.last_day),
        silence_days=days_from(joined.last_day, joined.until),
        stage=ibis.coalesce(joined.stage, "unknown"),
        orders=joined.orders,
    )
    return grouped.agg(customers=joined.count())


def _stage_at(stage_changes: Table, cut: Table) -> Table:
    past = stage_changes.cross_join(cut)
    past = past.filter(past.day <= past.until)
    return past.group_by("customer_id").agg(stage=past.to_stage.argmax(past.day))


#: Shorter horizons say little of who left.
BACKTEST_DAYS = 90
BACKTEST_GROUPS = Step(
    "backtest_groups",
    ("order_days", "stage_changes", "months", "clock"),
    Schema(
        {
            "until": "date",
            "repeats": "int64",
            "recency_days": "int64",
            "silence_days": "int64",
            "stage": "string",
            "orders": "int64",
            "customers": "int64",
        },
        key=("until", "repeats", "recency_days", "silence_days", "stage", "orders"),
    ),
    build_backtest_groups,
)
