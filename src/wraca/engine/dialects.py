"""The outer SELECT around every step, and the views its inputs are read through, for both engines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wraca.engine.schema import DEFAULT_DIGITS, DTYPES, Schema

DUCKDB, SPARK = 0, 1
_QUOTE = {DUCKDB: '"', SPARK: "`"}


def name_sql(name: str, dialect: int = DUCKDB) -> str:
    quote = _QUOTE[dialect]
    return f"{quote}{name.replace(quote, quote * 2)}{quote}"


def text_sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def finished_sql(sql: str, schema: Schema, dialect: int) -> str:
    """`sql` with its columns cast to the schema, floats rounded, rows ordered by the key.

    Ibis drops a final cast to a type it believes is there already, while DuckDB sums integers to HUGEINT, which
    Parquet stores as DOUBLE; hence the casts are written here, outside Ibis.
    """
    columns = ", ".join(_column_sql(name, dtype, schema, dialect) for name, dtype in schema.columns.items())
    order = ", ".join(f"{name_sql(name, dialect)} NULLS FIRST" for name in schema.key)
    return f"SELECT * FROM (SELECT {columns} FROM ({sql}) AS built) AS finished ORDER BY {order}"


def _column_sql(name: str, dtype: str, schema: Schema, dialect: int) -> str:
    quoted = name_sql(name, dialect)
    cast = f"CAST({quoted} AS {DTYPES[dtype][dialect]})"
    if dtype == "float64":
        cast = _rounded_sql(cast, schema.digits.get(name, DEFAULT_DIGITS))
    return f"{cast} AS {quoted}"


def _rounded_sql(value: str, digits: int) -> str:
    # Not round(): the engines break near-ties differently. Above `exact` a float has no such digit to lose.
    # Literals with an exponent, because Spark reads 0.5 as a decimal.
    exact = f"{2**52 / 10**digits!r}e0"
    return f"CASE WHEN abs({value}) < {exact} THEN floor({value} * 1e{digits} + 5e-1) / 1e{digits} ELSE {value} END"


def scan_sql(schema: Schema, files: Iterable[Path]) -> str:
    """A DuckDB query over the files, or over no row at all."""
    names = [text_sql(str(file)) for file in files]
    if not names:
        nothing = ", ".join(f"CAST(NULL AS {DTYPES[d][DUCKDB]}) AS {name_sql(n)}" for n, d in schema.columns.items())
        return f"SELECT {nothing} WHERE false"
    columns = ", ".join(name_sql(name) for name in schema.columns)
    return f"SELECT {columns} FROM read_parquet([{', '.join(names)}], hive_partitioning = false)"
