"""An ordered list of steps, run one after the other, with progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from wraca.engine.duckdb_engine import DuckDBEngine
from wraca.engine.progress import Progress, Report, measured, unheard
from wraca.engine.schema import TableFiles
from wraca.engine.steps import Fit, Step
from wraca.kit.errors import InvalidInput


class Engine(Protocol):
    name: str

    def run(self, step: Step | Fit, tables: Mapping[str, TableFiles], target: Path) -> TableFiles: ...

    def close(self) -> None: ...


def engine_for(setting: str, memory_mb: int = 6144) -> Engine:
    """`duckdb`, or Spark by its master: `spark://host:port`, `local[2]`."""
    if setting == "duckdb":
        return DuckDBEngine(memory_mb)
    if setting.startswith(("spark://", "local[")):
        from wraca.engine.spark_engine import SparkEngine

        return SparkEngine(setting, memory_mb)
    raise InvalidInput(f"the engine is {setting!r}; give one of: duckdb, spark://HOST:PORT, local[N]")


@dataclass(frozen=True)
class Outcome:
    #: Every table a step may have read, and those they gave.
    tables: Mapping[str, TableFiles]
    #: One per step, finished.
    done: tuple[Progress, ...]

    @property
    def seconds(self) -> dict[str, float]:
        return {step.name: step.seconds or 0.0 for step in self.done}


def run_steps(
    engine: Engine,
    steps: Sequence[Step | Fit],
    tables: Mapping[str, TableFiles],
    folder: Path,
    progress: Report = unheard,
) -> Outcome:
    """Run `steps` in their order; each result goes to `folder`/<name> and may be read by those that follow.

    `progress` is called when a step starts and when it ends.
    """
    check_names(steps, tables)
    known, done = dict(tables), []
    for index, step in enumerate(steps, start=1):
        with measured(step.name, index, len(steps), progress) as running:
            known[step.name] = engine.run(step, known, folder / step.name)
            running.rows = row_count(known[step.name])
        done.append(running.progress)
    return Outcome(known, tuple(done))


def check_names(steps: Sequence[Step | Fit], tables: Mapping[str, TableFiles]) -> None:
    """Before anything runs: no name is given twice, nothing is read before it exists."""
    known = set(tables)
    for step in steps:
        if step.name in known:
            raise InvalidInput(f"step {step.name} would overwrite a table of that name")
        absent = sorted(set(step.reads) - known)
        if absent:
            raise InvalidInput(f"step {step.name} reads {absent}, which nothing before it gives")
        known.add(step.name)


def row_count(table: TableFiles) -> int:
    return sum(pq.read_metadata(file).num_rows for file in table.files)
