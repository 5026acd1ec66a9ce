"""Small tables and steps that the tests of the engine run."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from wraca.engine.duckdb_engine import write_table
from wraca.engine.schema import Schema, TableFiles
from wraca.engine.steps import Fit, Step

NUMBERS = Schema({"number": "int64", "tens": "int64", "half": "float64"}, ("number",))


def numbers(folder: Path, count: int = 1000) -> TableFiles:
    rows = pa.table(
        {
            "number": pa.array(range(count), pa.int64()),
            "tens": pa.array([n // 10 for n in range(count)], pa.int64()),
            "half": [n / 2 for n in range(count)],
        }
    )
    return write_table(NUMBERS, rows, folder / "numbers")


SUMS = Step(
    name="sums",
    reads=("lake_numbers",),
    schema=Schema({"tens": "int64", "total": "int64", "mean_half": "float64"}, ("tens",), digits={"mean_half": 2}),
    build=lambda lake_numbers: lake_numbers.group_by("tens").agg(
        total=lake_numbers.number.sum(), mean_half=lake_numbers.half.mean()
    ),
)
GRAND = Fit(
    name="grand",
    reads=("sums",),
    schema=Schema({"parameter": "string", "value": "float64"}, ("parameter",)),
    run=lambda sums: pa.table({"parameter": ["total"], "value": [float(sum(sums["total"].to_pylist()))]}),
)
