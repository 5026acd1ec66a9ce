"""An ordered list of steps, run one after the other, with progress."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from wraca.engine.duckdb_engine import DuckDBEngine
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
class Progress:
    name: str
    #: 1 for the first step.
    index: int
    total: int
    #: None while the step runs.
    rows: int | None = None
    seconds: float | None = None
    #: The most memory this process held during the step.
    peak_mb: int | None = None


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
    progress: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Run `steps` in their order; each result goes to `folder`/<name> and may be read by those that follow.

    `progress` is called when a step starts and when it ends.
    """
    check_names(steps, tables)
    known, done = dict(tables), []
    for index, step in enumerate(steps, start=1):
        progress(Progress(step.name, index, len(steps)))
        started, _ = time.perf_counter(), forget_peak()
        known[step.name] = engine.run(step, known, folder / step.name)
        seconds = round(time.perf_counter() - started, 3)
        finished = Progress(step.name, index, len(steps), row_count(known[step.name]), seconds, peak_mb())
        done.append(finished)
        progress(finished)
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


def forget_peak() -> None:
    """Start measuring the peak anew, where the kernel lets us."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_mb() -> int:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
