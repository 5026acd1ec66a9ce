"""Every row of every table, to compare what was with what is."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

#: Appended to by every deed, or not the shop's: sessions, the queue, stamps.
LOGS = frozenset({"events_event", "staff_auditentry", "engine_tombstone", "django_session"})


def dump(*, without: Collection[str] = LOGS) -> dict[str, list[dict]]:
    """Table -> its rows but for the stamps by which they reach the lake."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall() if name not in without and not name.startswith("procrastinate")]
        return {name: _rows(cursor, name) for name in names}


def _rows(cursor, name: str) -> list[dict]:
    cursor.execute(f"SELECT to_jsonb(t) - 'changed' FROM {name} t ORDER BY to_jsonb(t)::text")
    return [row for (row,) in cursor.fetchall()]
