"""What of truth goes to the lake, and the SQL that lets the lake see every change of it.

Ids and times are not in commit order, so a copy by either loses rows under concurrent writers. Each table therefore has
a column `changed` that holds the id of the transaction that wrote the row; docs/adr/0004 tells why this misses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wraca.engine.schema import DTYPES, Schema
from wraca.kit.errors import InvalidInput

#: The stamp of the running transaction; the default of every `changed` column.
STAMP = "pg_current_xact_id()::text::bigint"
TOMBSTONES = "engine_tombstone"


@dataclass(frozen=True)
class Fact:
    """One table of the lake.

    `columns` maps the lake's name to (dtype, SQL expression); in the SQL the truth's table is `t`. PostgreSQL casts the
    result to the dtype, with the session in UTC.
    """

    #: Name in the lake.
    name: str
    #: Table of truth; it went through `stamp_sql`.
    table: str
    columns: Mapping[str, tuple[str, str]]
    #: The lake's column that holds the table's primary key (a bigint).
    key: str
    #: The primary key's name in truth.
    id_column: str = "id"
    #: A date or timestamp column of the lake by whose month the files are cut. Empty: one file, for small tables.
    month: str = ""
    #: E.g. "JOIN orders_order o ON o.id = t.order_id".
    joins: str = ""
    #: Aliases of joined tables (stamped too) whose change changes this row as well: ("o",).
    follows: tuple[str, ...] = ()
    #: Rows are never changed, only added and (seldom) deleted: a copy of new ones need not look for earlier versions.
    append_only: bool = False

    def __post_init__(self) -> None:
        if self.columns.get(self.key, ("",))[0] != "int64":
            raise InvalidInput(f"fact {self.name}: the key {self.key!r} must be an int64 column of it")
        if self.month and self.columns.get(self.month, ("",))[0] not in {"date", "timestamp"}:
            raise InvalidInput(f"fact {self.name}: the month {self.month!r} must be a date or timestamp column of it")

    @property
    def schema(self) -> Schema:
        return Schema({name: dtype for name, (dtype, _) in self.columns.items()}, key=(self.key,))

    def select_sql(self, since: int | None) -> str:
        """Every row visible now, or only those written by transactions from `since` on."""
        casts = ", ".join(
            f'CAST({sql} AS {DTYPES[dtype][2]}) AS "{name}"' for name, (dtype, sql) in self.columns.items()
        )
        changed = "" if since is None else f" WHERE t.{self.id_column} IN ({self._changed_ids_sql(since)})"
        return f"SELECT {casts} FROM {self.table} t {self.joins}{changed}"

    def _changed_ids_sql(self, since: int) -> str:
        # One branch a table, so that each can use its own index on `changed`.
        own = f"SELECT t.{self.id_column} FROM {self.table} t WHERE t.changed >= {since}"
        others = [
            f"SELECT t.{self.id_column} FROM {self.table} t {self.joins} WHERE {alias}.changed >= {since}"
            for alias in self.follows
        ]
        return " UNION ".join([own, *others])

    def deleted_sql(self, since: int) -> str:
        """Ids deleted by transactions from `since` on; a NULL among them says the whole table was emptied."""
        return f"SELECT row_id FROM {TOMBSTONES} WHERE fact_table = '{self.table}' AND changed >= {since}"


def stamp_sql(table: str, *, id_column: str = "id", deletable: bool = True, updatable: bool = True) -> list[str]:
    """Statements (for `migrations.RunSQL`) that keep `table.changed` true, and leave a tombstone for a deleted row.

    `updatable=False` for rows that are never changed: the default alone stamps them, and inserts pay for no trigger.
    `deletable=False` where nothing is ever deleted, not even by an erasure. Safe to run again.
    """
    statements = [
        *_SHARED,
        f"ALTER TABLE {table} ALTER COLUMN changed SET DEFAULT {STAMP}, ALTER COLUMN changed SET NOT NULL",
        f"CREATE INDEX IF NOT EXISTS {table}_changed ON {table} (changed)",
        *_drop_triggers(table),
    ]
    if updatable:
        # An ORM writes the old value of `changed` back, hence a trigger and not only the default.
        statements.append(
            f"CREATE TRIGGER engine_stamp BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION engine_stamp()"
        )
    if deletable:
        statements += [
            f"CREATE TRIGGER engine_bury AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone"
            f" FOR EACH STATEMENT EXECUTE FUNCTION engine_bury('{id_column}')",
            f"CREATE TRIGGER engine_bury_all AFTER TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION engine_bury_all()",
        ]
    return statements


def unstamp_sql(table: str) -> list[str]:
    """The reverse of `stamp_sql`. What other tables use stays, and so do default and index, which the model has."""
    return _drop_triggers(table)


def restamp_sql(tables: list[str]) -> list[str]:
    """Statements to run after a dump was restored: transaction ids of another cluster mean nothing here, and its large
    stamps would be copied again and again. Delete the lake's manifest (`Lake.forget`) with it."""
    return [*(f"UPDATE {table} SET changed = {STAMP}" for table in tables), f"DELETE FROM {TOMBSTONES}"]


def _drop_triggers(table: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in ("engine_stamp", "engine_bury", "engine_bury_all")]


_SHARED = [
    f"""CREATE TABLE IF NOT EXISTS {TOMBSTONES} (
    fact_table text NOT NULL,
    row_id bigint,
    changed bigint NOT NULL DEFAULT ({STAMP})
)""",
    f"CREATE INDEX IF NOT EXISTS {TOMBSTONES}_changed ON {TOMBSTONES} (fact_table, changed)",
    f"""CREATE OR REPLACE FUNCTION engine_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := {STAMP};
    RETURN NEW;
END $$""",
    f"""CREATE OR REPLACE FUNCTION engine_bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO {TOMBSTONES} (fact_table, row_id) SELECT %L, %I FROM gone', TG_TABLE_NAME, TG_ARGV[0]);
    RETURN NULL;
END $$""",
    f"""CREATE OR REPLACE FUNCTION engine_bury_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {TOMBSTONES} (fact_table, row_id) VALUES (TG_TABLE_NAME, NULL);
    RETURN NULL;
END $$""",
]
