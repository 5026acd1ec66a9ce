"""The only reads and writes of import runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from wraca.connectors.models import ImportReject, ImportRun
from wraca.connectors.words import Told
from wraca.kit.recorded import Problem, Recorded
from wraca.orders.models import Order


def has_no_orders() -> bool:
    return not Order.objects.exists()


def keep_batch(run: ImportRun, recorded: Recorded, rejects: Sequence[tuple[Told, Problem]]) -> None:
    with transaction.atomic():
        ImportReject.objects.bulk_create([_reject(run, told, problem) for told, problem in rejects], batch_size=1000)
        run.new += recorded.new
        run.changed_rows += recorded.changed
        run.same += recorded.same
        run.rejected += len(rejects)
        run.rows = run.new + run.changed_rows + run.same + run.rejected
        run.save(update_fields=["new", "changed_rows", "same", "rejected", "rows"])


def _reject(run: ImportRun, told: Told, problem: Problem) -> ImportReject:
    raw = told.raw.decode("utf-8", "replace") if isinstance(told.raw, bytes) else told.raw
    return ImportReject(
        run=run, row_number=told.row, reason=problem.reason, values=_storable(dict(problem.values)), raw=_storable(raw)
    )


def _storable(value: object) -> object:
    """As JSON that PostgreSQL takes: without the character NUL, and moments as text."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {str(name): _storable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def end_run(run: ImportRun, state: str, now: datetime, *, error: str = "") -> None:
    run.state, run.ended_at, run.error = state, now, error
    run.save(update_fields=["state", "ended_at", "error"])


def list_runs(*, limit: int = 50) -> list[ImportRun]:
    """Newest first."""
    return list(ImportRun.objects.order_by("-started_at", "-id")[:limit])


def find_run(run_id: int) -> ImportRun | None:
    return ImportRun.objects.filter(pk=run_id).first()


def find_earlier(run: ImportRun) -> ImportRun | None:
    """The last run of the very same file."""
    return (
        ImportRun.objects.filter(file_hash=run.file_hash, kind=run.kind, state="done", pk__lt=run.pk)
        .order_by("-id")
        .first()
    )


def list_rejects(run_id: int, *, after: int = 0, limit: int = 100) -> list[ImportReject]:
    """In the order of the file; `after` is the id of the last one of the page before."""
    return list(ImportReject.objects.filter(run_id=run_id, pk__gt=after).order_by("row_number", "id")[:limit])


def iterate_rejects(run_id: int) -> Iterator[ImportReject]:
    return ImportReject.objects.filter(run_id=run_id).order_by("row_number", "id").iterator(chunk_size=1000)
