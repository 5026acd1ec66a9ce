"""The only reads and writes of import runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction

from wraca.connectors.columns import REASON_COLUMN
from wraca.connectors.erased_rows import without_erased
from wraca.connectors.models import ImportReject, ImportRun
from wraca.connectors.words import Told
from wraca.kit.recorded import Problem, Recorded
from wraca.orders.models import Order

_COUNTS = ("new", "changed_rows", "same", "rejected", "rows")


def has_no_orders() -> bool:
    return not Order.objects.exists()


#: Any number of ours: a session holds the lock (it, run) as long as it works on the run.
RUN_LOCK = 0x77726164
_END_INTERRUPTED = """UPDATE connectors_importrun r
    SET state = 'interrupted', ended_at = %s, rows = new + changed_rows + same + rejected
    WHERE state = 'running' AND NOT EXISTS (
        SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
        AND l.classid = %s AND l.objid = r.id %% 2147483648)"""


def begin_run(**about: object) -> ImportRun:
    """The lock goes with this process, however it ends: that is how a killed import is known."""
    with transaction.atomic():
        run = ImportRun.objects.create(**about)
        _call("pg_advisory_lock", run)
    return run


@contextlib.contextmanager
def keeping_before(run: ImportRun) -> Iterator[None]:
    """One transaction of the run: what it changes and deletes is written down as it was (wraca.connectors.undoing)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wraca.import_run', %s, true)", [str(run.pk)])
        yield
        cursor.execute("SELECT set_config('wraca.import_run', '', true)")
        cursor.execute(
            "INSERT INTO connectors_importbatch (run_id, transaction) VALUES (%s, pg_current_xact_id()::text::bigint)"
            " ON CONFLICT DO NOTHING",
            [run.pk],
        )


def end_interrupted(now: datetime) -> int:
    """Ends the runs that nobody works on any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_END_INTERRUPTED, [now, RUN_LOCK])
        return cursor.rowcount


def _call(function: str, run: ImportRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [RUN_LOCK, run.pk % 2**31])


def tell_rows(run_id: int, rows: int) -> None:
    """While the counts themselves wait for the commit of a first load."""
    ImportRun.objects.filter(pk=run_id).update(rows=rows)


def keep_batch(
    run: ImportRun, recorded: Recorded, rejects: Sequence[tuple[Told, Problem]], *, counts_wait: bool = False
) -> None:
    """With `counts_wait` the run's row is left unlocked, for `tell_rows` over another connection."""
    with transaction.atomic():
        kept = without_erased(run.source, [reject_of(run, told, problem) for told, problem in rejects])
        ImportReject.objects.bulk_create(kept, batch_size=1000)
        run.new += recorded.new
        run.changed_rows += recorded.changed
        run.same += recorded.same
        run.rejected += len(rejects)
        run.rows = run.new + run.changed_rows + run.same + run.rejected
        if not counts_wait:
            run.save(update_fields=_COUNTS)


def reject_of(run: ImportRun | None, told: Told, problem: Problem) -> ImportReject:
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
    run.save(update_fields=["state", "ended_at", "error", *_COUNTS])
    _call("pg_advisory_unlock", run)


def list_runs(*, limit: int = 50) -> list[ImportRun]:
    """Newest first."""
    return list(ImportRun.objects.order_by("-started_at", "-id")[:limit])


def count_open_rejects(since: datetime) -> int:
    """Of each file the rejects of its last run. A file of rejects that was mended and sent clears those before it."""
    runs = ImportRun.objects.filter(started_at__gte=since).exclude(state="running").order_by("started_at", "id")
    waiting: dict[tuple[str, str], dict[str, int]] = {}
    for source, kind, name, header, state, rejected in runs.values_list(
        "source", "kind", "file_name", "header", "state", "rejected"
    ):
        files = waiting.setdefault((source, kind), {})
        if state != "done":
            rejected = max(rejected, files.get(name, 0))
        elif REASON_COLUMN in header:
            files.clear()
        files[name] = rejected
    return sum(sum(files.values()) for files in waiting.values())


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
