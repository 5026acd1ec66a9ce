"""What the System pages read: generations, runs, imports, alerts, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from wraca.connectors.models import ImportReject, ImportRun
from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.events.models import ApiKey
from wraca.jobs.models import Alert, JobRun
from wraca.kit.errors import WracaError
from wraca.staff.models import User

T = TypeVar("T")
PAGE_SIZE = 30


@dataclass(frozen=True)
class Kept:
    """A generation as the page lists it."""

    id: str
    current: bool
    as_of_day: date | None
    published: datetime | None
    seconds: float | None
    tables: int
    rows: int
    manifest: Mapping[str, Any]


def list_generations(folder: Path) -> list[Kept]:
    return [_kept(listed.id, listed.current, listed.manifest) for listed in Generations(folder).list_()]


def _kept(id_: str, current: bool, manifest: Mapping[str, Any]) -> Kept:
    tables = manifest.get("tables", {})
    seconds = [step["seconds"] for step in steps_of(manifest)]
    return Kept(
        id_,
        current,
        _parsed(date.fromisoformat, str(manifest.get("as_of", ""))[:10]),
        _parsed(datetime.fromisoformat, str(manifest.get("published_at", ""))),
        sum(seconds) if seconds else None,
        len(tables),
        sum(int(table.get("rows", 0)) for table in tables.values()),
        manifest,
    )


def _parsed(parse: Callable[[str], T], text: str) -> T | None:
    try:
        return parse(text)
    except ValueError:
        return None


def steps_of(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Steps in their order: name, rows (None where the manifest does not say) and seconds."""
    tables = manifest.get("tables", {})
    steps = manifest.get("steps")
    if isinstance(steps, list):
        return [{"name": s["step"], "rows": s.get("rows"), "seconds": float(s["seconds"])} for s in steps]
    seconds = manifest.get("seconds", {})
    return [
        {"name": name, "rows": (tables.get(name) or {}).get("rows"), "seconds": float(took)}
        for name, took in (seconds.items() if isinstance(seconds, Mapping) else ())
    ]


@dataclass(frozen=True)
class LakeState:
    tables: Sequence[tuple[str, int, int]]
    watermark: int | None
    bytes: int


def find_lake(folder: Path) -> LakeState | None:
    """Facts with their files and bytes; None before the first copy."""
    try:
        with Lake(folder).open() as snapshot:
            files = {name.removeprefix("lake_"): table.files for name, table in snapshot.tables().items()}
            sizes = {name: sum(path.stat().st_size for path in paths) for name, paths in files.items()}
            rows = [(name, len(paths), sizes[name]) for name, paths in sorted(files.items())]
            return LakeState(rows, snapshot.watermark, sum(sizes.values()))
    except (WracaError, OSError):
        return None


def find_live_run(kinds: Sequence[str] = ()) -> JobRun | None:
    live = JobRun.objects.filter(state__in=[JobRun.WAITING, JobRun.RUNNING])
    return (live.filter(kind__in=kinds) if kinds else live).order_by("-created_at", "-id").first()


def list_runs(page: int, kind: str = "", state: str = "") -> tuple[list[JobRun], int]:
    runs = JobRun.objects.order_by("-created_at", "-id")
    if kind:
        runs = runs.filter(kind=kind)
    if state:
        runs = runs.filter(state=state)
    skip = (page - 1) * PAGE_SIZE
    return list(runs[skip : skip + PAGE_SIZE]), runs.count()


def list_run_kinds() -> list[str]:
    return list(JobRun.objects.order_by("kind").values_list("kind", flat=True).distinct())


def find_run(run_id: int) -> JobRun | None:
    return JobRun.objects.filter(pk=run_id).first()


def list_alerts() -> list[Alert]:
    return list(Alert.objects.filter(resolved_at=None).order_by("-raised_at", "-id"))


def find_alert(alert_id: int) -> Alert | None:
    return Alert.objects.filter(pk=alert_id, resolved_at=None).first()


def list_imports(page: int) -> tuple[list[ImportRun], int]:
    runs = ImportRun.objects.order_by("-started_at", "-id")
    skip = (page - 1) * PAGE_SIZE
    return list(runs[skip : skip + PAGE_SIZE]), runs.count()


def list_sources() -> list[ImportRun]:
    """The last run of each source and kind."""
    return list(ImportRun.objects.order_by("source", "kind", "-started_at", "-id").distinct("source", "kind"))


def find_import(run_id: int) -> ImportRun | None:
    return ImportRun.objects.filter(pk=run_id).first()


def list_rejects(run_id: int, page: int) -> tuple[list[ImportReject], int]:
    rejects = ImportReject.objects.filter(run_id=run_id).order_by("row_number", "id")
    skip = (page - 1) * PAGE_SIZE
    return list(rejects[skip : skip + PAGE_SIZE]), rejects.count()


def walk_rejects(run_id: int) -> Iterator[ImportReject]:
    return ImportReject.objects.filter(run_id=run_id).order_by("row_number", "id").iterator(chunk_size=2000)


def list_keys() -> list[ApiKey]:
    """Working ones first, then the revoked."""
    return sorted(ApiKey.objects.all(), key=lambda key: (key.revoked_at is not None, -key.pk))


def names_of(user_ids: Sequence[int | None]) -> dict[int, str]:
    users = User.objects.filter(pk__in={id_ for id_ in user_ids if id_ is not None})
    return {user.pk: user.name or user.email for user in users}
