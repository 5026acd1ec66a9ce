"""Generations: what was computed, in immutable folders, with one atomic switch between them.

    <folder>/current.json         {"kept": [newest published, the one before, ...]}: the only thing that changes
    <folder>/refresh.lock         held by the one who drafts
    <folder>/000007/manifest.json
    <folder>/000007/pin           readers hold it shared; who deletes needs it alone
    <folder>/000007/<table>/part-00000.parquet
    <folder>/000007/serving.duckdb        the same tables for quick reading

A folder that `current.json` does not list is a draft, or what a crash or a rollback left: the next `begin` removes it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow.parquet as pq

from wraca import __version__
from wraca.engine.files import Hold, explained, hold, read_json, sync_file, sync_folder, write_json
from wraca.engine.schema import Schema, TableFiles
from wraca.engine.serving import build_serving
from wraca.kit.errors import Conflict, InvalidInput, NotReady
from wraca.kit.language import _

KEPT = 3


@dataclass(frozen=True)
class Listed:
    id: str
    current: bool
    manifest: Mapping[str, Any]


class Generation:
    """One published generation. Pinned, so never deleted, until closed or garbage collected."""

    def __init__(self, folder: Path, pin: Hold) -> None:
        self.folder = folder
        self.id = folder.name
        self.manifest: Mapping[str, Any] = read_json(folder / "manifest.json")
        self._pin = pin

    def tables(self) -> dict[str, TableFiles]:
        return {name: self._table(name, entry) for name, entry in self.manifest["tables"].items()}

    def _table(self, name: str, entry: Mapping[str, Any]) -> TableFiles:
        schema = Schema(dict(entry["columns"]), tuple(entry["key"]))
        return TableFiles(schema, tuple(self.folder / name / file["name"] for file in entry["files"]))

    def close(self) -> None:
        self._pin.release()

    def __enter__(self) -> Generation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Draft:
    """A generation being written. Left without `publish`, it is deleted."""

    def __init__(self, generations: Generations, folder: Path, lock: Hold) -> None:
        self.folder = folder
        self.id = folder.name
        self._generations = generations
        self._lock = lock

    def publish(
        self, manifest: Mapping[str, Any], tables: Mapping[str, TableFiles], *, seldom: Collection[str] = ()
    ) -> Generation:
        """Make it the current generation. Of `tables`, those that lie in the draft's folder are published.

        seldom: names of tables that no page reads; they are kept as Parquet only.

        The manifest should say what they were computed from and how: watermark, as_of, published_at, parameters,
        seconds per step.
        """
        mine = {name: table for name, table in tables.items() if _lies_in(table, self.folder / name)}
        if not mine:
            raise InvalidInput(f"none of {sorted(tables)} was written to {self.folder}: there is nothing to publish")
        with explained(self.folder):
            self._write_manifest(manifest, mine, seldom)
            pin = self._generations.switch_to(self.id)
        self._lock.release()
        return Generation(self.folder, pin)

    def _write_manifest(
        self, manifest: Mapping[str, Any], tables: Mapping[str, TableFiles], seldom: Collection[str]
    ) -> None:
        entries = {name: _entry(table) for name, table in sorted(tables.items())}
        build_serving(self.folder, {name: table for name, table in tables.items() if name not in seldom})
        (self.folder / "pin").touch()
        for name in tables:
            sync_folder(self.folder / name)
        write_json(self.folder / "manifest.json", {**manifest, "tables": entries, "wraca_version": __version__})

    def close(self) -> None:
        if self._lock.release.alive:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._lock.release()

    def __enter__(self) -> Draft:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Generations:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "current.json"

    def begin(self) -> Draft:
        """Start a draft. Raises Conflict while another one is being written."""
        with explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = self._lock()
            self._sweep()
            folder = self.folder / self._next_id()
            folder.mkdir()
        return Draft(self, folder, lock)

    def current(self) -> Generation | None:
        """The published generation, pinned; None before the first."""
        kept = self._kept()
        while kept:
            for id_ in kept:
                pin = hold(self.folder / id_ / "pin", exclusive=False)
                if pin:
                    return Generation(self.folder / id_, pin)
            # None could be pinned: either all were deleted by hand, or others were published meanwhile.
            before, kept = kept, self._kept()
            if kept == before:
                return None
        return None

    def rollback(self) -> Generation:
        """Go back to the generation before. Raises NotReady if there is none, Conflict while a refresh runs."""
        if len(self._kept()) < 2:
            raise NotReady(_("there is no earlier generation to go back to"))
        with explained(self.folder):
            lock = self._lock()
            kept = self._kept()[1:]
            pin = hold(self.folder / kept[0] / "pin", exclusive=False)
            if pin is None:
                raise NotReady(_("the earlier generation was deleted; run `wraca refresh`"))
            write_json(self.pointer, {"kept": kept})
            self._sweep()
            lock.release()
        return Generation(self.folder / kept[0], pin)

    def retire_older(self) -> bool:
        """Delete all but the current one, e.g. because they hold what was erased. False: somebody still reads one.

        Raises Conflict while a refresh runs.
        """
        if not self.folder.is_dir():
            return True
        with explained(self.folder):
            lock = self._lock()
            kept = self._kept()[:1]
            if self._kept() != kept:
                write_json(self.pointer, {"kept": kept})
            self._sweep()
            lock.release()
        return {path.name for path in self.folder.iterdir() if path.name.isdigit()} <= set(kept)

    def list_(self) -> list[Listed]:
        """The kept generations, the current one first."""
        found = [(id_, read_json(self.folder / id_ / "manifest.json")) for id_ in self._kept()]
        present = [(id_, manifest) for id_, manifest in found if manifest]
        return [Listed(id_, index == 0, manifest) for index, (id_, manifest) in enumerate(present)]

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever something is published or rolled back; None before the first. One cheap system call."""
        try:
            found = os.stat(self.pointer)
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def switch_to(self, id_: str) -> Hold:
        """The one moment of publishing: before the rename nothing has changed, after it everything has."""
        pin = hold(self.folder / id_ / "pin", exclusive=False)
        if pin is None:
            raise Conflict(_("the draft disappeared while it was written; run `wraca refresh` again"))
        sync_folder(self.folder / id_)
        sync_folder(self.folder)
        write_json(self.pointer, {"kept": [id_, *self._kept()][:KEPT]})
        self._sweep()
        return pin

    def _kept(self) -> list[str]:
        return list((read_json(self.pointer) or {"kept": []})["kept"])

    def _lock(self) -> Hold:
        lock = hold(self.folder / "refresh.lock", exclusive=True)
        if lock is None:
            raise Conflict(_("another refresh is running on this folder; wait until it has ended"))
        return lock

    def _next_id(self) -> str:
        numbers = [int(path.name) for path in self.folder.iterdir() if path.name.isdigit()]
        return f"{max([*numbers, *map(int, self._kept())], default=0) + 1:06d}"

    def _sweep(self) -> None:
        """Delete what is not kept, except what a reader still holds."""
        kept = set(self._kept())
        for folder in self.folder.iterdir():
            if not folder.name.isdigit() or folder.name in kept:
                continue
            alone = hold(folder / "pin", exclusive=True)
            if alone:
                shutil.rmtree(folder, ignore_errors=True)
                alone.release()


def _lies_in(table: TableFiles, folder: Path) -> bool:
    return bool(table.files) and all(file.parent == folder for file in table.files)


def _entry(table: TableFiles) -> dict[str, Any]:
    files = [_file_entry(path) for path in table.files]
    return {
        "rows": sum(file["rows"] for file in files),
        "columns": list(table.schema.columns.items()),
        "key": list(table.schema.key),
        "files": files,
    }


def _file_entry(path: Path) -> dict[str, Any]:
    sync_file(path)
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": path.name,
        "rows": pq.read_metadata(path).num_rows,
        "bytes": path.stat().st_size,
        "sha256": digest,
    }
