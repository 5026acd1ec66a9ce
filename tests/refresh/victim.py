"""A refresh of a lake alone, which tells each of its reports."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from wraca.engine.duckdb_engine import duckdb_sql
from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.run import engine_for
from wraca.engine.schema import TableFiles
from wraca.engine.steps import Step
from wraca.lifecycle.steps.days import CLOCK_SCHEMA
from wraca.refresh import FACTS, STEPS, run_refresh

NOW = datetime(2026, 10, 20, 21, tzinfo=UTC)


def work(root: str) -> None:
    run_refresh(
        engine_for("duckdb", 1024),
        Lake(Path(root) / "lake"),
        Generations(Path(root) / "generations"),
        None,
        NOW,
        zone="Europe/Warsaw",
        report=lambda progress: print(progress.name, flush=True),  # noqa: T201
    )


def write_statements() -> None:
    """Beforehand, as an installation's worker has since its first refresh: it takes longer than this refresh."""
    schemas = {**{f"lake_{fact.name}": fact.schema for fact in FACTS}, "clock": CLOCK_SCHEMA}
    schemas |= {step.name: step.schema for step in STEPS}
    tables = {name: TableFiles(schema, ()) for name, schema in schemas.items()}
    for step in STEPS:
        if isinstance(step, Step):
            duckdb_sql(step, tables)


write_statements()
