"""One row a customer: where they stand, what they brought, what to expect."""

from __future__ import annotations

import ibis
from ibis.expr.types import Column, Table

from wraca.engine.schema import Schema
from wraca.engine.steps import Step
from wraca.lifecycle.grid import grid_column
from wraca.lifecycle.stages import CORE, FIRST_PURCHASE, LEAVING, POTENTIAL
from wraca.lifecycle.steps.days import as_of, day_number, day_of, days_from

YEAR_DAYS = 365


def _history(summaries: Table, clock: Table) -> dict[str, Column]:
    return {
        "repeats": summaries.order_days - 1,
        "recency_days": grid_column(days_from(summaries.first_day, summaries.last_day)),
        "silence_days": grid_column(days_from(summaries.last_day, as_of(clock))),
    }


def build_score_groups(summaries: Table, clock: Table) -> Table:
    return summaries.select(**_history(summaries, clock), valued_days=summaries.valued_days).distinct()


SCORE_GROUPS = Step(
    "score_groups",
    ("summaries", "clock"),
    Schema(
        {"repeats": "int64", "recency_days": "int64", "silence_days": "int64", "valued_days": "int64"},
        key=("repeats", "recency_days", "silence_days", "valued_days"),
    ),
    build_score_groups,
)


def build_customer_values(order_days: Table, clock: Table) -> Table:
    """Revenue of the last 365 days, ranked: the first row is the customer who brought most."""
    recent = order_days.filter(days_from(order_days.day, as_of(clock)) < YEAR_DAYS)
    spent = recent.group_by("customer_id").agg(spent_365_minor=recent.value_minor.sum().cast("int64"))
    spent = spent.filter(spent.spent_365_minor > 0)
    ranked = ibis.window(order_by=[spent.spent_365_minor.desc(), spent.customer_id])
    so_far = ibis.cumulative_window(order_by=[spent.spent_365_minor.desc(), spent.customer_id])
    return spent.mutate(
        value_rank=(ibis.row_number().over(ranked) + 1).cast("int64"),
        cumulative_minor=spent.spent_365_minor.sum().over(so_far).cast("int64"),
    )


CUSTOMER_VALUES = Step(
    "customer_values",
    ("order_days", "clock"),
    Schema(
        {"customer_id": "int64", "spent_365_minor": "int64", "value_rank": "int64", "cumulative_minor": "int64"},
        key=("customer_id",),
    ),
    build_customer_values,
)


def build_customers(
    people: Table,
    summaries: Table,
    scores: Table,
    customer_values: Table,
    stage_changes: Table,
    clock: Table,
) -> Table:
    scored = _scored(summaries, scores, clock)
    total = customer_values.spent_365_minor.sum().as_scalar()
    table = (
        people.select("customer_id", "invented", "source", "country", "signed_up_day")
        .inner_join(_present_stage(stage_changes), "customer_id")
        .left_join(scored, "customer_id", rname="{name}_scored")
        .left_join(customer_values, "customer_id", rname="{name}_values")
    )
    table = table.mutate(
        orders=ibis.coalesce(table.orders, 0),
        order_days=ibis.coalesce(table.order_days, 0),
        items=ibis.coalesce(table["items"], 0),
        spent_minor=ibis.coalesce(table.spent_minor, 0),
        refunded_minor=ibis.coalesce(table.refunded_minor, 0),
        spent_365_minor=ibis.coalesce(table.spent_365_minor, 0),
        value_share=table.cumulative_minor.cast("float64") / total.cast("float64"),
        silent_days=days_from(table.last_day, as_of(clock)),
        known_days=ibis.greatest(days_from(table.signed_up_day, as_of(clock)), 0),
    )
    # For the leaving, the day by the rhythm that was known when they slipped.
    late = ibis.coalesce(table.late_days, table.late_gap_days)
    table = table.mutate(
        overdue_since=ibis.ifelse(
            (table.order_days > 1) & (table.silent_days > late),
            day_of(day_number(table.last_day) + late + 1),
            ibis.null("date"),
        ),
        stage_reason=_reason(table),
        stage_values=_reason_values(table),
    )
    return table.select(*CUSTOMERS.schema.columns)


def _present_stage(stage_changes: Table) -> Table:
    window = ibis.window(group_by=stage_changes.customer_id, order_by=stage_changes.day)
    last = stage_changes.mutate(following=stage_changes.day.lead().over(window))
    last = last.filter(last.following.isnull())
    gone = last.to_stage == LEAVING
    late, limit = (ibis.ifelse(gone, last[name], ibis.null("int64")) for name in ("late_days", "limit_days"))
    return last.select("customer_id", late_days=late, limit_days=limit, stage=last.to_stage, stage_since=last.day)


def _scored(summaries: Table, scores: Table, clock: Table) -> Table:
    keyed = summaries.mutate(**_history(summaries, clock))
    joined = keyed.inner_join(scores, ["repeats", "recency_days", "silence_days", "valued_days"])
    value = joined.value_constant + joined.value_slope * joined.valued_minor
    today, last = day_number(as_of(clock)), day_number(joined.last_day)

    def next_day(name: str) -> Column:
        days = _whole(joined[f"next_order_{name}_days"])
        # The greatest of a null and a day is the day.
        return ibis.ifelse(days.isnull(), ibis.null("date"), day_of(ibis.greatest(last + days, today)))

    return joined.mutate(
        expected_value_365_minor=_whole(value),
        expected_value_365_low_minor=_whole(value * joined.value_low_share),
        expected_value_365_high_minor=_whole(value * joined.value_high_share),
        next_order_low=next_day("low"),
        next_order_mid=next_day("mid"),
        next_order_high=next_day("high"),
        late_gap_days=_whole(joined.late_gap_days),
    ).drop("repeats", "recency_days", "silence_days")


def _whole(value: Column) -> Column:
    # One engine rounds a float on its way to an integer, the other cuts it.
    return value.round().cast("int64")


def _reason(table: Table) -> Column:
    return ibis.cases(
        (table.stage == POTENTIAL, "no_order"),
        (table.stage == FIRST_PURCHASE, "one_order"),
        ((table.stage == LEAVING) & (table.order_days == 1), "silent_after_first"),
        (table.stage == LEAVING, "silent"),
        (table.stage == CORE, "core"),
        else_="several_orders",
    )


def _reason_values(table: Table) -> Column:
    """JSON text of whole numbers."""

    def text(value: Column) -> Column:
        return ibis.coalesce(value.cast("string"), "null")

    usual = text(_whole(table.usual_gap_days))
    orders, silent = text(table.order_days), text(table.silent_days)
    return ibis.cases(
        (table.stage == POTENTIAL, ibis.literal('{"known_days": ') + text(table.known_days) + "}"),
        (
            table.stage == FIRST_PURCHASE,
            ibis.literal('{"silent_days": ') + silent + ', "late_days": ' + text(table.late_gap_days) + "}",
        ),
        (
            table.stage == LEAVING,
            ibis.literal('{"silent_days": ')
            + silent
            + ', "late_days": '
            + text(table.late_days)
            + ', "limit_days": '
            + text(table.limit_days)
            + ', "order_days": '
            + orders
            + "}",
        ),
        (
            table.stage == CORE,
            ibis.literal('{"order_days": ')
            + orders
            + ', "spent_365_minor": '
            + text(table.spent_365_minor)
            + ', "value_rank": '
            + text(table.value_rank)
            + "}",
        ),
        else_=ibis.literal('{"order_days": ')
        + orders
        + ', "usual_gap_days": '
        + usual
        + ', "silent_days": '
        + silent
        + "}",
    )


CUSTOMERS = Step(
    "customers",
    ("people", "summaries", "scores", "customer_values", "stage_changes", "clock"),
    Schema(
        {
            "customer_id": "int64",
            "invented": "boolean",
            "source": "string",
            "country": "string",
            "signed_up_day": "date",
            "stage": "string",
            "stage_since": "date",
            # A code of wraca.lifecycle.reasons and its values as JSON.
            "stage_reason": "string",
            "stage_values": "string",
            "orders": "int64",
            "order_days": "int64",
            "items": "int64",
            "first_day": "date",
            "last_day": "date",
            "spent_minor": "int64",
            "refunded_minor": "int64",
            "spent_365_minor": "int64",
            # Null from here on: nothing was ordered yet, so nothing is known.
            **{f"expected_orders_{days}": "float64" for days in (30, 90, 365)},
            "expected_orders_365_low": "float64",
            "expected_orders_365_high": "float64",
            **{f"p_order_{days}": "float64" for days in (30, 90, 365)},
            "expected_value_365_minor": "int64",
            "expected_value_365_low_minor": "int64",
            "expected_value_365_high_minor": "int64",
            # Null with a single order.
            "usual_gap_days": "float64",
            # Null where an order within a year is less likely than none.
            "next_order_low": "date",
            "next_order_mid": "date",
            "next_order_high": "date",
            # The day on which their silence became longer than nine of ten of their gaps; null: it is not.
            "overdue_since": "date",
            # 1: brought most in the last 365 days; null: nothing in them.
            "value_rank": "int64",
            # Share of those days' revenue that came from this customer and those who brought more.
            "value_share": "float64",
        },
        key=("customer_id",),
        digits={"value_share": 9},
    ),
    build_customers,
)
STEPS = (SCORE_GROUPS, CUSTOMER_VALUES)
