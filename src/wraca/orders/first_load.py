"""The quick way into an empty shop: indexes and foreign keys of orders and lines are dropped and made again in the one
transaction of the load. Loading a retailer's year this way takes a third of the time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from wraca.orders.summary import update_summaries

# What a merge looks rows up by stays.
_SET_ASIDE = """SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %I ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint
    WHERE conrelid IN ('orders_order'::regclass, 'orders_orderline'::regclass)
    AND (contype = 'f' OR conname = 'orders_orderline_position')
    UNION ALL
    SELECT format('DROP INDEX %I', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid IN ('orders_order'::regclass, 'orders_orderline'::regclass)
    AND NOT indisunique ORDER BY 1"""
_EVERYBODY = "SELECT DISTINCT customer_id FROM orders_order WHERE customer_id IS NOT NULL"


@contextlib.contextmanager
def first_load() -> Iterator[bool]:
    """One transaction around many `record_prepared(…, summarise=False)`; True if the shop had no orders and the quick
    way is taken. The summaries are made at the end either way. Who reads orders meanwhile waits for the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        quick = _claim_if_empty(cursor)
        remaking = _set_indexes_aside(cursor) if quick else []
        yield quick
        # Foreign keys cannot be made while checks of the old ones are waiting for the commit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in remaking:
            cursor.execute(statement)
        if quick:
            cursor.execute("ANALYZE orders_order; ANALYZE orders_orderline")
        update_summaries(cursor, _EVERYBODY)


def _claim_if_empty(cursor: CursorWrapper) -> bool:
    """Without orders, and nobody else can bring one before we are done."""
    if _has_orders(cursor):
        return False
    # In the order in which writers of orders take theirs. Many batches in one transaction lock rows in no order at all:
    # nobody else may write to these tables meanwhile.
    cursor.execute(
        "LOCK TABLE customers_customer, catalogue_product, catalogue_variant IN SHARE ROW EXCLUSIVE MODE;"
        " LOCK TABLE orders_order, orders_orderline IN ACCESS EXCLUSIVE MODE"
    )
    return not _has_orders(cursor)


def _has_orders(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM orders_order)")
    return cursor.fetchone()[0]


def _set_indexes_aside(cursor: CursorWrapper) -> list[str]:
    """Drops them, and returns the statements that make them again. Checks that an outer transaction left waiting are
    made first: a table with waiting checks cannot be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(_SET_ASIDE)
    found = cursor.fetchall()
    for drop, _ in found:
        cursor.execute(drop)
    return [make for _, make in found]
