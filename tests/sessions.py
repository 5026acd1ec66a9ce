"""Other sessions of the test's database. What they do takes as long as the machine likes: it is waited for."""

from __future__ import annotations

import time

from django.db import connection

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
#: Not pg_stat_activity, which stands still in a transaction.
WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


def wait_until_alone() -> None:
    """Until nobody but the test is in its database: a killed process's session, and its locks, outlive it a while."""
    _wait_until(OTHERS, 0)


def wait_until_another_waits() -> None:
    """Until another session has come as far as a lock."""
    _wait_until(WAITING, 1)


def _wait_until(question: str, sessions: int) -> None:
    until = time.monotonic() + 60
    while (found := _count(question)) != sessions:
        assert time.monotonic() < until, f"expected {sessions} other sessions, there are {found}"
        time.sleep(0.01)


def _count(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
