"""The one way by which orders are written, for one or for a million: copied into temporary tables, then merged by
statements over the whole batch.

Locks: new customers are inserted first, sorted by outside id; then the orders that exist are locked in id order; then
the customers, those before and after, in id order; then new orders are inserted, sorted by outside id. With this order
writers wait for each other but never deadlock, and nobody's summary is made beside another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper
from msgspec import UNSET

from wraca.events.queries import append_from
from wraca.kit.copytext import NULL, array, moment_or_null, text, text_or_null
from wraca.orders import statements as sql
from wraca.orders.incoming import Amounts, NewOrder
from wraca.orders.summary import update_summaries


class Told(NamedTuple):
    """An order without problems, with what was worked out from it."""

    order: NewOrder
    amounts: Amounts
    local_day: date
    refund_days: Sequence[date]


class Raced(Exception):
    """Another writer inserted one of our orders while we waited: begin again, and find it there."""


def write(
    cursor: CursorWrapper,
    told: Sequence[Told],
    *,
    source: str,
    currency: str,
    create_customers: bool,
    summarise: bool = True,
) -> list[tuple[str, int | None]]:
    """(status, id) of each of `told`, one an order; status `unknown_customer` says it was left out for that.

    Raises Raced. With `summarise=False` the caller makes the summaries before it commits.
    """
    values = {"source": source, "currency": currency}
    _stage(cursor, told)
    _resolve(cursor, values, create_customers=create_customers)
    known = _execute(cursor, sql.LOCK_ORDERS, values)
    cursor.execute(sql.LOCK_CUSTOMERS)
    cursor.execute(sql.INSERT_ORDERS, values)
    if _count(cursor, sql.COUNT_LEFT_OVER):
        raise Raced
    if known:
        _merge_known(cursor, values)
    cursor.execute(sql.INSERT_NEW_LINES)
    _merge_facts(cursor, told, known=bool(known))
    if known:
        cursor.execute(sql.TOUCH_ORDERS)
    for select in sql.EVENTS:
        append_from(cursor, select)
    if summarise:
        update_summaries(cursor, sql.TOUCHED_CUSTOMERS)
    cursor.execute(sql.RESULTS)
    return cursor.fetchall()


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
        cursor.execute(sql.FIND_VARIANTS, values)


def _merge_known(cursor: CursorWrapper, values: Mapping[str, str]) -> None:
    cursor.execute(sql.SET_OLDER_ASIDE)
    cursor.execute(sql.UPDATE_ORDERS, values)
    cursor.execute(sql.DELETE_LINES)
    cursor.execute(sql.UPDATE_LINES)
    cursor.execute(sql.INSERT_MISSING_LINES)


def _merge_facts(cursor: CursorWrapper, told: Sequence[Told], *, known: bool) -> None:
    if any(t.order.refunds for t in told) or known:
        cursor.execute(sql.DELETE_REFUNDS)
        cursor.execute(sql.UPSERT_REFUNDS)
    if any(t.order.cancelled_at for t in told) or known:
        append_from(cursor, sql.REINSTATED)
        cursor.execute(sql.DELETE_CANCELLATIONS)
        cursor.execute(sql.UPSERT_CANCELLATIONS)


def _stage(cursor: CursorWrapper, told: Sequence[Told]) -> None:
    cursor.execute(sql.OPEN)
    _copy(cursor, sql.COPY_ORDERS, (_order_line(row, t) for row, t in enumerate(told)))
    _copy(cursor, sql.COPY_LINES, (_lines_of(row, t.order) for row, t in enumerate(told)))
    if any(t.order.refunds for t in told):
        _copy(cursor, sql.COPY_REFUNDS, (_refunds_of(row, t) for row, t in enumerate(told)))
    if len(told) > 1000:
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


def _order_line(row: int, told: Told) -> str:
    o, amounts = told.order, told.amounts
    key = o.customer if o.customer is None or isinstance(o.customer, str) else o.customer.outside_id
    paid_at = o.paid_at or (o.placed_at if o.payment_state == "paid" else None)
    return (
        f"{row}\t{text(o.outside_id)}\t{text(o.number or o.outside_id)}\t{text_or_null(key)}"
        f"\t{o.placed_at.isoformat()}\t{told.local_day.isoformat()}\t{o.payment_state}\t{moment_or_null(paid_at)}"
        f"\t{amounts.subtotal}\t{amounts.discount}\t{amounts.tax}\t{o.shipping_minor}\t{amounts.total}"
        f"\t{amounts.items}\t{text(o.channel)}\t{text(o.location)}\t{array(o.coupon_codes)}"
        f"\t{moment_or_null(o.source_updated_at)}\t{moment_or_null(o.cancelled_at)}\t{text(o.cancel_reason)}"
        f"\t{o.refunds is not UNSET}\n"
    )


def _lines_of(row: int, order: NewOrder) -> str:
    return "".join(
        [
            f"{row}\t{position}\t{NULL if line.variant is None else text(line.variant)}\t{text_or_null(line.product)}"
            f"\t{text(line.name) if line.name else ''}\t{line.quantity}\t{line.unit_price_minor}"
            f"\t{line.discount_minor}\t{line.tax_minor}\t{line.total}\n"
            for position, line in enumerate(order.lines, 1)
        ]
    )


def _refunds_of(row: int, told: Told) -> str:
    refunds = told.order.refunds or ()
    return "".join(
        f"{row}\t{text(refund.outside_id)}\t{refund.at.isoformat()}\t{day.isoformat()}\t{refund.amount_minor}"
        f"\t{text(refund.reason)}\n"
        for refund, day in zip(refunds, told.refund_days, strict=True)
    )


def _execute(cursor: CursorWrapper, statement: str, values: Mapping[str, object] | None = None) -> int:
    cursor.execute(statement, values)
    return cursor.rowcount


def _count(cursor: CursorWrapper, statement: str) -> int:
    cursor.execute(statement)
    return cursor.fetchone()[0]
