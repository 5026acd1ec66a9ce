"""The declared shape of a table: what a step promises, and what the engine casts to and checks before publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wraca.kit.errors import InvalidInput

#: dtype (as Ibis writes it) -> type in DuckDB, Spark and PostgreSQL. Timestamps have no zone and mean UTC.
DTYPES = {
    "int64": ("BIGINT", "BIGINT", "bigint"),
    "float64": ("DOUBLE", "DOUBLE", "double precision"),
    "string": ("VARCHAR", "STRING", "text"),
    "date": ("DATE", "DATE", "date"),
    "timestamp": ("TIMESTAMP", "TIMESTAMP_NTZ", "timestamp"),
    "boolean": ("BOOLEAN", "BOOLEAN", "boolean"),
}
DEFAULT_DIGITS = 9


@dataclass(frozen=True)
class Schema:
    #: Column -> dtype, in the order in which the columns are written.
    columns: Mapping[str, str]
    #: The columns that make a row unique; rows are written in their order.
    key: tuple[str, ...]
    #: Float columns -> decimal places kept (default 9), because parallel sums differ in their last bits.
    digits: Mapping[str, int] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((tuple(sorted(self.columns.items())), self.key))

    def __post_init__(self) -> None:
        unknown = sorted({d for d in self.columns.values() if d not in DTYPES})
        if unknown:
            raise InvalidInput(f"unknown dtype {', '.join(unknown)}; give one of: {', '.join(DTYPES)}")
        absent = [c for c in self.key if c not in self.columns]
        if absent or not self.key:
            raise InvalidInput(f"the key {self.key} must name columns of the table: {', '.join(self.columns)}")
        wrong = [c for c in self.digits if self.columns.get(c) != "float64"]
        if wrong:
            raise InvalidInput(f"digits are for float64 columns; {', '.join(wrong)} is none")


@dataclass(frozen=True)
class TableFiles:
    """A table on disk: its declared schema and its Parquet files (none: an empty table)."""

    schema: Schema
    files: tuple[Path, ...] = ()
