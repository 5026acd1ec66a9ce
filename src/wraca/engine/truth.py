"""Reading PostgreSQL for the lake: one snapshot, streams of Arrow batches, never a Python object per row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
from adbc_driver_postgresql import dbapi

from wraca.kit.errors import NotReady, WracaError
from wraca.kit.language import _

if TYPE_CHECKING:
    import pyarrow as pa


class TruthSnapshot:
    """Everything read through it belongs to one moment."""

    def __init__(self, connection: dbapi.Connection) -> None:
        self._connection = connection
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL TimeZone = 'UTC'")
        #: Every transaction below it has ended; what comes later has a larger stamp.
        self.horizon = int(self._one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))
        self.cluster = self._one("SELECT system_identifier::text FROM pg_control_system()")

    def _one(self, sql: str) -> str:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return str((cursor.fetchone() or ("",))[0])

    def has_table(self, name: str) -> bool:
        return self._one(f"SELECT (to_regclass('{name}') IS NOT NULL)::text") == "true"

    @contextmanager
    def stream(self, sql: str) -> Iterator[pa.RecordBatchReader]:
        """The rows in batches. One stream at a time."""
        # Its cursor must be closed before the connection.
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            try:
                yield cursor.fetch_record_batch()
            except (OSError, duckdb.Error) as cause:
                # An error in the middle of a stream comes from whoever pulls it.
                if "[libpq]" not in str(cause):
                    raise
                raise WracaError(
                    _("PostgreSQL broke off a copy, nothing was published: {cause}").format(cause=cause)
                ) from cause


@contextmanager
def truth_snapshot(conninfo: str) -> Iterator[TruthSnapshot]:
    """Open PostgreSQL at one moment, read-only. `conninfo` is libpq's, as key=value words or as an address."""
    try:
        connection = dbapi.connect(conninfo, autocommit=False)
    except dbapi.Error as cause:
        # The driver's text may hold the password.
        raise NotReady(_("PostgreSQL does not answer: is it running, and is WRACA_DATABASE_URL right?")) from cause
    try:
        yield TruthSnapshot(connection)
        connection.rollback()
    except dbapi.Error as cause:
        raise WracaError(_("PostgreSQL refused to give rows to the lake: {cause}").format(cause=cause)) from cause
    finally:
        connection.close()
