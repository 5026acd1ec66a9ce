"""The quick way into an empty shop: indexes and foreign keys of orders and lines are dropped and made again in the one
transaction of the load. Loading a retailer's year this way takes a third of the time."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from wraca.orders.summary import update_summaries

# In the order in which writers of orders take theirs. Many batches in one transaction lock rows in no order at all:
# nobody else may write to these tables meanwhile.
_CLAIM = """LOCK TABLE customers_customer, catalogue_product, catalogue_variant IN SHARE ROW EXCLUSIVE MODE NOWAIT;
LOCK TABLE orders_order, orders_orderline IN ACCESS EXCLUSIVE MODE NOWAIT"""
# A foreign key cannot be dropped while somebody reads what it points at.
_CLAIM_POINTED_AT = "; LOCK TABLE customers_customer, catalogue_variant IN ACCESS EXCLUSIVE MODE NOWAIT"
_KEYS_MAY_BE_PASSED_OVER = "SELECT has_parameter_privilege('session_replication_role', 'SET')"
#: Others take their tables in any order. Nobody waits for us while we wait for them, so nothing deadlocks: we take all,
#: or nothing and try again. Half a minute in all; who reads for longer is not waited for, and the orders then come in
#: the ordinary way.
MOST_CLAIMS = 300
PAUSE_SECONDS = 0.2
#: SQLSTATE of a lock that was not to be had in time.
_NOT_AVAILABLE = "55P03"

# What a merge looks rows up by stays, and so do foreign keys where nobody checks them (wraca.kit.foreign_keys).
_SET_ASIDE = """SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %I ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint
    WHERE conrelid IN ('orders_order'::regclass, 'orders_orderline'::regclass)
    AND (conname = 'orders_orderline_position'
        OR contype = 'f' AND NOT has_parameter_privilege('session_replication_role', 'SET'))
    UNION ALL
    SELECT format('DROP INDEX %I', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid IN ('orders_order'::regclass, 'orders_orderline'::regclass)
    AND NOT indisunique ORDER BY 1"""
_EVERYBODY = "SELECT DISTINCT customer_id FROM orders_order WHERE customer_id IS NOT NULL"


@contextlib.contextmanager
def first_load() -> Iterator[bool]:
    """True if the shop had no orders and the quick way is taken: one transaction around many
    `record_prepared(…, summarise=False)`, with the summaries made at its end; who reads orders meanwhile waits for it.
    False: nothing was begun, and each batch is a transaction of its own: many in one would lock rows in no order."""
    with transaction.atomic(), connection.cursor() as cursor:
        quick = _claim_if_empty(cursor)
        if quick:
            remaking = _set_indexes_aside(cursor)
            yield True
            # Foreign keys cannot be made while checks of the old ones are waiting for the commit.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in remaking:
                cursor.execute(statement)
            cursor.execute("ANALYZE orders_order; ANALYZE orders_orderline")
            update_summaries(cursor, _EVERYBODY)
    if not quick:
        yield False


def _claim_if_empty(cursor: CursorWrapper) -> bool:
    """Without orders, and nobody else can bring one before we are done."""
    if _has_orders(cursor):
        return False
    cursor.execute(_KEYS_MAY_BE_PASSED_OVER)
    claim = _CLAIM if cursor.fetchone()[0] else _CLAIM + _CLAIM_POINTED_AT
    for _ in range(MOST_CLAIMS):
        if _claimed(cursor, claim):
            return not _has_orders(cursor)
        time.sleep(random.uniform(0, PAUSE_SECONDS))
    return False


def _claimed(cursor: CursorWrapper, claim: str) -> bool:
    """All of it, or nothing."""
    try:
        with transaction.atomic():
            cursor.execute(claim)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _NOT_AVAILABLE:
            raise
        return False
    return True


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
