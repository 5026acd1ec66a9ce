"""Foreign keys of a batch. PostgreSQL checks them row by row, which is half the price of a row with two of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_WITHOUT = """SELECT set_config('session_replication_role', 'replica', true)
    WHERE has_parameter_privilege('session_replication_role', 'SET')"""
_WITH = """SELECT set_config('session_replication_role', 'origin', true)
    WHERE current_setting('session_replication_role') = 'replica'"""


class _Cursor(Protocol):
    def execute(self, sql: str, /) -> object: ...


@contextmanager
def without_checks(cursor: _Cursor) -> Iterator[None]:
    """For inserts alone, into tables without triggers on INSERT, which are left out too, of rows whose others are
    locked by this transaction or were inserted in it, so that no check could fail. Where the account may do so (that
    of the embedded server may); else all is checked as ever. An error ends the transaction, and this with it."""
    cursor.execute(_WITHOUT)
    yield
    cursor.execute(_WITH)
