"""After a dump was restored: transaction ids begin again, so the stamps of the rows must too."""

from __future__ import annotations

import psycopg

from wraca.engine.facts import STAMP, TOMBSTONES

EVENTS, CURSORS = "events_event", "events_cursor"
LAST_ID = 2**63 - 1


def restamp(connection: psycopg.Connection) -> None:
    """Every row gets a stamp of this cluster, and no follower of the timeline handles an event twice or skips one.

    connection: autocommit. What a follower has handled gets an older stamp than what it has not.
    """
    for table in _stamped_tables(connection):
        if table != EVENTS:
            connection.execute(f"UPDATE {table} SET changed = {STAMP}")
    _restamp_events(connection)
    connection.execute(f"DELETE FROM {TOMBSTONES}")
    # What an import wrote is known by its stamps, which are gone: it can no longer be undone.
    if connection.execute("SELECT to_regclass('connectors_importbatch')").fetchone()[0]:  # type: ignore[index]
        connection.execute("DELETE FROM connectors_importbatch; DELETE FROM connectors_importchange")


def _stamped_tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "SELECT quote_ident(table_name) FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = 'public' AND column_name = 'changed' "
        "AND data_type = 'bigint' AND table_type = 'BASE TABLE' AND table_name <> %s ORDER BY 1",
        [TOMBSTONES],
    )
    return [name for (name,) in found]


def _restamp_events(connection: psycopg.Connection) -> None:
    connection.execute(f"CREATE TEMP TABLE old_stamp AS SELECT id, changed FROM {EVENTS}")
    cursors = connection.execute(
        f"SELECT position, last_id, array_agg(follower) FROM {CURSORS} GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    lower = (-1, -1)
    for position, last_id, followers in cursors:
        with connection.transaction():
            _restamp_between(connection, lower, (position, last_id))
            connection.execute(
                f"UPDATE {CURSORS} SET position = {STAMP}, last_id = %s WHERE follower = ANY (%s)", [LAST_ID, followers]
            )
        lower = (position, last_id)
    _restamp_between(connection, lower, (LAST_ID, LAST_ID))
    connection.execute("DROP TABLE old_stamp")


def _restamp_between(connection: psycopg.Connection, above: tuple[int, int], upto: tuple[int, int]) -> None:
    connection.execute(
        f"UPDATE {EVENTS} AS event SET changed = {STAMP} FROM old_stamp AS old WHERE event.id = old.id "
        "AND (old.changed, old.id) > (%s, %s) AND (old.changed, old.id) <= (%s, %s)",
        [*above, *upto],
    )
