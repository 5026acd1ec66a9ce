"""Read-only SQL over a generation, for pages and calls: one DuckDB per process and generation, a cursor per thread."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from wraca.engine.dialects import name_sql, text_sql
from wraca.engine.duckdb_engine import show
from wraca.engine.generations import Generation, Generations
from wraca.engine.serving import SERVING
from wraca.kit.errors import InvalidInput, NotReady
from wraca.kit.language import _

Params = Mapping[str, Any] | Sequence[Any] | None


class Reader:
    """Keeps its generation pinned as long as it lives."""

    def __init__(self, generation: Generation, memory_mb: int = 1024) -> None:
        self.generation = generation
        self._tables = generation.tables()
        self._con = _sandbox(generation, memory_mb)
        self._local = threading.local()

    def has(self, table: str) -> bool:
        return table in self._tables

    def select(self, sql: str, params: Params = None) -> list[dict[str, Any]]:
        cursor = self._cursor().execute(sql, params)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, params: Params = None) -> dict[str, Any] | None:
        """The first row, or None."""
        cursor = self._cursor().execute(sql, params)
        names = [column[0] for column in cursor.description or ()]
        row = cursor.fetchone()
        return dict(zip(names, row, strict=True)) if row else None

    def arrow(self, sql: str, params: Params = None) -> pa.Table:
        return self._cursor().execute(sql, params).to_arrow_table()

    def table(self, name: str) -> ibis.Table:
        """Of the generation, for an expression. Raises InvalidInput for one it does not have."""
        if name not in self._tables:
            raise InvalidInput(f"the generation has no table {name!r}; run `wraca refresh`")
        return ibis.table(dict(self._tables[name].schema.columns), name=name)

    def evaluate(self, expression: ibis.Table) -> pa.Table:
        """Of an expression over `table`s."""
        return self.arrow(self.sql_of(expression))

    def sql_of(self, expression: ibis.Table) -> str:
        return str(ibis.to_sql(expression, dialect="duckdb"))

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._con.cursor()
        return self._local.cursor


def _sandbox(generation: Generation, memory_mb: int) -> duckdb.DuckDBPyConnection:
    """A DuckDB that reads the generation's files and nothing else: no other file, no network, no change of settings."""
    con = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{memory_mb}MiB",
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    con.execute("SET TimeZone = 'UTC'")
    serving, tables = generation.folder / SERVING, generation.tables()
    if serving.exists():
        # Attached, not opened: a file that a process opens twice shares one instance, with its locked configuration.
        con.execute(f"ATTACH {text_sql(str(serving))} AS serving (READ_ONLY)")
        served = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'serving'").fetchall()
        for (name,) in served:
            con.execute(f"CREATE VIEW {name_sql(name)} AS SELECT * FROM serving.{name_sql(name)}")
            tables.pop(name, None)
    show(con, tables)
    con.execute(f"SET allowed_directories = [{text_sql(str(generation.folder))}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


_readers: dict[Path, tuple[tuple[int, int] | None, Reader]] = {}
_lock = threading.Lock()


def reader_for(folder: Path, memory_mb: int = 1024) -> Reader:
    """The reader of the current generation under `folder`, shared by the process; a newly published one is followed.

    Raises NotReady before the first generation. Keep the result for one request: its tables then belong together.
    """
    generations = Generations(folder)
    stamp = generations.stamp()
    with _lock:
        known = _readers.get(folder)
        if known and known[0] == stamp:
            return known[1]
        generation = generations.current()
        if generation is None:
            _readers.pop(folder, None)
            raise NotReady(_("nothing has been computed yet: run `wraca refresh`"))
        # Threads in the middle of a request still hold the former reader; its files go when they let go of it.
        reader = Reader(generation, memory_mb)
        _readers[folder] = (stamp, reader)
        return reader
