"""Steps on DuckDB, in this process: the default engine."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wraca.engine.dialects import DUCKDB, finished_sql, name_sql, scan_sql, text_sql
from wraca.engine.files import explained
from wraca.engine.schema import DTYPES, Schema, TableFiles
from wraca.engine.steps import Fit, Step, expression_of
from wraca.kit.errors import InvalidInput, WracaError
from wraca.kit.language import _

DISK_FULL = "the disk of {folder} is full: free some space and run it again"


@contextmanager
def connection(memory_mb: int, spill: Path, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A fresh in-memory DuckDB in UTC that spills to `spill` beyond `memory_mb` and never goes to the network."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_mb}MiB",
        "temp_directory": str(spill),
        # Every table is written with ORDER BY; the order of the rest costs memory.
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if threads:
        config["threads"] = str(threads)
    con = duckdb.connect(":memory:", config=config)
    try:
        con.execute("SET TimeZone = 'UTC'")
        with explained(spill.parent), _explained_by_duckdb(memory_mb, spill.parent):
            yield con
    finally:
        con.close()
        shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def _explained_by_duckdb(memory_mb: int, folder: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as cause:
        if "disk" in str(cause).lower() or "max_temp_directory_size" in str(cause):
            raise WracaError(_(DISK_FULL).format(folder=folder)) from cause
        raise WracaError(
            _("the computation needs more than the {memory_mb} MiB it may use: raise WRACA_ENGINE_MEMORY_MB").format(
                memory_mb=memory_mb
            )
        ) from cause
    except duckdb.IOException as cause:
        if "No space left" in str(cause):
            raise WracaError(_(DISK_FULL).format(folder=folder)) from cause
        raise WracaError(
            _("a file of {folder} could not be read or written: {cause}").format(folder=folder, cause=cause)
        ) from cause


class DuckDBEngine:
    name = "duckdb"

    def __init__(self, memory_mb: int = 6144, threads: int | None = None) -> None:
        self.memory_mb = memory_mb
        self.threads = threads

    def run(self, step: Step | Fit, tables: Mapping[str, TableFiles], target: Path) -> TableFiles:
        """Compute the step into `target`/part-00000.parquet. Raises InvalidInput where it breaks its declaration."""
        check_reads(step, tables)
        with explained(target):
            target.mkdir(parents=True, exist_ok=True)
        if isinstance(step, Fit):
            return run_fit(step, tables, target, self.memory_mb)
        sql = duckdb_sql(step, tables)
        with connection(self.memory_mb, spill_of(target), self.threads) as con:
            show(con, {name: tables[name] for name in step.reads})
            return write_query(con, sql, step.schema, target, step.name)

    def close(self) -> None:
        """Nothing outlives a step here."""


def spill_of(target: Path) -> Path:
    """Beside the target, so that a killed refresh's spill goes with its draft."""
    return target.parent / f".spill-{os.getpid()}-{target.name}"


def check_reads(step: Step | Fit, tables: Mapping[str, TableFiles]) -> None:
    absent = [name for name in step.reads if name not in tables]
    if absent:
        raise InvalidInput(f"step {step.name} reads {absent}, which no earlier step gives; there are {sorted(tables)}")


def duckdb_sql(step: Step, tables: Mapping[str, TableFiles]) -> str:
    return _sql_of(step, tuple(tables[name].schema for name in step.reads))


@functools.lru_cache(maxsize=256)
def _sql_of(step: Step, read: tuple[Schema, ...]) -> str:
    """Kept by the process: of a small shop's refresh, most of the time would go into writing the same statements."""
    expression = expression_of(step, dict(zip(step.reads, read, strict=True)))
    return str(ibis.to_sql(expression, dialect="duckdb"))


def show(con: duckdb.DuckDBPyConnection, tables: Mapping[str, TableFiles]) -> None:
    """Make each table readable under its name."""
    for name, table in tables.items():
        con.execute(f"CREATE OR REPLACE VIEW {name_sql(name)} AS {scan_sql(table.schema, table.files)}")


def write_query(con: duckdb.DuckDBPyConnection, sql: str, schema: Schema, target: Path, name: str) -> TableFiles:
    """Write the query's rows, cast, rounded, ordered and checked. The same rows give the same bytes."""
    path = target / "part-00000.parquet"
    copy = f"COPY ({finished_sql(sql, schema, DUCKDB)}) TO {text_sql(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    try:
        con.execute(copy)
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as cause:
        raise InvalidInput(f"step {name} does not give what it declares: {cause}") from cause
    written = TableFiles(schema, (path,))
    check_written(con, written, name)
    return written


def run_fit(step: Fit, tables: Mapping[str, TableFiles], target: Path, memory_mb: int) -> TableFiles:
    """A fit runs in this process whatever the engine: its tables are small."""
    result = step.run(**{name: read_table(tables[name]) for name in step.reads})
    absent = [column for column in step.schema.columns if column not in result.column_names]
    if absent:
        raise InvalidInput(f"step {step.name} lacks the declared columns {absent}")
    return write_table(step.schema, result, target, name=step.name, memory_mb=memory_mb)


def select_cast_sql(schema: Schema, sql: str) -> str:
    """`sql` with exactly the schema's columns and types, neither rounded nor ordered: facts are kept as they came."""
    casts = ", ".join(f"CAST({name_sql(n)} AS {DTYPES[d][DUCKDB]}) AS {name_sql(n)}" for n, d in schema.columns.items())
    return f"SELECT {casts} FROM ({sql})"


def read_table(table: TableFiles) -> pa.Table:
    """The whole table in memory, in the order of its files."""
    arrow = arrow_schema(table.schema)
    if not table.files:
        return arrow.empty_table()
    parts = [pq.read_table(file, columns=arrow.names, partitioning=None) for file in table.files]
    return pa.concat_tables(part.cast(arrow) for part in parts)


_ARROW = {
    "int64": pa.int64(),
    "float64": pa.float64(),
    "string": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "boolean": pa.bool_(),
}


def arrow_schema(schema: Schema) -> pa.Schema:
    return pa.schema([(name, _ARROW[dtype]) for name, dtype in schema.columns.items()])


def write_table(
    schema: Schema, rows: pa.Table, target: Path, *, name: str | None = None, memory_mb: int = 1024
) -> TableFiles:
    """Write Arrow rows as a table of the declared schema, like a step's result."""
    with explained(target):
        target.mkdir(parents=True, exist_ok=True)
    # Casting here refuses what DuckDB would silently round or cut: 1.5 as an integer.
    try:
        rows = rows.select(list(schema.columns)).cast(arrow_schema(schema))
    except pa.ArrowInvalid as cause:
        raise InvalidInput(f"step {name or target.name} does not give what it declares: {cause}") from cause
    with connection(memory_mb, spill_of(target)) as con:
        con.register("given_rows", rows)
        return write_query(con, "SELECT * FROM given_rows", schema, target, name or target.name)


def check_written(con: duckdb.DuckDBPyConnection, table: TableFiles, name: str) -> None:
    """Refuse a table whose files are not what was declared: types, a key given twice or empty, a float that is none."""
    scan = scan_sql(table.schema, table.files)
    described = {row[0]: row[1] for row in con.execute(f"DESCRIBE {scan}").fetchall()}
    declared = {column: DTYPES[dtype][DUCKDB] for column, dtype in table.schema.columns.items()}
    if described != declared:
        raise InvalidInput(f"step {name} wrote {described}, but declares {declared}")
    if not ascends(table):
        _check_key(con, scan, table.schema, name)
    _check_floats(con, scan, table.schema, name)


def ascends(table: TableFiles) -> bool:
    """Whether every row's key is greater than that of the row before: then each is there once, and none is empty."""
    key = list(table.schema.key)
    before: pa.Table | None = None
    for file in table.files:
        for batch in pq.ParquetFile(file).iter_batches(1 << 20, columns=key):
            rows = pa.Table.from_batches([batch]).select(key)
            if any(column.null_count for column in rows.columns):
                return False
            if not _increasing(rows) or (before is not None and not _increasing(pa.concat_tables([before, rows[:1]]))):
                return False
            before = rows[-1:]
    return True


def _increasing(rows: pa.Table) -> bool:
    greater = pa.scalar(False)
    # From the last column of the key to the first: greater, or equal and greater in what follows.
    for column in reversed(rows.columns):
        later, earlier = column[1:], column[:-1]
        greater = pc.or_(pc.greater(later, earlier), pc.and_(pc.equal(later, earlier), greater))
    return bool(pc.all(greater, min_count=0).as_py())


def _check_key(con: duckdb.DuckDBPyConnection, scan: str, schema: Schema, name: str) -> None:
    key = ", ".join(name_sql(column) for column in schema.key)
    empty = " OR ".join(f"{name_sql(column)} IS NULL" for column in schema.key)
    found = con.execute(
        f"SELECT {key} FROM ({scan}) GROUP BY {key} HAVING count(*) > 1 OR {empty} ORDER BY {key} LIMIT 5"
    ).fetchall()
    if found:
        rows = ", ".join(str(row[0] if len(row) == 1 else row) for row in found)
        raise InvalidInput(f"step {name} must give each {schema.key} once and none empty, but these are not so: {rows}")


def _check_floats(con: duckdb.DuckDBPyConnection, scan: str, schema: Schema, name: str) -> None:
    floats = [column for column, dtype in schema.columns.items() if dtype == "float64"]
    if not floats:
        return
    counts = ", ".join(f"count(*) FILTER (NOT isfinite({name_sql(column)}))" for column in floats)
    row = con.execute(f"SELECT {counts} FROM ({scan})").fetchone() or ()
    wrong = [f"{column} ({n} rows)" for column, n in zip(floats, row, strict=True) if n]
    if wrong:
        raise InvalidInput(f"step {name} gives NaN or infinity in {', '.join(wrong)}: what is unknown is null")
