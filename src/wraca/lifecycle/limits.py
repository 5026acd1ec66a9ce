"""The lines of each month: the silence that means leaving, and the revenue that makes core."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wraca.engine.schema import Schema
from wraca.engine.steps import Fit
from wraca.lifecycle.fits import arrow_of, column
from wraca.lifecycle.models import rhythm
from wraca.lifecycle.parameters import prior_rhythm, read_one
from wraca.lifecycle.stages import CORE_ENTRY_SHARE, CORE_EXIT_SHARE, silence_limits


def list_silence_limits(paces: pa.Table, fit_parameters: pa.Table, months: pa.Table) -> pa.Table:
    """For each month, by the rhythm known when it began, and each pace met in it: the silence that means leaving."""
    repeats, recency, first, last = (
        column(paces, name) for name in ("repeats", "recency_days", "first_index", "last_index")
    )
    known = {row["until"]: row for row in _rhythms(fit_parameters)}
    tables, before = [], None
    for month in months.sort_by("month_index").to_pylist():
        params = known[before]["params"] if before in known else prior_rhythm()
        # Nobody asks about a pace before somebody first had it, nor after.
        asked = (first <= month["month_index"]) & (month["month_index"] <= last)
        limit, usual = silence_limits(params, repeats[asked], recency[asked])
        tables.append(
            pa.table(
                {
                    "month_index": np.full(len(limit), month["month_index"]),
                    "repeats": repeats[asked],
                    "recency_days": recency[asked],
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
