"""The one way by which orders are written, for one or for a million: copied into temporary tables, then merged by
statements over the whole batch.

Locks: new customers are inserted first, sorted by outside id; then the orders that exist are locked in id order; then
the customers, those before and after, in id order; then new orders are inserted, sorted by outside id. With this order
writers wait for each other but never deadlock, and nobody's summary is made beside another's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.backends.utils import CursorWrapper

from wraca.events.queries import append_from
from wraca.orders import statements as sql
from wraca.orders.batch import Batch
from wraca.orders.summary import update_summaries


class Raced(Exception):
    """Another writer inserted one of our orders while we waited: begin again, and find it there."""


def write(
    cursor: CursorWrapper,
    batch: Batch,
    rows: Collection[int],
    *,
    source: str,
    create_customers: bool,
    summarise: bool = True,
) -> dict[int, tuple[str, int | None]]:
    """(status, id) of each of `rows` of the batch; status `unknown_customer` says it was left out for that.

    Raises Raced. With `summarise=False` the caller makes the summaries before it commits.
    """
    values = {"source": source, "currency": batch.currency}
    _stage(cursor, batch, rows)
    _resolve(cursor, values, create_customers=create_customers)
    cursor.execute(sql.LOCK_ORDERS, values)
    known = cursor.rowcount > 0
    cursor.execute(sql.LOCK_CUSTOMERS)
    cursor.execute(sql.INSERT_ORDERS, values)
    if _count(cursor, sql.COUNT_LEFT_OVER):
        raise Raced
    if known:
        _merge_known(cursor, values)
    cursor.execute(sql.INSERT_NEW_LINES)
    _merge_facts(cursor, batch, known=known)
    if known:
        cursor.execute(sql.TOUCH_ORDERS)
    for select in sql.EVENTS:
        append_from(cursor, select)
    if summarise:
        update_summaries(cursor, sql.TOUCHED_CUSTOMERS)
    cursor.execute(sql.RESULTS)
    return {row: (status, order_id) for row, status, order_id in cursor.fetchall()}


def _stage(cursor: CursorWrapper, batch: Batch, rows: Collection[int]) -> None:
    cursor.execute(sql.OPEN)
    _copy(cursor, sql.COPY_ORDERS, (batch.order_texts[row] for row in rows))
    _copy(cursor, sql.COPY_LINES, (batch.line_texts[row] for row in rows))
    if batch.refund_texts:
        _copy(cursor, sql.COPY_REFUNDS, (batch.refund_texts.get(row, "") for row in rows))
    if len(rows) > 1000:
        cursor.execute(sql.ANALYZE)


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


def _resolve(cursor: CursorWrapper, values: Mapping[str, str], *, create_customers: bool) -> None:
    if create_customers:
        cursor.execute(sql.CREATE_CUSTOMERS, values)
        append_from(cursor, sql.CUSTOMERS_SIGNED_UP)
    cursor.execute(sql.FIND_CUSTOMERS, values)
    cursor.execute(sql.REJECT_UNKNOWN_CUSTOMERS)
    cursor.execute(sql.FIND_VARIANTS, values)
    if _count(cursor, sql.COUNT_UNKNOWN_VARIANTS):
        cursor.execute(sql.CREATE_PRODUCTS, values)
        cursor.execute(sql.CREATE_VARIANTS, values)
        cursor.execute(sql.FIND_CREATED_VARIANTS, values)


def _merge_known(cursor: CursorWrapper, values: Mapping[str, str]) -> None:
    cursor.execute(sql.SET_OLDER_ASIDE)
    cursor.execute(sql.UPDATE_ORDERS, values)
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
