"""A lake table's files, cut by month and never changed: rows are staged, then touched months are written anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from wraca.engine.dialects import name_sql, scan_sql, text_sql
from wraca.engine.duckdb_engine import select_cast_sql
from wraca.engine.files import sync_file, sync_folder
from wraca.engine.manifests import LakeTable
from wraca.engine.schema import Schema

#: The month of a table without months, and of rows whose date is unknown.
ALL, UNDATED = "all", "undated"
Rows: TypeAlias = pa.Table | pa.RecordBatchReader | Sequence[Path]
#: Month -> staged files.
Staged: TypeAlias = dict[str, list[Path]]


@dataclass(frozen=True)
class Replaced:
    """What a copy did to one table."""

    #: Rows that came.
    rows: int
    #: Rows that were deleted in truth.
    removed: int
    #: Months whose files were written anew.
    months: tuple[str, ...]


class Months:
    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, staging: Path, version: int) -> None:
        self._con = con
        self._folder = folder
        self._staging = staging
        self.version = version

    @contextmanager
    def beside(self) -> Iterator[Months]:
        """For another thread, and other tables of the same lake."""
        con = self._con.cursor()
        try:
            con.execute("SET TimeZone = 'UTC'")
            yield Months(con, self._folder, self._staging, self.version)
        finally:
            con.close()

    def fill(self, name: str, table: LakeTable, rows: Rows, month: str) -> tuple[LakeTable, Replaced]:
        """Replace the whole table; the staged files are moved in as they are."""
        staged = self.stage(name, table.schema, rows, month)
        replaced = Replaced(_count(_flat(staged)), 0, tuple(staged))
        months = {each: self._take(name, each, files) for each, files in staged.items()}
        self._sync(name)
        return LakeTable(table.schema, months, table.origin), replaced

    def stage(self, name: str, schema: Schema, rows: Rows, month: str) -> Staged:
        """Write a stream of rows to side files by month, in bounded memory."""
        side = self._staging / name
        shutil.rmtree(side, ignore_errors=True)
        side.mkdir(parents=True)
        select = select_cast_sql(schema, self._source_sql(schema, rows))
        if month:
            label = f"coalesce(strftime({name_sql(month)}, '%Y-%m'), '{UNDATED}')"
            self._copy(f"SELECT *, {label} AS lake_month FROM ({select})", side, ", PARTITION_BY (lake_month)")
        else:
            (side / f"lake_month={ALL}").mkdir()
            self._copy(select, side / f"lake_month={ALL}" / "data.parquet")
        staged = {folder.name.partition("=")[2]: sorted(folder.glob("*.parquet")) for folder in sorted(side.iterdir())}
        return {each: files for each, files in staged.items() if _count(files)}

    def replace(
        self, name: str, table: LakeTable, staged: Staged, gone: pa.Table, *, may_move: bool = True
    ) -> tuple[LakeTable, Replaced]:
        """Put staged rows in by key and take deleted ones out; only touched months are written.

        `gone` holds the keys deleted; a NULL says every row. Unless a row `may_move` to another month, earlier versions
        of the staged ones are sought in their months only.
        """
        if gone.column(0).null_count:
            table = LakeTable(table.schema, {}, table.origin)
        came = _count(_flat(staged))
        if not came and not gone.num_rows:
            return table, Replaced(0, 0, ())
        self._list_keys(table.schema, _flat(staged), gone)
        touched, removed = self._met(name, table) if may_move or gone.num_rows else (set(), 0)
        months = sorted(touched | set(staged))
        table = table.with_months({each: self._rewrite(name, table, each, staged.get(each, [])) for each in months})
        self._sync(name)
        return table, Replaced(came, removed, tuple(months))

    def _list_keys(self, schema: Schema, staged: Sequence[Path], gone: pa.Table) -> None:
        """Table `replaced_keys`: every key whose earlier row must go, and whether a new row came for it."""
        self._con.register("gone_rows", gone)
        key = name_sql(schema.key[0])
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE replaced_keys AS SELECT replaced_key, bool_or(came) AS came FROM ("
            f"SELECT {key} AS replaced_key, true AS came FROM ({scan_sql(schema, staged)})"
            " UNION ALL SELECT row_id, false FROM gone_rows WHERE row_id IS NOT NULL) GROUP BY replaced_key"
        )

    def _met(self, name: str, table: LakeTable) -> tuple[set[str], int]:
        """The months that hold a row to be replaced (it may move to another), and how many rows go for good."""
        files = {file.name: month for month, names in table.months.items() for file in self._paths(name, names)}
        if not files:
            return set(), 0
        paths = ", ".join(text_sql(str(self._folder / name / file)) for file in files)
        key = name_sql(table.schema.key[0])
        found = self._con.execute(
            f"SELECT parse_filename(filename), count(*) FILTER (NOT came) FROM read_parquet([{paths}], filename = true)"
            f" JOIN replaced_keys ON {key} = replaced_key GROUP BY 1"
        ).fetchall()
        return {files[file] for file, _ in found}, sum(count for _, count in found)

    def _rewrite(self, name: str, table: LakeTable, month: str, staged: Sequence[Path]) -> tuple[str, ...]:
        """One new file for the month: its rows less the replaced ones, and the staged ones, in the order of the key."""
        key = name_sql(table.schema.key[0])
        old = scan_sql(table.schema, self._paths(name, table.months.get(month, ())))
        new = f"{month}.{self.version:06d}.0.parquet"
        path = self._folder / name / new
        path.parent.mkdir(parents=True, exist_ok=True)
        self._copy(
            f"SELECT * FROM ({old}) WHERE {key} NOT IN (SELECT replaced_key FROM replaced_keys)"
            f" UNION ALL {scan_sql(table.schema, staged)} ORDER BY {key}",
            path,
        )
        if not pq.read_metadata(path).num_rows:
            path.unlink()
            return ()
        sync_file(path)
        return (new,)

    def _take(self, name: str, month: str, files: Sequence[Path]) -> tuple[str, ...]:
        (self._folder / name).mkdir(parents=True, exist_ok=True)
        names = tuple(f"{month}.{self.version:06d}.{index}.parquet" for index in range(len(files)))
        for file, new in zip(files, names, strict=True):
            sync_file(file)
            file.rename(self._folder / name / new)
        return names

    def _copy(self, select: str, target: Path, options: str = "") -> None:
        self._con.execute(f"COPY ({select}) TO {text_sql(str(target))} (FORMAT parquet, COMPRESSION zstd{options})")

    def _source_sql(self, schema: Schema, rows: Rows) -> str:
        if isinstance(rows, pa.Table | pa.RecordBatchReader):
            self._con.register("staged_rows", rows)
            return "SELECT * FROM staged_rows"
        return scan_sql(schema, rows)

    def _paths(self, name: str, names: Sequence[str]) -> list[Path]:
        return [self._folder / name / each for each in names]

    def _sync(self, name: str) -> None:
        if (self._folder / name).exists():
            sync_folder(self._folder / name)


def _count(files: Sequence[Path]) -> int:
    return sum(pq.read_metadata(file).num_rows for file in files)


def _flat(staged: Staged) -> list[Path]:
    return [file for files in staged.values() for file in files]
