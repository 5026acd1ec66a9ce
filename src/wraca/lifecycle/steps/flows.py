"""How many stand in each stage, who moved between them, and how long they stay."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.engine.schema import Schema
from wraca.engine.steps import Step
from wraca.lifecycle.stages import STAGES
from wraca.lifecycle.steps.days import as_of, day_number, days_from, month_index

FLOW_DAYS = (30, 90)
#: From whom nothing was known before.
NEW = "new"


def build_stage_months(stage_changes: Table, trailing: Table, months: Table, clock: Table) -> Table:
    """Customers of each stage and their twelve-month revenue, at each month's end and today.

    Two staircases a customer, their stage and their revenue, are laid over each other; what each step adds to a stage
    and takes from the one before is summed by month, and the sums run on.
    """
    stair = _laid_over(stage_changes, trailing, months)
    moves = ibis.union(
        stair.select("month_index", "code", customers=ibis.literal(1, "int64"), spent_minor=stair.spent),
        stair.filter(stair.next_index.notnull()).select(
            month_index=stair.next_index,
            code=stair.code,
            customers=ibis.literal(-1, "int64"),
            spent_minor=-stair.spent,
        ),
    )
    moves = moves.filter(moves.code.notnull())
    by_month = moves.group_by("month_index", "code").agg(
        customers=moves.customers.sum().cast("int64"), spent_minor=moves.spent_minor.sum().cast("int64")
    )
    return _running(by_month, months)


def _laid_over(stage_changes: Table, trailing: Table, months: Table) -> Table:
    first = months.month_index.min().as_scalar()
    code = _code(stage_changes)
    # The last stage within a month is the one at its end; what came before the first month counts as its own.
    staged = stage_changes.group_by(
        customer_id=stage_changes.customer_id, month_index=ibis.greatest(month_index(stage_changes.day), first)
    ).agg(word=(day_number(stage_changes.day) * 8 + code).max())
    spent = trailing.select("customer_id", "month_index", "spent_minor")
    nothing = ibis.null("int64")
    together = ibis.union(
        staged.select("customer_id", "month_index", "word", spent_minor=nothing),
        spent.select("customer_id", "month_index", word=nothing, spent_minor=spent.spent_minor),
    )
    rows = together.group_by("customer_id", "month_index").agg(
        word=together.word.max(), spent_minor=together.spent_minor.max()
    )
    # Last revenue known: trailing rows are few, so the running value is carried by its month in the high digits.
    window = ibis.window(group_by=rows.customer_id, order_by=rows.month_index)
    so_far = ibis.cumulative_window(group_by=rows.customer_id, order_by=rows.month_index)
    rows = rows.mutate(
        last_word=rows.word.max().over(so_far),
        change=ibis.coalesce(rows.spent_minor, 0),
        seen=ibis.ifelse(rows.spent_minor.notnull(), rows.month_index, ibis.null("int64")).max().over(so_far),
        next_index=rows.month_index.lead().over(window),
    )
    known = spent.select(customer_seen="customer_id", seen_index="month_index", known_minor="spent_minor")
    joined = rows.left_join(known, [rows.customer_id == known.customer_seen, rows.seen == known.seen_index])
    return joined.select(
        "customer_id",
        "month_index",
        "next_index",
        code=joined.last_word % 8,
        spent=ibis.coalesce(joined.known_minor, 0),
    )


def _code(stage_changes: Table):
    return ibis.cases(
        *((stage_changes.to_stage == stage, index) for index, stage in enumerate(STAGES)), else_=len(STAGES)
    ).cast("int64")


def _running(by_month: Table, months: Table) -> Table:
    """Every month with every stage, also where nothing moved."""
    grid = months.cross_join(by_month.select("code").distinct())
    cells = grid.left_join(by_month, ["month_index", "code"], rname="{name}_moved")
    so_far = ibis.cumulative_window(group_by=cells.code, order_by=cells.month_index)
    zero = ibis.literal(0, "int64")
    cells = cells.mutate(
        customers=ibis.coalesce(cells.customers, zero).sum().over(so_far).cast("int64"),
        spent_365_minor=ibis.coalesce(cells.spent_minor, zero).sum().over(so_far).cast("int64"),
    )
    stage = ibis.cases(*((cells.code == index, name) for index, name in enumerate(STAGES)), else_="unknown")
    return cells.select("customers", "spent_365_minor", month_end=cells.until, stage=stage)


STAGE_MONTHS = Step(
    "stage_months",
    ("stage_changes", "trailing", "months", "clock"),
    Schema(
        # Revenue of the twelve months that end with the month; the last row's month may still run.
        {"month_end": "date", "stage": "string", "customers": "int64", "spent_365_minor": "int64"},
        key=("month_end", "stage"),
    ),
    build_stage_months,
)


def build_stage_flows(stage_changes: Table, customer_values: Table, clock: Table) -> Table:
    """From the stage a customer was in so many days ago to the one they are in today; who stayed is counted too."""
    now = _stages_at(stage_changes, clock, 0)
    spent = customer_values.select("customer_id", "spent_365_minor")
    flows = []
    for days in FLOW_DAYS:
        then = _stages_at(stage_changes, clock, days).rename(from_stage="stage")
        joined = now.left_join(then, "customer_id", rname="{name}_then").left_join(
            spent, "customer_id", rname="{name}_spent"
        )
        flow = joined.group_by(from_stage=ibis.coalesce(joined.from_stage, NEW), to_stage=joined.stage).agg(
            customers=joined.count(), value_minor=ibis.coalesce(joined.spent_365_minor.sum(), 0).cast("int64")
        )
        flows.append(flow.mutate(days=ibis.literal(days, "int64")))
    return ibis.union(*flows)


def _stages_at(stage_changes: Table, clock: Table, days: int) -> Table:
    past = stage_changes.filter(days_from(stage_changes.day, as_of(clock)) >= days)
    return past.group_by("customer_id").agg(stage=past.to_stage.argmax(past.day))


STAGE_FLOWS = Step(
    "stage_flows",
    ("stage_changes", "customer_values", "clock"),
    Schema(
        # from_stage `new`: not known so many days ago. value_minor: their revenue of the last 365 days.
        {"days": "int64", "from_stage": "string", "to_stage": "string", "customers": "int64", "value_minor": "int64"},
        key=("days", "from_stage", "to_stage"),
    ),
    build_stage_flows,
)


def build_stage_spells(stage_changes: Table, clock: Table) -> Table:
    """Stays in a stage by their length, those that still last too."""
    window = ibis.window(group_by=stage_changes.customer_id, order_by=stage_changes.day)
    spells = stage_changes.mutate(ended=stage_changes.day.lead().over(window))
    grouped = spells.group_by(
        stage=spells.to_stage,
        lasted_days=days_from(spells.day, ibis.coalesce(spells.ended, as_of(clock))),
        finished=spells.ended.notnull(),
    )
    return grouped.agg(spells=spells.count())


STAGE_SPELLS = Step(
    "stage_spells",
    ("stage_changes", "clock"),
    Schema(
        {"stage": "string", "lasted_days": "int64", "finished": "boolean", "spells": "int64"},
        key=("stage", "lasted_days", "finished"),
    ),
    build_stage_spells,
)
