"""A generation made of given rows, in the schemas that the refresh declares: a column nobody gives is null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from wraca.engine.duckdb_engine import write_table
from wraca.engine.generations import Generations
from wraca.engine.schema import Schema

AS_OF = date(2026, 11, 21)
PUBLISHED_AT = datetime.fromisoformat("2026-11-22T03:01:00+01:00")
_ARROW = {
    "int64": pa.int64(),
    "float64": pa.float64(),
    "string": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def schemas() -> dict[str, Schema]:
    from wraca.refresh import STEPS

    return {step.name: step.schema for step in STEPS}


def publish(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Every table of the refresh, with the rows given for it or none."""
    with Generations(folder).begin() as draft:
        written = {
            name: write_table(schema, _arrow(schema, tables.get(name, ())), draft.folder / name)
            for name, schema in schemas().items()
        }
        manifest = {
            "as_of": AS_OF.isoformat(),
            "published_at": PUBLISHED_AT.isoformat(),
            "watermark": 1,
            "steps": [
                {"step": "order_days", "rows": 11, "seconds": 0.5},
                {"step": "customers", "rows": 8, "seconds": 1.5},
            ],
        }
        draft.publish(manifest, written).close()


def _arrow(schema: Schema, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    fields = [pa.field(name, _ARROW.get(dtype, pa.timestamp("us"))) for name, dtype in schema.columns.items()]
    for row in rows:
        unknown = set(row) - set(schema.columns)
        assert not unknown, f"the refresh has no column {unknown}"
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.columns} for row in rows], pa.schema(fields))
