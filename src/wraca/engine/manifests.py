"""The lake's table of contents: which immutable files make up which month of which table.

<lake>/lake.json                  {"version": 12}: the only thing that changes
<lake>/manifests/000012.json      readers hold it shared; who deletes needs it alone
<lake>/tables/<name>/2026-01.000012.0.parquet
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wraca.engine.files import Hold, hold, read_json, write_json
from wraca.engine.schema import Schema, TableFiles


@dataclass(frozen=True)
class LakeTable:
    schema: Schema
    #: Month ("2026-01"; "all" for a table without months) -> file names under tables/<name>/.
    months: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: What the rows were selected by; another one means that every row must be copied anew.
    origin: str = ""

    def files(self, folder: Path) -> tuple[Path, ...]:
        return tuple(folder / name for month in sorted(self.months) for name in self.months[month])

    def with_months(self, changed: Mapping[str, tuple[str, ...]]) -> LakeTable:
        """The same table with some months' files replaced; a month left without files is gone."""
        months = {**self.months, **changed}
        return replace(self, months={month: names for month, names in months.items() if names})


@dataclass(frozen=True)
class LakeManifest:
    version: int = 0
    #: Every transaction below it had ended when the rows were read.
    watermark: int | None = None
    #: The PostgreSQL cluster whose transactions the watermark counts.
    cluster: str = ""
    tables: Mapping[str, LakeTable] = field(default_factory=dict)


class Manifests:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "lake.json"

    def read(self) -> LakeManifest | None:
        found = read_json(self.pointer)
        return found and self._load(int(found["version"]))

    def pin(self) -> tuple[LakeManifest, Hold] | None:
        """The current manifest, whose files stay as long as it is held."""
        while found := read_json(self.pointer):
            version = int(found["version"])
            held = hold(self._path(version), exclusive=False)
            if held:
                return self._load(version), held
            if read_json(self.pointer) == found:
                return None
        return None

    def publish(self, manifest: LakeManifest) -> None:
        self._path(manifest.version).parent.mkdir(exist_ok=True)
        write_json(self._path(manifest.version), _dumped(manifest))
        write_json(self.pointer, {"version": manifest.version})

    def forget(self) -> None:
        self.pointer.unlink(missing_ok=True)

    def next_version(self) -> int:
        return max((int(path.stem) for path in self._all()), default=0) + 1

    def collect_garbage(self) -> bool:
        """Delete the manifests nobody reads, then every file that none of the others lists. False: one is still read,
        and its files stay."""
        current = (read_json(self.pointer) or {}).get("version")
        for path in self._all():
            if int(path.stem) != current and (alone := hold(path, exclusive=True)):
                path.unlink()
                alone.release()
        used = {
            self.folder / "tables" / name / file
            for path in self._all()
            for name, table in self._load(int(path.stem)).tables.items()
            for files in table.months.values()
            for file in files
        }
        for file in (self.folder / "tables").glob("*/*.parquet"):
            if file not in used:
                file.unlink()
        return all(int(path.stem) == current for path in self._all())

    def _all(self) -> list[Path]:
        return [path for path in (self.folder / "manifests").glob("*.json") if path.stem.isdigit()]

    def _path(self, version: int) -> Path:
        return self.folder / "manifests" / f"{version:06d}.json"

    def _load(self, version: int) -> LakeManifest:
        found = read_json(self._path(version))
        tables = {name: _loaded(entry) for name, entry in found["tables"].items()}
        return LakeManifest(found["version"], found["watermark"], found["cluster"], tables)


def table_files(manifest: LakeManifest, folder: Path) -> dict[str, TableFiles]:
    return {
        name: TableFiles(table.schema, table.files(folder / "tables" / name)) for name, table in manifest.tables.items()
    }


def _loaded(entry: Mapping[str, Any]) -> LakeTable:
    schema = Schema(dict(entry["columns"]), tuple(entry["key"]))
    return LakeTable(schema, {month: tuple(names) for month, names in entry["months"].items()}, entry["origin"])


def _dumped(manifest: LakeManifest) -> dict[str, Any]:
    tables = {
        name: {
            "columns": list(table.schema.columns.items()),
            "key": list(table.schema.key),
            "months": {month: list(names) for month, names in table.months.items()},
            "origin": table.origin,
        }
        for name, table in manifest.tables.items()
    }
    return {
        "version": manifest.version,
        "watermark": manifest.watermark,
        "cluster": manifest.cluster,
        "tables": tables,
    }
