"""A generation made of given rows, in the schemas that the refresh declares: a column nobody gives is null."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from wraca.engine.duckdb_engine import write_table
from wraca.engine.generations import Generations
from wraca.engine.schema import Schema, TableFiles

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
            name: _written(name, schema, tables.get(name, ()), draft.folder) for name, schema in schemas().items()
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


def _written(name: str, schema: Schema, rows: Sequence[Mapping[str, Any]], folder: Path) -> TableFiles:
    if rows:
        return write_table(schema, _arrow(schema, rows), folder / name)
    (folder / name).mkdir()
    files = [shutil.copy2(file, folder / name / file.name) for file in _empty(name).files]
    return TableFiles(schema, tuple(files))


@functools.cache
def _empty(name: str) -> TableFiles:
    """Written once by each process: most tables of most tests are empty."""
    folder = Path(tempfile.mkdtemp(prefix="wraca-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    schema = schemas()[name]
    return write_table(schema, _arrow(schema, ()), folder / name)


def _arrow(schema: Schema, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    fields = [pa.field(name, _ARROW.get(dtype, pa.timestamp("us"))) for name, dtype in schema.columns.items()]
    for row in rows:
        unknown = set(row) - set(schema.columns)
        assert not unknown, f"the refresh has no column {unknown}"
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.columns} for row in rows], pa.schema(fields))
