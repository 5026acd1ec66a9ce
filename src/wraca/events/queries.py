"""The only SQL of the timeline."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from wraca.events.models import Event

_FINGERPRINT = """sha256(convert_to(concat_ws('|', kind, extract(epoch FROM at), customer_id, payload), 'UTF8'))"""

COPY_INCOMING = "COPY incoming_event (row, at, kind, customer_id, key, payload) FROM STDIN"


def open_incoming(cursor: CursorWrapper) -> None:
    cursor.execute(
        """CREATE TEMP TABLE IF NOT EXISTS incoming_event
        (row int, at timestamptz, kind text, customer_id bigint, key text, payload jsonb) ON COMMIT DELETE ROWS;
        TRUNCATE incoming_event"""
    )


def append_incoming(cursor: CursorWrapper, source: str) -> list[tuple[int, bool, bool]]:
    """For each incoming row: the id of the event with its key, whether the row made it, whether their contents agree.

    Sorted by key, so that two writers of the same keys wait for each other in one order and cannot lock each other out.
    """
    cursor.execute(
        f"""INSERT INTO events_event (at, kind, customer_id, key, fingerprint, payload, source)
        SELECT DISTINCT ON (key) at, kind, customer_id, key, {_FINGERPRINT}, payload, %s
        FROM incoming_event ORDER BY key, row ON CONFLICT (key) DO NOTHING RETURNING id""",
        [source],
    )
    appended = {row[0] for row in cursor.fetchall()}
    cursor.execute(
        f"""SELECT e.id, e.fingerprint = i.print FROM (SELECT row, key, {_FINGERPRINT} AS print FROM incoming_event) i
        JOIN events_event e ON e.key = i.key ORDER BY i.row"""
    )
    results = []
    for event_id, agrees in cursor.fetchall():
        results.append((event_id, event_id in appended, agrees))
        appended.discard(event_id)
    return results


def append_from(cursor: CursorWrapper, select_sql: str, params: Sequence[object] = ()) -> int:
    """Appends our own events straight from a SELECT of (at, kind, customer_id, key, payload jsonb); known keys are left
    alone. For whole batches written in one transaction: no row passes through Python. Returns how many were new."""
    cursor.execute(
        f"""INSERT INTO events_event (at, kind, customer_id, key, fingerprint, payload, source)
        SELECT at, kind, customer_id, key, {_FINGERPRINT}, payload, 'wraca'
        FROM ({select_sql}) s ORDER BY key ON CONFLICT (key) DO NOTHING""",
        params,
    )
    return cursor.rowcount


@dataclass(frozen=True)
class TimelinePage:
    events: list[Event]
    #: Give it back as `before` for the next, older page; None: this was the last.
    next_before: tuple[datetime, int] | None


def list_timeline(
    customer_ids: Sequence[int],
    *,
    kinds: Sequence[str] = (),
    without: Collection[int] = (),
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> TimelinePage:
    """The events of one person's customers, newest first, but for those whose ids are in `without`. Pages by (moment,
    id): new events do not shift older pages."""
    rows = Event.objects.filter(customer_id__in=customer_ids).exclude(id__in=without).order_by("-at", "-id")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if before is not None:
        at, event_id = before
        rows = rows.extra(where=["(at, id) < (%s, %s)"], params=[at, event_id])
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return TimelinePage(found[:limit], (last.at, last.id) if last else None)


def horizon() -> int:
    """Every transaction below it has ended: what it wrote is visible, and what comes later is stamped above it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def list_after(position: int, last_id: int, *, below: int, kinds: Sequence[str], limit: int) -> list[Event]:
    """Events of `kinds` after the cursor (position, last_id) and stamped below the horizon, in the cursor's order."""
    return list(
        Event.objects.filter(kind__in=kinds, changed__gte=position, changed__lt=below)
        .extra(where=["(changed, id) > (%s, %s)"], params=[position, last_id])
        .order_by("changed", "id")[:limit]
    )


def iterate_events(customer_id: int) -> Iterator[Event]:
    """The whole timeline of a customer, oldest first."""
    return Event.objects.filter(customer_id=customer_id).order_by("at", "id").iterator(chunk_size=2000)
