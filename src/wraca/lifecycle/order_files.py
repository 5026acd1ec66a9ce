"""Orders from a Parquet file somebody hands in, and the days to split them by. A bad file gets a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wraca.kit.errors import InvalidInput
from wraca.lifecycle.evaluation import EPOCH, OrderDays

NEEDED = ("customer", "at")
#: Held back where nobody says otherwise: a third of the days, at most half a year.
MOST_HORIZON_DAYS = 182


def read_orders(path: Path) -> OrderDays:
    """Columns `customer` (any type), `at` (day or moment, read in UTC) and, optionally, `value` (a number)."""
    table = _open(path)
    absent = [name for name in NEEDED if name not in table.column_names]
    if absent:
        raise InvalidInput(
            f"{path.name}: expected the columns customer and at, and optionally value; there is no"
            f" {' and no '.join(absent)} among {', '.join(table.column_names) or 'none'}"
        )
    if not len(table):
        raise InvalidInput(f"{path.name} holds no orders: expected at least one row")
    for name in NEEDED:
        _refuse_nulls(path, name, table[name])
    customer = np.unique(_codes(table["customer"]), return_inverse=True)[1]
    value = _values(path, table["value"]) if "value" in table.column_names else None
    return OrderDays.of(customer, _days(path, table["at"]), value)


def _open(path: Path) -> pa.Table:
    if not path.exists():
        raise InvalidInput(f"{path} does not exist: give the path of a Parquet file")
    try:
        return pq.read_table(path)
    except (pa.ArrowInvalid, pa.ArrowException, OSError) as cause:
        raise InvalidInput(
            f"{path.name} is not a Parquet file: expected one with the columns customer and at"
        ) from cause


def _refuse_nulls(path: Path, name: str, column: pa.ChunkedArray) -> None:
    if column.null_count:
        rows = np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))
        shown = ", ".join(str(row + 1) for row in rows[:10])
        raise InvalidInput(
            f"{path.name}: {name} is empty in {len(rows)} rows ({shown}): fill them in or leave them out"
        )


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    return column.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)


def _days(path: Path, column: pa.ChunkedArray) -> np.ndarray:
    try:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = pc.cast(column, pa.timestamp("us"))
        return (
            pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.date32())
            .cast(pa.int32())
            .to_numpy()
            .astype(np.int64)
        )
    except pa.ArrowException as cause:
        raise InvalidInput(
            f"{path.name}: at is of type {column.type}; expected days or moments, like 2026-11-22T12:00:00"
        ) from cause


def _values(path: Path, column: pa.ChunkedArray) -> np.ndarray:
    _refuse_nulls(path, "value", column)
    try:
        value = pc.cast(column, pa.float64(), safe=False).to_numpy()
    except pa.ArrowException as cause:
        raise InvalidInput(f"{path.name}: value is of type {column.type}; expected numbers") from cause
    if not np.isfinite(value).all():
        raise InvalidInput(f"{path.name}: value is no finite number in {int((~np.isfinite(value)).sum())} rows")
    return value


def choose_split(days: OrderDays, calibration_end: date | None, horizon_days: int | None) -> tuple[int, int]:
    """The last day learnt from, and how many days after it are compared; what is not given follows from the data."""
    if horizon_days is not None and horizon_days < 1:
        raise InvalidInput(f"--horizon-days is {horizon_days}; give at least 1")
    first, last = int(days.day.min()), int(days.day.max())
    end = (calibration_end - EPOCH).days if calibration_end else None
    if end is not None and not first <= end < last:
        raise InvalidInput(
            f"--calibration-end is {calibration_end}; give a day from the first order to before the last one"
        )
    if end is None:
        held = horizon_days or max(1, min(MOST_HORIZON_DAYS, (last - first) // 3))
        end = last - held
    return end, horizon_days or last - end
