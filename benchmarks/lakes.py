"""Filling a lake with a simulated shop, and refreshing it from there."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta

from benchmarks.shops import Place
from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.run import engine_for
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
    started = time.perf_counter()
    manifest = run_refresh(engine, Lake(place.lake), Generations(place.generations), None, now, zone=place.shape.zone)
    seconds = time.perf_counter() - started
    steps = {step["step"]: {key: step[key] for key in ("rows", "seconds")} for step in manifest["steps"]}
    return {"customers": place.shape.customers, "seconds": round(seconds, 2), "steps": steps}
