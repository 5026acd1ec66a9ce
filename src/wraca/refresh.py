"""What is computed, in what order: nightly, on demand, and for a past day.

Copy facts -> people -> order days and summaries -> months and fits -> stages -> scores -> customers -> reports ->
publish.
A step reads what stands above it and nothing else; each result is a table of the generation that is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

import wraca.catalogue.facts
import wraca.catalogue.steps
import wraca.customers.facts
import wraca.customers.freshness.facts
import wraca.customers.preferences.facts
import wraca.customers.steps
import wraca.orders.facts
from wraca.customers.freshness import steps as freshness
from wraca.customers.identity import steps as identity
from wraca.customers.preferences import steps as preferences
from wraca.engine.duckdb_engine import read_table, write_table
from wraca.engine.facts import Fact
from wraca.engine.generations import Generations
from wraca.engine.lake import CopyReport, Lake
from wraca.engine.progress import Progress, Report, unheard
from wraca.engine.run import Engine, Outcome, run_steps
from wraca.engine.schema import TableFiles
from wraca.engine.steps import Fit, Step
from wraca.kit.clock import local_day
from wraca.kit.errors import InvalidInput
from wraca.lifecycle import fits, hindsight, limits
from wraca.lifecycle.steps import customers, flows, months, orders, purchases, reports, spending, stages
from wraca.lifecycle.steps.days import CLOCK_SCHEMA

FACTS: tuple[Fact, ...] = (
    *wraca.customers.facts.FACTS,
    *wraca.customers.freshness.facts.FACTS,
    *wraca.customers.preferences.facts.FACTS,
    *wraca.catalogue.facts.FACTS,
    *wraca.orders.facts.FACTS,
)

STEPS: tuple[Step | Fit, ...] = (
    # Who is who: what follows knows people.
    identity.MERGED_AWAY,
    identity.PEOPLE,
    # What everybody bought, in a handful of numbers.
    orders.ORDER_DAYS,
    orders.SUMMARIES,
    wraca.catalogue.steps.PRODUCTS,
    purchases.PURCHASES,
    # The shop's parameters, as they could be known at each month's end.
    months.SPAN,
    months.MONTHS,
    months.MONTH_GROUPS,
    months.MONTH_GAPS,
    months.PACES,
    months.SPEND_GROUPS,
    fits.FIT_PARAMETERS,
    fits.PARAMETER_DRAWS,
    # Who stood where in life, and since when.
    limits.SILENCE_LIMITS,
    stages.CROSSINGS,
    spending.TRAILING,
    spending.SPEND_BUCKETS,
    limits.CORE_LIMITS,
    spending.CORE_SIGNALS,
    stages.STAGE_SIGNALS,
    stages.STAGE_CHANGES,
    # What to expect of each.
    customers.SCORE_GROUPS,
    fits.SCORES_FIT,
    customers.CUSTOMER_VALUES,
    customers.CUSTOMERS,
    preferences.OBJECTIONS,
    wraca.customers.steps.JOINS,
    wraca.customers.steps.REACH,
    freshness.FIELD_PAIRS,
    freshness.FIELD_RATES,
    freshness.FRESHNESS,
    # What the pages show of all together.
    flows.STAGE_MONTHS,
    flows.STAGE_FLOWS,
    flows.STAGE_SPELLS,
    hindsight.STAGE_DURATIONS,
    reports.PARETO,
    reports.HALVES,
    reports.COHORTS,
    reports.DAILY,
    reports.PRODUCT_SALES,
    reports.REPEAT_ORDERS,
    hindsight.TRACKING,
    reports.BACKTEST_GROUPS,
    hindsight.BACKTEST,
    hindsight.CALIBRATION,
)

#: On the way to others, or read seldom: these are not copied to the file that pages read.
ON_THE_WAY = frozenset(
    {
        *("month_groups", "month_gaps", "paces", "silence_limits", "crossings", "trailing", "spend_buckets"),
        *("core_signals", "stage_signals", "score_groups", "scores", "backtest_groups"),
        *("field_pairs", "purchases"),
    }
)

#: What was computed from what, and how long it took; see `run_refresh`.
Manifest = dict[str, Any]


def run_refresh(
    engine: Engine,
    lake: Lake,
    generations: Generations,
    conninfo: str | None,
    now: datetime,
    *,
    zone: str,
    as_of: date | None = None,
    report: Report = unheard,
) -> Manifest:
    """Copy what changed, compute everything, publish it. Returns the manifest.

    conninfo: None takes the lake as it is. zone: the shop's, by which a day begins. as_of: the state at the end of a
    past day; without it, of today so far, where a silence counts only through yesterday.
    Raises InvalidInput for a day that is still to come, Conflict while another refresh runs.
    """
    today = local_day(now, zone)
    if as_of and as_of > today:
        raise InvalidInput(f"expected a day that has begun; came {as_of}, and today is {today}")
    with generations.begin() as draft:
        if conninfo and _zone_of(generations) != zone:
            # Days in the lake are the shop's: in another zone, rows that nobody touched have other days too.
            lake.forget()
        copied = lake.copy(conninfo, FACTS, _counted(report, 0)) if conninfo else None
        with lake.open() as snapshot:
            clock = _clock(draft.folder, as_of or today, complete=bool(as_of and as_of < today), zone=zone)
            outcome = run_steps(
                engine,
                STEPS,
                {**_nothing_told(), **snapshot.tables(), "clock": clock},
                draft.folder,
                _counted(report, len(FACTS)),
            )
            manifest = {
                "as_of": str(as_of or today),
                "past": bool(as_of and as_of < today),
                "published_at": now.isoformat(),
                "zone": zone,
                "engine": engine.name,
                "watermark": snapshot.watermark,
                "steps": [*_copied(copied), *_computed(outcome)],
                "parameters": _parameters(outcome.tables, as_of or today),
            }
            draft.publish(manifest, outcome.tables, seldom=ON_THE_WAY)
    return {"generation": draft.id, **manifest}


def _zone_of(generations: Generations) -> str | None:
    """By which the days of the last copy were cut; None where no generation tells."""
    return next((str(kept.manifest.get("zone")) for kept in generations.list_()), None)


def _nothing_told() -> dict[str, TableFiles]:
    """A fact that the lake was never given is an empty table, so that a lake filled by hand need not know them all."""
    return {f"lake_{fact.name}": TableFiles(fact.schema, ()) for fact in FACTS}


def _clock(folder: Path, as_of: date, *, complete: bool, zone: str) -> TableFiles:
    row = {"as_of": as_of, "complete_until": as_of if complete else as_of - timedelta(days=1), "zone": zone}
    kinds = pa.schema([("as_of", pa.date32()), ("complete_until", pa.date32()), ("zone", pa.string())])
    return write_table(CLOCK_SCHEMA, pa.Table.from_pylist([row], schema=kinds), folder / "clock")


def _counted(report: Report, before: int) -> Report:
    """One bar over copying and computing."""
    total = len(FACTS) + len(STEPS)

    def counted(progress: Progress) -> None:
        report(
            Progress(progress.name, progress.index + before, total, progress.rows, progress.seconds, progress.peak_mb)
        )

    return counted


def _copied(copied: CopyReport | None) -> list[dict[str, Any]]:
    if copied is None:
        return []
    return [
        {"step": f"copy_{name}", "rows": table.rows, "seconds": copied.seconds[f"copy_{name}"]}
        for name, table in copied.tables.items()
    ]


def _computed(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {"step": step.name, "rows": step.rows, "seconds": step.seconds, "peak_mb": step.peak_mb}
        for step in outcome.done
    ]


def _parameters(tables: Mapping[str, TableFiles], today: date) -> list[dict[str, Any]]:
    rows = read_table(tables["fit_parameters"]).to_pylist()
    return [{**row, "until": str(row["until"])} for row in rows if row["until"] == today]
