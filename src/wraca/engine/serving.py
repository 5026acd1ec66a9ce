"""The file that pages read: a generation's tables in DuckDB's own format, several times quicker than Parquet to ask.

Built from the Parquet files when a generation is published, in the order of their keys, so that a look-up by key reads
one small block. The Parquet files stay the generation; without this file a reader falls back to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wraca.engine.dialects import name_sql, scan_sql, text_sql
from wraca.engine.duckdb_engine import connection
from wraca.engine.files import sync_file
from wraca.engine.schema import TableFiles

SERVING = "serving.duckdb"


def build_serving(folder: Path, tables: Mapping[str, TableFiles], memory_mb: int = 1024) -> Path:
    path = folder / SERVING
    with connection(memory_mb, folder / ".spill-serving") as con:
        con.execute("SET preserve_insertion_order = true")
        con.execute(f"ATTACH {text_sql(str(path))} AS serving")
        for name, table in sorted(tables.items()):
            con.execute(f"CREATE TABLE serving.{name_sql(name)} AS {scan_sql(table.schema, table.files)}")
        con.execute("DETACH serving")
    sync_file(path)
    return path
