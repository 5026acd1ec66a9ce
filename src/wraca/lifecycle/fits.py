"""The numerical steps of the refresh: small tables in, parameters and scores out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wraca.engine.schema import Schema
from wraca.engine.steps import Fit
from wraca.lifecycle.models import pareto_nbd
from wraca.lifecycle.models.prior import PARETO_NBD, SMALL_SHOP_CUSTOMERS, fit_rhythm, fit_shop, fit_spend
from wraca.lifecycle.models.summary import Gaps, Groups, Spend, distinct_rows
from wraca.lifecycle.parameters import draw_rows, parameter_rows, read_parameters
from wraca.lifecycle.scores import SCORES, Histories, score_histories
from wraca.lifecycle.steps.months import COUNTING_MONTHS, MICRO

_PARAMETERS = Schema(
    {
        # Fitted on all that was known at the end of this day.
        "until": "date",
        "model": "string",
        "parameter": "string",
        "value": "float64",
        # Standard error of the value's logarithm.
        "log_error": "float64",
        "log_likelihood": "float64",
        "converged": "boolean",
        "with_prior": "boolean",
        "customers": "int64",
    },
    key=("until", "model", "parameter"),
    digits={"value": 12},
)


#: Customers that a past month's fit is made of; its parameters then move by a hundredth.
MOST_CUSTOMERS = 50_000


def thinned(groups: Groups) -> Groups:
    """A fixed random part of a large shop's customers."""
    share = MOST_CUSTOMERS / max(groups.total_customers, 1)
    if share >= 1:
        return groups
    kept = np.random.default_rng(0).binomial(groups.customers.astype(np.int64), share)
    some = kept > 0
    return Groups(groups.repeats[some], groups.recency_days[some], groups.age_days[some], kept[some])


def arrow_of(schema: Schema, rows: list[dict]) -> pa.Table:
    kinds = {"int64": pa.int64(), "float64": pa.float64(), "string": pa.string(), "date": pa.date32()}
    kinds["boolean"] = pa.bool_()
    return pa.Table.from_pylist(rows, schema=pa.schema([(n, kinds[d]) for n, d in schema.columns.items()]))


def column(table: pa.Table, name: str) -> np.ndarray:
    return table[name].to_numpy(zero_copy_only=False)


def fit_parameters(month_groups: pa.Table, month_gaps: pa.Table, spend_groups: pa.Table, span: pa.Table) -> pa.Table:
    """Rhythm at every month's end and today; Pareto/NBD at those of the last year and today; an order's value today."""
    rows: list[dict] = []
    tables = by_month(month_groups)
    near = None
    for number, (until, table) in enumerate(tables, start=1 - len(tables)):
        if number >= -COUNTING_MONTHS:
            groups = groups_of(table) if number == 0 else thinned(groups_of(table))
            # As `fit_shop`, but for its draws: only today's are used.
            fitted = pareto_nbd.fit(groups, prior=PARETO_NBD, near=near)
            near = fitted.parameters if fitted.converged else None
            rows += parameter_rows(fitted, until)
        gaps = gaps_of(table, logs_until(month_gaps, table["month_index"][0].as_py()))
        if gaps is not None:
            rows += parameter_rows(fit_rhythm(gaps), until)
    if len(spend_groups):
        rows += parameter_rows(fit_spend(spend_of(spend_groups)), span["as_of"][0].as_py())
    return arrow_of(_PARAMETERS, rows)


def by_month(month_groups: pa.Table) -> list[tuple[date, pa.Table]]:
    """Each month's end with its rows, which stand together: the table is in the order of its key."""
    ends, start = [], 0
    for run in (
        pc.run_end_encode(month_groups["until"].combine_chunks()).run_ends.to_pylist() if len(month_groups) else []
    ):
        ends.append((month_groups["until"][start].as_py(), month_groups.slice(start, run - start)))
        start = run
    return ends


def groups_of(table: pa.Table) -> Groups:
    recency, silence = column(table, "recency_days"), column(table, "silence_days")
    return Groups(column(table, "repeats"), recency, recency + silence, column(table, "customers"))


def logs_until(month_gaps: pa.Table, month_index: int) -> float:
    """Sum of the logarithms of all gaps finished by the month's end."""
    past = month_gaps.filter(pc.less_equal(month_gaps["month_index"], month_index))
    return float(pc.sum(past["log_micro"]).as_py() or 0) / MICRO


def gaps_of(table: pa.Table, total_log_days: float) -> Gaps | None:
    """Finished gaps, one row for each number and sum of them.

    Their logarithms enter the likelihood only as one sum over all customers, so each row is given its part of that.
    """
    table = table.filter(pc.greater(table["repeats"], 0))
    if not len(table):
        return None
    columns = (column(table, name).astype(float) for name in ("repeats", "recency_days"))
    (repeats, _), index = distinct_rows(*columns)
    customers, days = (
        np.bincount(index, weights=column(table, name).astype(float), minlength=len(repeats))
        for name in ("customers", "recency_sum_days")
    )
    days = np.maximum(days / customers, repeats)
    most = repeats * np.log(days / repeats)
    share = min(total_log_days / max(float(most @ customers), 1e-300), 1.0)
    return Gaps(repeats, days, share * most, customers)


def spend_of(table: pa.Table) -> Spend:
    return Spend(column(table, "valued_days"), column(table, "mean_minor"), column(table, "customers"))


FIT_PARAMETERS = Fit(
    "fit_parameters", ("month_groups", "month_gaps", "spend_groups", "span"), _PARAMETERS, fit_parameters
)

_DRAWS = Schema(
    {"model": "string", "draw": "int64", "parameter": "string", "log_value": "float64"},
    key=("model", "draw", "parameter"),
    digits={"log_value": 12},
)


def draw_posterior(month_groups: pa.Table, span: pa.Table) -> pa.Table:
    """What else the parameters of a small shop might be: its intervals are mixed over these."""
    today = month_groups.filter(pc.equal(month_groups["until"], span["as_of"][0])) if len(span) else month_groups
    if not len(today) or pc.sum(today["customers"]).as_py() >= SMALL_SHOP_CUSTOMERS:
        return arrow_of(_DRAWS, [])
    return arrow_of(_DRAWS, draw_rows(fit_shop(groups_of(today))))


PARAMETER_DRAWS = Fit("parameter_draws", ("month_groups", "span"), _DRAWS, draw_posterior)


def today_rows(table: pa.Table, span: pa.Table) -> list[dict]:
    return table.filter(pc.equal(table["until"], span["as_of"][0])).to_pylist()


def score_groups(
    score_groups: pa.Table, fit_parameters: pa.Table, parameter_draws: pa.Table, span: pa.Table
) -> pa.Table:
    """Every distinct history of today, scored once."""
    parameters = read_parameters(today_rows(fit_parameters, span), parameter_draws.to_pylist())
    keys = ("repeats", "recency_days", "silence_days", "valued_days")
    histories = Histories(*(column(score_groups, name) for name in keys))
    columns = {
        name: pa.array(values, from_pandas=True) for name, values in score_histories(parameters, histories).items()
    }
    return pa.table(
        {**{name: score_groups[name] for name in keys}, **{n: c.cast(pa.float64()) for n, c in columns.items()}}
    )


SCORES_FIT = Fit(
    "scores",
    ("score_groups", "fit_parameters", "parameter_draws", "span"),
    Schema(
        {
            "repeats": "int64",
            "recency_days": "int64",
            "silence_days": "int64",
            "valued_days": "int64",
            **dict.fromkeys(SCORES, "float64"),
        },
        key=("repeats", "recency_days", "silence_days", "valued_days"),
    ),
    score_groups,
)
