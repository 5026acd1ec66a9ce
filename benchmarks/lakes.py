"""Filling a lake with a simulated shop, and refreshing it from there."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from benchmarks.shops import Place
from wraca.customers.identity import steps as identity
from wraca.engine.duckdb_engine import write_table
from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.run import engine_for, run_steps
from wraca.engine.steps import Fit, Step
from wraca.lifecycle import fits
from wraca.lifecycle.steps import customers, months, orders, reports
from wraca.lifecycle.steps.days import CLOCK_SCHEMA
from wraca.refresh import FACTS, run_refresh
from wraca.simulation.lake import fill_lake

#: The engine's memory, as in the settings' default.
MEMORY_MB = 6144


def measure_fill(place: Place) -> dict:
    shutil.rmtree(place.folder, ignore_errors=True)
    place.folder.mkdir(parents=True)
    started = time.perf_counter()
    rows = fill_lake(place.shape, Lake(place.lake), FACTS)
    seconds = time.perf_counter() - started
    size = sum(file.stat().st_size for file in place.lake.rglob("*.parquet"))
    return {"rows": rows, "seconds": round(seconds, 2), "lake_mb": round(size / 1e6)}


def measure_refresh(place: Place) -> dict:
    """The whole refresh but the copy from PostgreSQL: the lake is taken as it is."""
    shutil.rmtree(place.generations, ignore_errors=True)
    engine = engine_for("duckdb", MEMORY_MB)
    last = place.shape.last_day + timedelta(days=1)
    now = datetime(last.year, last.month, last.day, 3, tzinfo=UTC)
    started, worked = time.perf_counter(), time.process_time()
    manifest = run_refresh(engine, Lake(place.lake), Generations(place.generations), None, now, zone=place.shape.zone)
    steps = {step["step"]: {key: step[key] for key in ("rows", "seconds")} for step in manifest["steps"]}
    return {"customers": place.shape.customers, **spent(started, worked), "steps": steps}


def spent(started: float, worked: float) -> dict[str, float]:
    """Seconds since `started`, and those that processors worked for this process: the latter bear a busy machine."""
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - worked
    return {"seconds": round(seconds, 2), "cpu_seconds": round(cpu_seconds, 2)}


def this_month(span: pa.Table, clock: pa.Table) -> pa.Table:
    return months.list_months(span, clock)[-1:]


#: What benchmarks/pandas_lifetimes.py does, and no history: one fit of each model, scores, sales, reports.
LIKE_PANDAS: tuple[Step | Fit, ...] = (
    identity.MERGED_AWAY,
    identity.PEOPLE,
    orders.ORDER_DAYS,
    orders.SUMMARIES,
    months.SPAN,
    replace(months.MONTHS, run=this_month),
    months.MONTH_GROUPS,
    months.MONTH_GAPS,
    months.SPEND_GROUPS,
    fits.FIT_PARAMETERS,
    fits.PARAMETER_DRAWS,
    customers.SCORE_GROUPS,
    fits.SCORES_FIT,
    customers.CUSTOMER_VALUES,
    reports.PARETO,
    reports.COHORTS,
    reports.DAILY,
    reports.PRODUCT_SALES,
)


def measure_like_pandas(place: Place) -> dict:
    """The steps that do what pandas and lifetimes do, from the same files; nothing is published."""
    folder = place.folder / "like_pandas"
    shutil.rmtree(folder, ignore_errors=True)
    last = place.shape.last_day + timedelta(days=1)
    clock = pa.table({"as_of": [last], "complete_until": [place.shape.last_day], "zone": [place.shape.zone]})
    started, worked = time.perf_counter(), time.process_time()
    with Lake(place.lake).open() as snapshot:
        tables = {**snapshot.tables(), "clock": write_table(CLOCK_SCHEMA, clock, folder / "clock")}
        outcome = run_steps(engine_for("duckdb", MEMORY_MB), LIKE_PANDAS, tables, folder)
    result = {"customers": place.shape.customers, **spent(started, worked), "steps": outcome.seconds}
    shutil.rmtree(folder)
    return result
