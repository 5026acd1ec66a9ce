"""The shop's months, and its customers as they stood at the end of each: what parameters are fitted on."""

from __future__ import annotations

import calendar
from datetime import date

import ibis
import pyarrow as pa
from ibis.expr.types import IntegerValue, Table

from wraca.engine.schema import Schema
from wraca.engine.steps import Fit, Step
from wraca.lifecycle.grid import grid_column
from wraca.lifecycle.steps.days import days_from, each_month, month_index
from wraca.lifecycle.steps.orders import counted

#: A shop's history is judged over its last twenty years.
MOST_MONTHS = 240


def build_span(lake_orders: Table, clock: Table) -> Table:
    orders = counted(lake_orders, clock)
    known = orders.filter(orders.customer_id.notnull())
    first = known.agg(orders=known.count(), first_order_day=known.local_day.min())
    return first.cross_join(clock.select("as_of"))


SPAN = Step(
    "span",
    ("lake_orders", "clock"),
    Schema({"as_of": "date", "orders": "int64", "first_order_day": "date"}, key=("as_of",)),
    build_span,
)


def list_months(span: pa.Table, clock: pa.Table) -> pa.Table:
    """Every month from the first order to today; the present one alone in a shop without orders."""
    today: date = clock["as_of"][0].as_py()
    complete: date = clock["complete_until"][0].as_py()
    last = today.year * 12 + today.month - 1
    began = span["first_order_day"][0].as_py() if len(span) else None
    first = max(last - MOST_MONTHS + 1, began.year * 12 + began.month - 1) if began else last
    rows = [_month(index, today, complete) for index in range(first, last + 1)]
    return pa.Table.from_pylist(rows, schema=_MONTHS_ARROW)


def _month(index: int, today: date, complete: date) -> dict:
    year, month = index // 12, index % 12 + 1
    ends = date(year, month, calendar.monthrange(year, month)[1])
    return {
        "month_index": index,
        "starts": date(year, month, 1),
        "ends": ends,
        "until": min(ends, today),
        "complete": ends <= complete,
    }


_MONTHS_ARROW = pa.schema(
    [
        ("month_index", pa.int64()),
        ("starts", pa.date32()),
        ("ends", pa.date32()),
        ("until", pa.date32()),
        ("complete", pa.bool_()),
    ]
)
MONTHS = Fit(
    "months",
    ("span", "clock"),
    Schema(
        # `until`: the month's last day, or today in the month that runs; `complete`: all of its days are over.
        {"month_index": "int64", "starts": "date", "ends": "date", "until": "date", "complete": "boolean"},
        key=("month_index",),
    ),
    list_months,
)


#: Month ends, before today's, whose forecasts are compared with what came.
COUNTING_MONTHS = 13


def build_month_groups(order_days: Table, months: Table) -> Table:
    """Customers who had bought by the end of each month, equal histories counted."""
    last_month = months.month_index.max().as_scalar()
    first_month = months.month_index.min().as_scalar()
    begins = ibis.greatest(month_index(order_days.day), first_month)
    ends = ibis.coalesce(month_index(order_days.next_day) - 1, last_month)
    standing = each_month(order_days, begins, ends).join(months, "month_index")
    grouped = standing.group_by(
        until=standing.until,
        month_index=standing.month_index,
        repeats=standing.number - 1,
        recency_days=grid_column(days_from(standing.first_day, standing.day)),
        silence_days=ibis.ifelse(
            standing.month_index >= last_month - COUNTING_MONTHS,
            grid_column(days_from(standing.day, standing.until)),
            0,
        ),
    )
    return grouped.agg(
        customers=standing.count(),
        recency_sum_days=days_from(standing.first_day, standing.day).sum().cast("int64"),
    )


MONTH_GROUPS = Step(
    "month_groups",
    ("order_days", "months"),
    Schema(
        {
            "until": "date",
            "month_index": "int64",
            # On the grid of wraca.lifecycle.grid.
            "repeats": "int64",
            "recency_days": "int64",
            # 0 in older months than the last thirteen: only gaps are learnt from those.
            "silence_days": "int64",
            "customers": "int64",
            "recency_sum_days": "int64",
        },
        key=("until", "repeats", "recency_days", "silence_days"),
    ),
    build_month_groups,
)


#: Gaps' logarithms are added as whole millionths: sums of floats differ from run to run.
MICRO = 1_000_000


def build_month_gaps(order_days: Table) -> Table:
    """The gaps that ended in each month."""
    ended = order_days.filter(order_days.gap_days.notnull())
    log = (ended.gap_days.cast("float64").ln() * MICRO).round().cast("int64")
    return ended.group_by(month_index=month_index(ended.day)).agg(gaps=ended.count(), log_micro=log.sum().cast("int64"))


MONTH_GAPS = Step(
    "month_gaps",
    ("order_days",),
    # Sum of the logarithms of their days, in millionths.
    Schema({"month_index": "int64", "gaps": "int64", "log_micro": "int64"}, key=("month_index",)),
    build_month_gaps,
)


def build_paces(order_days: Table, months: Table) -> Table:
    """Every pace at which somebody ever went silent, and from when to when somebody was."""
    last_month = months.month_index.max().as_scalar()
    return order_days.group_by(
        repeats=order_days.number - 1, recency_days=grid_column(days_from(order_days.first_day, order_days.day))
    ).agg(
        first_index=month_index(order_days.day).min(),
        last_index=ibis.coalesce(month_index(order_days.next_day), last_month).max(),
    )


PACES = Step(
    "paces",
    ("order_days", "months"),
    Schema(
        {"repeats": "int64", "recency_days": "int64", "first_index": "int64", "last_index": "int64"},
        key=("repeats", "recency_days"),
    ),
    build_paces,
)


def build_spend_groups(summaries: Table) -> Table:
    """Customers by days with a value and the mean of one, to three digits: what the model of money is fitted on."""
    valued = summaries.filter(summaries.valued_days > 0)
    mean = (valued.valued_minor // valued.valued_days).cast("int64")
    return valued.group_by(valued_days=valued.valued_days, mean_minor=three_digits(mean)).agg(customers=valued.count())


def three_digits(amount: IntegerValue, *, middle: bool = True) -> IntegerValue:
    """A whole amount > 0 to three significant digits: the middle, or the lower edge, of the amounts that share them."""
    result = amount
    for power in range(1, 13):
        unit = 10**power
        edge = amount // unit * unit
        result = ibis.ifelse(amount >= 100 * unit, edge + unit // 2 if middle else edge, result)
    return result.cast("int64")


SPEND_GROUPS = Step(
    "spend_groups",
    ("summaries",),
    Schema({"valued_days": "int64", "mean_minor": "int64", "customers": "int64"}, key=("valued_days", "mean_minor")),
    build_spend_groups,
)
