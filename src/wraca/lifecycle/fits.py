"""The numerical steps of the refresh: small tables in, parameters and scores out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wraca.engine.schema import Schema
from wraca.engine.steps import Fit
from wraca.lifecycle.models import pareto_nbd, rhythm
from wraca.lifecycle.models.prior import PARETO_NBD, fit_rhythm, fit_shop, fit_spend
from wraca.lifecycle.models.summary import Gaps, Groups, Spend, distinct_rows
from wraca.lifecycle.parameters import draw_rows, parameter_rows, prior_rhythm, read_one, read_parameters
from wraca.lifecycle.scores import SCORES, Histories, score_histories
from wraca.lifecycle.stages import CORE_ENTRY_SHARE, CORE_EXIT_SHARE, silence_limits
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
    months = sorted(pc.unique(month_groups["until"]).to_pylist())
    for number, until in enumerate(reversed(months)):
        table = month_groups.filter(pc.equal(month_groups["until"], until))
        if number <= COUNTING_MONTHS:
            groups = groups_of(table) if number == 0 else thinned(groups_of(table))
            # As `fit_shop`, but for its draws: only today's are used.
            rows += parameter_rows(pareto_nbd.fit(groups, prior=PARETO_NBD), until)
        gaps = gaps_of(table, logs_until(month_gaps, table["month_index"][0].as_py()))
        if gaps is not None:
            rows += parameter_rows(fit_rhythm(gaps), until)
    if len(spend_groups):
        rows += parameter_rows(fit_spend(spend_of(spend_groups)), span["as_of"][0].as_py())
    return arrow_of(_PARAMETERS, rows)


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
    return arrow_of(_DRAWS, draw_rows(fit_shop(groups_of(today))) if len(today) else [])


PARAMETER_DRAWS = Fit("parameter_draws", ("month_groups", "span"), _DRAWS, draw_posterior)


def today_rows(table: pa.Table, span: pa.Table) -> list[dict]:
    return table.filter(pc.equal(table["until"], span["as_of"][0])).to_pylist()


def list_silence_limits(paces: pa.Table, fit_parameters: pa.Table, months: pa.Table) -> pa.Table:
    """For each month, by the rhythm known when it began, and each pace: the silence that means leaving."""
    repeats, recency = column(paces, "repeats"), column(paces, "recency_days")
    known = {row["until"]: row for row in _rhythms(fit_parameters)}
    tables, before = [], None
    for month in months.sort_by("month_index").to_pylist():
        params = known[before]["params"] if before in known else prior_rhythm()
        limit, usual = silence_limits(params, repeats, recency)
        index = np.full(len(repeats), month["month_index"])
        tables.append(
            pa.table(
                {
                    "month_index": index,
                    "repeats": repeats,
                    "recency_days": recency,
                    "limit_days": limit,
                    "late_days": usual,
                }
            )
        )
        before = month["ends"]
    return pa.concat_tables(tables)


def _rhythms(fit_parameters: pa.Table) -> list[dict]:
    own = fit_parameters.filter(pc.equal(fit_parameters["model"], rhythm.NAME)).to_pylist()
    days = sorted({row["until"] for row in own})
    return [
        {"until": day, "params": read_one(rhythm.NAME, [row for row in own if row["until"] == day])} for day in days
    ]


SILENCE_LIMITS = Fit(
    "silence_limits",
    ("paces", "fit_parameters", "months"),
    Schema(
        {
            "month_index": "int64",
            "repeats": "int64",
            "recency_days": "int64",
            # Leaving when the silence is longer than this.
            "limit_days": "int64",
            # Nine of ten gaps at this pace are not longer.
            "late_days": "int64",
        },
        key=("month_index", "repeats", "recency_days"),
    ),
    list_silence_limits,
)


def list_core_limits(spend_buckets: pa.Table) -> pa.Table:
    """For each month's end: the twelve-month revenue from which on customers together bring half, and 65 %."""
    rows = []
    for month in sorted(pc.unique(spend_buckets["month_index"]).to_pylist()):
        own = spend_buckets.filter(pc.equal(spend_buckets["month_index"], month)).sort_by(
            [("bucket_minor", "descending")]
        )
        rows.append({"month_index": month, **_core_limits(own)})
    return arrow_of(CORE_LIMITS.schema, rows)


def _core_limits(buckets: pa.Table) -> dict:
    brought, floor = np.cumsum(column(buckets, "spent_minor")), column(buckets, "bucket_minor")
    total = int(brought[-1])

    def reach(share: float) -> int:
        # The bucket in which the share is reached belongs to those who bring it.
        return int(floor[min(int(np.searchsorted(brought, share * total)), len(floor) - 1)])

    return {
        "entry_minor": reach(CORE_ENTRY_SHARE),
        "exit_minor": reach(CORE_EXIT_SHARE),
        "customers": int(column(buckets, "customers").sum()),
        "spent_minor": total,
    }


CORE_LIMITS = Fit(
    "core_limits",
    ("spend_buckets",),
    Schema(
        {
            "month_index": "int64",
            "entry_minor": "int64",
            "exit_minor": "int64",
            "customers": "int64",
            "spent_minor": "int64",
        },
        key=("month_index",),
    ),
    list_core_limits,
)


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
