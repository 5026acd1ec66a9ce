"""The fold of each history into stages, in columns: only days on which something can change are looked at."""

from __future__ import annotations

import ibis
from ibis.expr.types import Column, Table

from wraca.engine.schema import Schema
from wraca.engine.steps import Step
from wraca.lifecycle.grid import grid_column
from wraca.lifecycle.stages import CORE, CORE_ORDER_DAYS, FIRST_PURCHASE, LEAVING, POTENTIAL, REPEAT
from wraca.lifecycle.steps.days import as_of, complete_until, day_number, day_of, days_from, each_month, month_index


def build_crossings(order_days: Table, silence_limits: Table, months: Table, clock: Table) -> Table:
    """The first day of each silence on which it was longer than its limit of that month."""
    shortest = silence_limits.group_by("repeats").agg(shortest_days=silence_limits.limit_days.min())
    spells = order_days.mutate(
        repeats=order_days.number - 1,
        recency_days=grid_column(days_from(order_days.first_day, order_days.day)),
        # The silence is known to have lasted through the day before the next order, or through the last whole day.
        lasted_days=ibis.coalesce(
            days_from(order_days.day, order_days.next_day) - 1, days_from(order_days.day, complete_until(clock))
        ),
    ).select("customer_id", "day", "next_day", "repeats", "recency_days", "lasted_days")
    long = spells.join(shortest, "repeats")
    long = long.filter(long.lasted_days > long.shortest_days)
    return _first_crossing(long, silence_limits, months, clock)


def _first_crossing(long: Table, silence_limits: Table, months: Table, clock: Table) -> Table:
    ends = ibis.coalesce(month_index(long.next_day), month_index(complete_until(clock)))
    by_month = each_month(long, month_index(long.day), ends)
    by_month = by_month.join(silence_limits, ["month_index", "repeats", "recency_days"]).join(
        months.select("month_index", "starts", "ends"), "month_index"
    )
    crossed = ibis.greatest(by_month.limit_days + 1, days_from(by_month.day, by_month.starts))
    by_month = by_month.mutate(silent_days=crossed)
    by_month = by_month.filter(
        by_month.silent_days <= by_month.lasted_days,
        by_month.silent_days <= days_from(by_month.day, by_month.ends),
    )
    return by_month.group_by(customer_id=by_month.customer_id, day=by_month.day).agg(
        silent_days=by_month.silent_days.min(),
        # Of the first month in which it was crossed: months run upward with the silence.
        month_index=by_month.month_index.min(),
        repeats=by_month.repeats.min(),
        late_days=by_month.late_days.argmin(by_month.month_index),
        limit_days=by_month.limit_days.argmin(by_month.month_index),
        next_day=by_month.next_day.min(),
    )


CROSSINGS = Step(
    "crossings",
    ("order_days", "silence_limits", "months", "clock"),
    Schema(
        {
            "customer_id": "int64",
            # Of the order before the silence.
            "day": "date",
            "silent_days": "int64",
            "month_index": "int64",
            "repeats": "int64",
            "late_days": "int64",
            "limit_days": "int64",
            "next_day": "date",
        },
        key=("customer_id", "day"),
    ),
    build_crossings,
)

_SIGNALS = {"customer_id": "int64", "on": "int64", "number": "int64", "leaving": "int64", "core": "int64"}
_VALUES = {"gap_days": "int64", "silent_days": "int64", "late_days": "int64", "limit_days": "int64"}


def build_stage_signals(
    people: Table,
    order_days: Table,
    crossings: Table,
    core_signals: Table,
    months: Table,
    clock: Table,
) -> Table:
    """Every day on which something said a thing about a customer's stage; at most one row a customer and day."""
    signals = [
        _sign_ups(people, clock),
        _milestones(order_days),
        _silences(crossings),
        _returns(crossings, order_days),
        _reviews(core_signals, months, clock),
    ]
    together = ibis.union(*signals)
    return together.group_by("customer_id", "on").agg(
        **{name: together[name].max() for name in (*_SIGNALS, *_VALUES) if name not in ("customer_id", "on")}
    )


def _shaped(table: Table, **columns: Column | int) -> Table:
    null = ibis.null("int64")
    return table.select(
        **{name: _int64(columns.get(name, null)) for name in (*_SIGNALS, *_VALUES)},
    )


def _int64(value) -> Column:
    return (ibis.literal(value) if isinstance(value, int) else value).cast("int64")


def _sign_ups(people: Table, clock: Table) -> Table:
    known = people.filter(people.signed_up_day <= as_of(clock))
    return _shaped(known, customer_id=known.customer_id, on=day_number(known.signed_up_day), number=0)


def _milestones(order_days: Table) -> Table:
    """First order, second, and the one that makes core possible; the rest change nothing by themselves."""
    early = order_days.filter(order_days.number <= CORE_ORDER_DAYS)
    return _shaped(
        early, customer_id=early.customer_id, on=day_number(early.day), number=early.number, gap_days=early.gap_days
    )


def _silences(crossings: Table) -> Table:
    return _shaped(
        crossings,
        customer_id=crossings.customer_id,
        on=day_number(crossings.day) + crossings.silent_days,
        leaving=1,
        silent_days=crossings.silent_days,
        late_days=crossings.late_days,
        limit_days=crossings.limit_days,
    )


def _returns(crossings: Table, order_days: Table) -> Table:
    ended = crossings.filter(crossings.next_day.notnull())
    return _shaped(
        ended,
        customer_id=ended.customer_id,
        on=day_number(ended.next_day),
        number=ended.repeats + 2,
        leaving=0,
        gap_days=days_from(ended.day, ended.next_day),
    )


def _reviews(core_signals: Table, months: Table, clock: Table) -> Table:
    """Revenue is looked at on the first day of the month after."""
    dated = core_signals.join(months.select("month_index", "ends"), "month_index")
    dated = dated.mutate(on=day_number(dated.ends) + 1)
    dated = dated.filter(dated.on <= day_number(complete_until(clock)))
    return _shaped(dated, customer_id=dated.customer_id, on=dated.on, core=dated.core)


STAGE_SIGNALS = Step(
    "stage_signals",
    ("people", "order_days", "crossings", "core_signals", "months", "clock"),
    Schema({**_SIGNALS, **_VALUES}, key=("customer_id", "on")),
    build_stage_signals,
)


def build_stage_changes(stage_signals: Table) -> Table:
    """Each component holds its last word; a change is a day on which the stage they make is another than before.

    The last word is a running maximum of (day, word) in one number, which both engines compute alike.
    """
    so_far = ibis.cumulative_window(group_by=stage_signals.customer_id, order_by=stage_signals.on)
    words = stage_signals.mutate(
        orders=stage_signals.number.max().over(so_far),
        last_leaving=(stage_signals.on * 2 + stage_signals.leaving).max().over(so_far),
        last_core=(stage_signals.on * 2 + stage_signals.core).max().over(so_far),
    )
    leaving = ibis.coalesce(words.last_leaving % 2, 0) == 1
    core = (ibis.coalesce(words.last_core % 2, 0) == 1) & (words.orders >= CORE_ORDER_DAYS)
    staged = words.mutate(
        to_stage=ibis.cases(
            (words.orders == 0, POTENTIAL),
            (leaving, LEAVING),
            (core, CORE),
            (words.orders == 1, FIRST_PURCHASE),
            else_=REPEAT,
        )
    )
    return _changes(staged.filter(staged.orders.notnull()))


def _changes(staged: Table) -> Table:
    window = ibis.window(group_by=staged.customer_id, order_by=staged.on)
    staged = staged.mutate(from_stage=staged.to_stage.lag().over(window))
    changed = staged.filter(staged.from_stage.isnull() | (staged.from_stage != staged.to_stage))
    return changed.select(
        "customer_id",
        day=day_of(changed.on),
        from_stage=changed.from_stage,
        to_stage=changed.to_stage,
        reason=_reason(changed),
        reason_values=_reason_values(changed),
        late_days=changed.late_days,
        limit_days=changed.limit_days,
    )


def _reason(changed: Table) -> Column:
    to, since = changed.to_stage, changed.from_stage
    return ibis.cases(
        (to == POTENTIAL, "signed_up"),
        (to == FIRST_PURCHASE, "first_order"),
        ((to == LEAVING) & (changed.orders == 1), "silent_after_first"),
        (to == LEAVING, "silent"),
        ((since == LEAVING) & (to == CORE), "came_back_core"),
        (since == LEAVING, "came_back"),
        (to == CORE, "brings_half"),
        (since == CORE, "brings_less"),
        else_="ordered_again",
    )


def _reason_values(changed: Table) -> Column:
    """JSON text of whole numbers; the same bytes on every engine."""
    gap = ibis.coalesce(changed.gap_days, 0).cast("string")
    silent = ibis.coalesce(changed.silent_days, 0).cast("string")
    late = ibis.coalesce(changed.late_days, 0).cast("string")
    limit = ibis.coalesce(changed.limit_days, 0).cast("string")
    orders = changed.orders.cast("string")
    return ibis.cases(
        (
            changed.to_stage == LEAVING,
            ibis.literal('{"silent_days": ')
            + silent
            + ', "late_days": '
            + late
            + ', "limit_days": '
            + limit
            + ', "order_days": '
            + orders
            + "}",
        ),
        (
            changed.to_stage.isin([POTENTIAL, FIRST_PURCHASE])
            | ((changed.from_stage != LEAVING) & (changed.to_stage == CORE))
            | (changed.from_stage == CORE),
            ibis.literal("{}"),
        ),
        else_=ibis.literal('{"gap_days": ') + gap + "}",
    )


STAGE_CHANGES = Step(
    "stage_changes",
    ("stage_signals",),
    Schema(
        {
            "customer_id": "int64",
            "day": "date",
            # Null: the customer was not known before.
            "from_stage": "string",
            "to_stage": "string",
            # A code of wraca.lifecycle.reasons and its values as JSON.
            "reason": "string",
            "reason_values": "string",
            # Of those who slipped: nine of ten of their gaps were not longer.
            "late_days": "int64",
            # … and the silence up to which they were waited for.
            "limit_days": "int64",
        },
        key=("customer_id", "day"),
    ),
    build_stage_changes,
)
