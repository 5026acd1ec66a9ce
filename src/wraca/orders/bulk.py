"""The one way by which orders are written, for one or for a million: copied into temporary tables, then merged by
statements over the whole batch.

Locks, one order for all who write: the tables (against a first load); new customers, sorted by outside id; customers
who exist, those before and after, in one statement, in id order; new products, then variants, sorted by outside id;
orders that exist, in id order; new orders, sorted by outside id. With it writers wait for each other but never
deadlock, and nobody's summary is made beside another's. Customers must be locked before the orders tell whose they are,
so the orders are read once without a lock: Raced if that was outdone meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from wraca.customers.rights.digests import find_erased
from wraca.events.queries import append_from
from wraca.kit.foreign_keys import without_checks
from wraca.orders import statements as sql
from wraca.orders.batch import Batch
from wraca.orders.summary import update_summaries

#: (status, our id): new, changed or same; unknown_customer or refunds_unfit for a row left out for that.
Written = tuple[str, int | None]


class Raced(Exception):
    """Another writer inserted or moved one of our orders while we waited: begin again, and find it there."""


def stage(cursor: CursorWrapper, batch: Batch, *, source: str) -> None:
    """Copies the batch's orders beside the tables, and finds what is known of them."""
    cursor.execute(sql.LOCK_TABLES)
    cursor.execute(sql.OPEN)
    rows = batch.orders
    _copy(cursor, sql.COPY_ORDERS, (batch.order_texts[row] for row in rows))
    _copy(cursor, sql.COPY_KEYS, batch.key_texts())
    _copy(cursor, sql.COPY_LINES, (batch.line_texts[row] for row in rows))
    if batch.refund_texts:
        _copy(cursor, sql.COPY_REFUNDS, (batch.refund_texts.get(row, "") for row in rows))
    if len(rows) > 200:
        cursor.execute(sql.ANALYZE)
    cursor.execute(sql.PEEK_AT_ORDERS, {"source": source})


def hide_erased(cursor: CursorWrapper, *, source: str) -> frozenset[str]:
    """The outside ids of a staged batch that were an erased person's: they are not looked for any more."""
    cursor.execute(sql.TOLD_CUSTOMERS)
    erased = find_erased(source, [outside_id for (outside_id,) in cursor.fetchall()])
    if erased:
        cursor.execute(sql.HIDE_ERASED, [list(erased), list(erased.values())])
    return frozenset(erased)


def lock_customers(cursor: CursorWrapper, *, source: str, create_customers: bool) -> None:
    """Of a staged batch that gives customers by id alone."""
    if create_customers:
        cursor.execute(sql.CREATE_CUSTOMERS, {"source": source})
        append_from(cursor, sql.CUSTOMERS_SIGNED_UP)
    cursor.execute(sql.FIND_CUSTOMERS, {"source": source})
    cursor.execute(sql.LOCK_CUSTOMERS)


def find_customers(cursor: CursorWrapper, told: Collection[str], *, source: str) -> dict[str, datetime]:
    """Those neither known nor among the `told` ones: outside id -> moment of the first order."""
    cursor.execute(sql.FIND_CUSTOMERS, {"source": source})
    cursor.execute(sql.UNKNOWN_CUSTOMERS, [sorted(told)])
    return dict(cursor.fetchall())


def set_customers(cursor: CursorWrapper, ids: Mapping[str, int], refused_rows: Collection[int]) -> None:
    """What became of the customers told with the orders: outside id -> our id; and the rows left out for theirs."""
    cursor.execute(sql.SET_CUSTOMERS, [list(ids), list(ids.values())])
    if refused_rows:
        cursor.execute(sql.REFUSE, [sorted(refused_rows)])


def write(cursor: CursorWrapper, batch: Batch, *, source: str, summarise: bool = True) -> dict[int, Written]:
    """What became of each row of a staged batch whose customers are locked.

    Raises Raced. With `summarise=False` the caller makes the summaries before it commits.
    """
    values = {"source": source, "currency": batch.currency}
    _resolve(cursor, values)
    known = _lock_known(cursor)
    differing = known and _mark_differing(cursor)
    with without_checks(cursor):
        cursor.execute(sql.INSERT_ORDERS, values)
        cursor.execute(sql.INSERT_NEW_LINES)
    if _count(cursor, sql.COUNT_LEFT_OVER):
        raise Raced
    if known:
        _merge_known(cursor, values, differing=differing)
    _merge_facts(cursor, batch, known=known)
    if known:
        cursor.execute(sql.TOUCH_ORDERS)
    for select in sql.EVENTS:
        append_from(cursor, select)
    if summarise:
        update_summaries(cursor, sql.TOUCHED_CUSTOMERS)
    cursor.execute(sql.RESULTS)
    return {row: (status, order_id) for row, status, order_id in cursor.fetchall()}


def _lock_known(cursor: CursorWrapper) -> bool:
    """Whether any of the orders exists."""
    known = _count(cursor, sql.COUNT_KNOWN)
    if known and _count(cursor, sql.LOCK_ORDERS) < known:
        raise Raced
    return known > 0


def _copy(cursor: CursorWrapper, statement: str, texts: Iterable[str]) -> None:
    """In pieces of some hundred rows: one write a row would cost more than the row."""
    piece: list[str] = []
    with cursor.copy(statement) as copy:
        for content in texts:
            piece.append(content)
            if len(piece) == 500:
                copy.write("".join(piece))
                piece.clear()
        copy.write("".join(piece))


def _resolve(cursor: CursorWrapper, values: Mapping[str, str]) -> None:
    cursor.execute(sql.REJECT_UNKNOWN_CUSTOMERS)
    cursor.execute(sql.FIND_VARIANTS, values)
    if _count(cursor, sql.COUNT_UNKNOWN_VARIANTS):
        cursor.execute(sql.CREATE_PRODUCTS, values)
        cursor.execute(sql.CREATE_VARIANTS, values)
        cursor.execute(sql.FIND_VARIANTS, values)


def _mark_differing(cursor: CursorWrapper) -> bool:
    cursor.execute(sql.MARK_DIFFERING_LINES)
    return cursor.rowcount > 0


def _merge_known(cursor: CursorWrapper, values: Mapping[str, str], *, differing: bool) -> None:
    cursor.execute(sql.SET_OLDER_ASIDE)
    cursor.execute(sql.SET_UNFIT_ASIDE)
    cursor.execute(sql.UPDATE_ORDERS, values)
    if differing:
        cursor.execute(sql.DELETE_LINES)
        cursor.execute(sql.UPDATE_LINES)
        cursor.execute(sql.INSERT_MISSING_LINES)


def _merge_facts(cursor: CursorWrapper, batch: Batch, *, known: bool) -> None:
    if batch.refund_texts or known:
        cursor.execute(sql.DELETE_REFUNDS)
        cursor.execute(sql.UPSERT_REFUNDS)
    if batch.has_cancellations or known:
        append_from(cursor, sql.REINSTATED)
        cursor.execute(sql.DELETE_CANCELLATIONS)
        cursor.execute(sql.UPSERT_CANCELLATIONS)


def _count(cursor: CursorWrapper, statement: str) -> int:
    cursor.execute(statement)
    return cursor.fetchone()[0]
