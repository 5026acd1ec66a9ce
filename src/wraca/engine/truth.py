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

    def __init__(self, conninfo: str, connection: dbapi.Connection, moment: str | None = None) -> None:
        self._conninfo = conninfo
        self._connection = connection
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if moment:
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{moment}'")
            cursor.execute("SET LOCAL TimeZone = 'UTC'")
        #: Every transaction below it has ended; what comes later has a larger stamp.
        self.horizon = int(self._one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))
        self.cluster = self._one("SELECT system_identifier::text FROM pg_control_system()")

    def _one(self, sql: str) -> str:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return str((cursor.fetchone() or ("",))[0])

    @contextmanager
    def beside(self) -> Iterator[TruthSnapshot]:
        """Another connection to the same moment, to be closed before this one."""
        with truth_snapshot(self._conninfo, self._one("SELECT pg_export_snapshot()")) as other:
            yield other

    def size_of(self, table: str) -> int:
        """In bytes."""
        return int(self._one(f"SELECT pg_table_size('{table}')::text"))

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
def truth_snapshot(conninfo: str, moment: str | None = None) -> Iterator[TruthSnapshot]:
    """Open PostgreSQL at one moment, read-only: now, or the one exported under this name. `conninfo` is libpq's, as
    key=value words or as an address."""
    try:
        connection = dbapi.connect(conninfo, autocommit=False)
    except dbapi.Error as cause:
        # The driver's text may hold the password.
        raise NotReady(_("PostgreSQL does not answer: is it running, and is WRACA_DATABASE_URL right?")) from cause
    try:
        yield TruthSnapshot(conninfo, connection, moment)
        connection.rollback()
    except dbapi.Error as cause:
        raise WracaError(_("PostgreSQL refused to give rows to the lake: {cause}").format(cause=cause)) from cause
    finally:
        connection.close()
