"""The lake: truth's tables in Parquet by month, copied incrementally, so that heavy work never touches PostgreSQL."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

import pyarrow as pa

from wraca.engine.duckdb_engine import connection
from wraca.engine.facts import Fact
from wraca.engine.files import Hold, explained, hold
from wraca.engine.manifests import LakeManifest, LakeTable, Manifests, table_files
from wraca.engine.months import Months, Replaced
from wraca.engine.progress import Report, measured, unheard
from wraca.engine.schema import Schema, TableFiles
from wraca.engine.truth import TruthSnapshot, truth_snapshot
from wraca.kit.errors import Conflict, NotReady
from wraca.kit.language import _


@dataclass(frozen=True)
class CopyReport:
    watermark: int
    #: Fact -> what was copied of it.
    tables: Mapping[str, Replaced]
    #: Facts of which every row was copied: new ones, changed declarations, another cluster.
    whole: tuple[str, ...]
    seconds: Mapping[str, float]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class LakeSnapshot:
    """The lake at one version. Its files stay until it is closed or garbage collected."""

    def __init__(self, folder: Path, manifest: LakeManifest, pin: Hold) -> None:
        self._folder = folder
        self._manifest = manifest
        self._pin = pin
        self.watermark = manifest.watermark

    def tables(self, prefix: str = "lake_") -> dict[str, TableFiles]:
        return {prefix + name: table for name, table in table_files(self._manifest, self._folder).items()}

    def close(self) -> None:
        self._pin.release()

    def __enter__(self) -> LakeSnapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Lake:
    def __init__(self, folder: Path, memory_mb: int = 2048) -> None:
        self.folder = folder
        self.memory_mb = memory_mb
        self._manifests = Manifests(folder)

    def open(self) -> LakeSnapshot:
        """Raises NotReady before the first copy."""
        pinned = self._manifests.pin()
        if pinned is None:
            raise NotReady(_("the lake is empty: run `wraca refresh`"))
        return LakeSnapshot(self.folder, *pinned)

    @property
    def watermark(self) -> int | None:
        """Tombstones below it have been copied and may be deleted."""
        manifest = self._manifests.read()
        return manifest.watermark if manifest else None

    def copy(self, conninfo: str, facts: Sequence[Fact], report: Report = unheard) -> CopyReport:
        """Bring every fact up to one moment of truth; nothing is published unless all of it is there.

        Raises Conflict while another copy runs, NotReady if PostgreSQL does not answer.
        """
        with self._writing() as (before, months), truth_snapshot(conninfo) as truth:
            since = _usable_watermark(before, truth)
            old = {
                fact.name: _comparable(before.tables.get(fact.name), fact) if since is not None else None
                for fact in facts
            }
            tables, replaced, seconds = dict(before.tables), {}, {}
            with _copying(months, truth, facts, old, since) as copies:
                for index, fact in enumerate(facts, start=1):
                    with measured(f"copy_{fact.name}", index, len(facts), report) as step:
                        tables[fact.name], replaced[fact.name] = copies[fact.name].result()
                        step.rows = replaced[fact.name].rows
                    seconds[f"copy_{fact.name}"] = step.progress.seconds or 0.0
            self._publish(LakeManifest(months.version, truth.horizon, truth.cluster, tables))
            whole = tuple(fact.name for fact in facts if old[fact.name] is None)
            return CopyReport(truth.horizon, replaced, whole, seconds)

    def write(self, name: str, schema: Schema, rows: pa.Table | Sequence[Path], *, month: str = "") -> int:
        """Fill a table directly, replacing what it held; returns its rows. `rows` are Arrow or Parquet files."""
        with self._writing() as (before, months):
            table, replaced = months.fill(name, LakeTable(schema), rows, month)
            self._publish(replace(before, version=months.version, tables={**before.tables, name: table}))
            return replaced.rows

    def collect_garbage(self) -> bool:
        """Delete what no reader and no later copy needs. False: an earlier state is still being read.

        Raises Conflict while a copy runs.
        """
        if not self.folder.is_dir():
            return True
        with explained(self.folder):
            lock = hold(self.folder / "copy.lock", exclusive=True)
            if lock is None:
                raise Conflict(_("another copy to the lake is running; wait until it has ended"))
            try:
                return self._manifests.collect_garbage()
            finally:
                lock.release()

    def forget(self) -> None:
        """Make the next copy a whole one: after truth was restored from a dump, or moved to another server."""
        with explained(self.folder):
            self._manifests.forget()

    @contextmanager
    def _writing(self) -> Iterator[tuple[LakeManifest, Months]]:
        with explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = hold(self.folder / "copy.lock", exclusive=True)
            if lock is None:
                raise Conflict(_("another copy to the lake is running; wait until it has ended"))
            try:
                _remove_staging(self.folder)
                self._manifests.collect_garbage()
                with connection(self.memory_mb, self.folder / f".spill-{os.getpid()}") as con:
                    staging, version = self.folder / f".staging-{os.getpid()}", self._manifests.next_version()
                    before = self._manifests.read() or LakeManifest()
                    yield before, Months(con, self.folder / "tables", staging, version)
            finally:
                _remove_staging(self.folder)
                lock.release()

    def _publish(self, manifest: LakeManifest) -> None:
        self._manifests.publish(manifest)
        self._manifests.collect_garbage()


def _usable_watermark(before: LakeManifest, truth: TruthSnapshot) -> int | None:
    """None if the stamps of before mean nothing now: another cluster, or one set back in time."""
    same = before.cluster == truth.cluster and before.watermark is not None and before.watermark <= truth.horizon
    return before.watermark if same else None


def _origin(fact: Fact) -> str:
    return hashlib.sha256(f"{fact.month} {fact.select_sql(None)}".encode()).hexdigest()


def _comparable(table: LakeTable | None, fact: Fact) -> LakeTable | None:
    return table if table and table.origin == _origin(fact) else None


#: Of a fact: its table, and what the copy did to it.
Copied: TypeAlias = tuple[LakeTable, Replaced]


@contextmanager
def _copying(
    months: Months, truth: TruthSnapshot, facts: Sequence[Fact], old: Mapping[str, LakeTable | None], since: int | None
) -> Iterator[dict[str, Future[Copied]]]:
    """Starts the copies, the largest first, two at a time: PostgreSQL reads the one while we write the other."""
    pairs: SimpleQueue[tuple[Months, TruthSnapshot]] = SimpleQueue()

    def copy(fact: Fact) -> Copied:
        pair = pairs.get()
        try:
            return _copy_fact(*pair, fact, old[fact.name], since)
        finally:
            pairs.put(pair)

    with truth.beside() as other_truth, months.beside() as other_months, ThreadPoolExecutor(2) as pool:
        pairs.put((months, truth))
        pairs.put((other_months, other_truth))
        largest_first = sorted(facts, key=lambda fact: (-truth.size_of(fact.table), fact.name))
        try:
            yield {fact.name: pool.submit(copy, fact) for fact in largest_first}
        finally:
            pool.shutdown(cancel_futures=True)


def _copy_fact(
    months: Months, truth: TruthSnapshot, fact: Fact, old: LakeTable | None, since: int | None
) -> tuple[LakeTable, Replaced]:
    if old is None or since is None:
        with truth.stream(fact.select_sql(None)) as rows:
            return months.fill(fact.name, LakeTable(fact.schema, origin=_origin(fact)), rows, fact.month)
    with truth.stream(fact.select_sql(since)) as rows:
        fresh = months.stage(fact.name, fact.schema, rows, fact.month)
    with truth.stream(fact.deleted_sql(since)) as stream:
        gone = stream.read_all()
    return months.replace(fact.name, old, fresh, gone, may_move=not fact.append_only)


def _remove_staging(folder: Path) -> None:
    for pattern in (".staging-*", ".spill-*"):
        for left in folder.glob(pattern):
            shutil.rmtree(left, ignore_errors=True)
