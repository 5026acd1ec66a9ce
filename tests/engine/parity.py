"""The same step on DuckDB and on Spark must give the same rows.

    compare(step, tables, duckdb_engine, spark_engine, folder)

`generated(...)` makes a table with what usually tells engines apart: nulls, Polish letters, the hours of a clock
change, ties, negative numbers, and enough rows that both compute in parallel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from wraca.engine.dialects import scan_sql
from wraca.engine.duckdb_engine import write_table
from wraca.engine.run import Engine, row_count
from wraca.engine.schema import Schema, TableFiles
from wraca.engine.steps import Fit, Step

ROWS = 120_000
WORDS = [
    "Łódź",
    "łódź",
    "Gęś",
    "gęsia",
    "źdźbło",
    "Żak",
    "zak",
    "",
    " ",
    "a'b",
    'c"d',
    "e,f",
    "İstanbul",
    "naïve",
    "日本",
]
#: In Poland the clock went from 2:00 to 3:00 on 2026-03-29, and back from 3:00 to 2:00 on 2025-10-26.
CLOCK_CHANGES = [datetime(2026, 3, 29, 0, 30), datetime(2025, 10, 25, 23, 30)]  # noqa: DTZ001 (UTC by convention)
FIRST_DAY = date(2024, 1, 1)


def generated(
    schema: Schema, folder: Path, *, rows: int = ROWS, seed: int = 1, given: Mapping[str, Any] | None = None
) -> TableFiles:
    """A table of random rows. The first key column counts 1, 2, …; another `…_id` draws from rows / 10 ids.

    `given`: columns that are not random, as arrays.
    """
    random = np.random.default_rng(seed)
    columns = {name: _column(name, dtype, rows, random, schema) for name, dtype in schema.columns.items()}
    columns.update({name: pa.array(values) for name, values in (given or {}).items()})
    return write_table(schema, pa.table(columns), folder)


def _column(name: str, dtype: str, rows: int, random: np.random.Generator, schema: Schema) -> pa.Array:
    if name == schema.key[0]:
        return pa.array(np.arange(1, rows + 1))
    absent = random.random(rows) < 0.03
    return pa.array(_values(name, dtype, rows, random), mask=absent, from_pandas=False)


def _values(name: str, dtype: str, rows: int, random: np.random.Generator) -> np.ndarray:
    if dtype == "int64":
        return (
            random.integers(1, max(2, rows // 10), rows)
            if name.endswith("_id")
            else random.integers(-500, 100_000, rows)
        )
    if dtype == "float64":
        return np.round(random.normal(0, 100, rows), 4)
    if dtype == "boolean":
        return random.random(rows) < 0.8
    if dtype == "string":
        return np.array(WORDS, dtype=object)[random.integers(0, len(WORDS), rows)]
    if dtype == "date":
        days = [FIRST_DAY + timedelta(days=n) for n in range(900)]
        return np.array(days, dtype="datetime64[D]")[random.integers(0, len(days), rows)]
    return _moments(rows, random)


def _moments(rows: int, random: np.random.Generator) -> np.ndarray:
    """Half of them within two hours of a clock change."""
    base = np.array([np.datetime64(moment, "us") for moment in CLOCK_CHANGES])[random.integers(0, 2, rows)]
    spread = np.where(random.random(rows) < 0.5, 7200, 86_400 * 200)
    return base + (random.uniform(-1, 1, rows) * spread).astype("timedelta64[s]")


def differences(schema: Schema, left: TableFiles, right: TableFiles) -> tuple[list[tuple], list[tuple]]:
    """Up to five rows that only one of two tables has, each way, counting repeated rows."""
    first, second = scan_sql(schema, left.files), scan_sql(schema, right.files)
    return (
        duckdb.execute(f"({first}) EXCEPT ALL ({second}) ORDER BY ALL LIMIT 5").fetchall(),
        duckdb.execute(f"({second}) EXCEPT ALL ({first}) ORDER BY ALL LIMIT 5").fetchall(),
    )


def compare(step: Step, tables: Mapping[str, TableFiles], one: Engine, other: Engine, folder: Path) -> TableFiles:
    """Fail with the differing rows; else the table, as `one` gave it."""
    left = one.run(step, tables, folder / one.name / step.name)
    right = other.run(step, tables, folder / other.name / step.name)
    only_left, only_right = differences(step.schema, left, right)
    assert (only_left, only_right) == ([], []), (
        f"{step.name} differs: {one.name} {only_left}, {other.name} {only_right}"
    )
    assert row_count(left) == row_count(right)
    return left


def compare_all(
    steps: Iterable[Step | Fit], tables: Mapping[str, TableFiles], one: Engine, other: Engine, folder: Path
) -> dict[str, TableFiles]:
    """Run a whole refresh on both engines, each step on what `one` gave before it. A fit runs in process on both."""
    known = dict(tables)
    for step in steps:
        if isinstance(step, Fit):
            known[step.name] = one.run(step, known, folder / one.name / step.name)
        else:
            known[step.name] = compare(step, known, one, other, folder)
    return known
