"""Steps on Apache Spark, for a lake that one machine cannot hold: `pip install 'wraca[spark]'` and Java 17.

Driver and workers must see the data folder under the same path (a shared file system).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
from ibis.config import Config

from wraca.engine.dialects import SPARK, finished_sql
from wraca.engine.duckdb_engine import check_reads, check_written, connection, run_fit, spill_of
from wraca.engine.files import explained
from wraca.engine.schema import DTYPES, TableFiles
from wraca.engine.steps import Fit, Step, expression_of
from wraca.kit.errors import NotReady
from wraca.kit.language import _

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class SparkEngine:
    name = "spark"

    def __init__(self, master: str, memory_mb: int = 6144) -> None:
        self.master = master
        self.memory_mb = memory_mb
        self._session: SparkSession | None = None

    def run(self, step: Step | Fit, tables: Mapping[str, TableFiles], target: Path) -> TableFiles:
        """Compute the step into `target`/part-*.parquet. Raises InvalidInput where it breaks its declaration."""
        check_reads(step, tables)
        with explained(target):
            target.mkdir(parents=True, exist_ok=True)
        if isinstance(step, Fit):
            return run_fit(step, tables, target, self.memory_mb)
        written = self._write(step, tables, target)
        with connection(min(self.memory_mb, 2048), spill_of(target)) as con:
            check_written(con, written, step.name)
        return written

    def _write(self, step: Step, tables: Mapping[str, TableFiles], target: Path) -> TableFiles:
        session = self.session()
        for name in step.reads:
            _frame(session, tables[name]).createOrReplaceTempView(name)
        expression = expression_of(step, {name: tables[name].schema for name in step.reads})
        sql = _spark_sql(expression)
        side = target / ".spark"
        session.sql(finished_sql(sql, step.schema, SPARK)).write.mode("overwrite").parquet(
            str(side), compression="zstd"
        )
        return TableFiles(step.schema, _take_parts(side, target))

    def session(self) -> SparkSession:
        if self._session is None:
            self._session = _start(self.master, self.memory_mb)
        return self._session

    def close(self) -> None:
        if self._session is not None:
            self._session.stop()
            self._session = None


class _CompilerOptions(Config):
    treat_nan_as_null: bool = False


def _spark_sql(expression: ibis.Table) -> str:
    # The compiler reads an option that Ibis declares only when its backend is loaded, which needs pandas and more.
    if ibis.options.pyspark is None:
        ibis.options.pyspark = _CompilerOptions()
    return str(ibis.to_sql(expression, dialect="pyspark"))


def _start(master: str, memory_mb: int) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError as cause:
        raise NotReady(
            _(
                "the engine {master} needs Spark: pip install 'wraca[spark]' and Java 17, or set WRACA_ENGINE=duckdb"
            ).format(master=master)
        ) from cause
    # The workers must run the same Python as we do.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("wraca")
    for name, value in _settings(master, memory_mb).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _settings(master: str, memory_mb: int) -> dict[str, Any]:
    local = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    here = master.startswith("local[") or "://127.0.0.1:" in master or "://localhost:" in master
    return {
        **(local if here else {}),
        "spark.driver.memory": f"{memory_mb}m",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": os.environ.get("WRACA_SPARK_PARTITIONS", "8"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.ansi.enabled": "true",
    }


def _frame(session: SparkSession, table: TableFiles) -> DataFrame:
    fields = ", ".join(f"`{name}` {DTYPES[dtype][SPARK]}" for name, dtype in table.schema.columns.items())
    if not table.files:
        return session.createDataFrame([], fields)
    return session.read.schema(fields).parquet(*(str(file) for file in table.files))


def _take_parts(side: Path, target: Path) -> tuple[Path, ...]:
    """Keep Spark's data files, in their order, under our names; drop its markers and checksums."""
    parts = []
    for index, part in enumerate(sorted(side.glob("part-*.parquet"))):
        parts.append(target / f"part-{index:05d}.parquet")
        part.rename(parts[-1])
    shutil.rmtree(side, ignore_errors=True)
    return tuple(parts)
