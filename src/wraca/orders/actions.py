"""Records what is told about orders, refunds and cancellations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from wraca.customers.actions import record_customers
from wraca.customers.identity.models import IdentifierLink
from wraca.customers.incoming import NewCustomer
from wraca.events.incoming import require_source
from wraca.kit.errors import Conflict
from wraca.kit.recorded import REJECTED, SAME, Problem, Recorded, Result
from wraca.orders import bulk, summary
from wraca.orders import statements as sql
from wraca.orders.batch import Batch, make_batch
from wraca.orders.incoming import NewOrder
from wraca.shop.queries import ShopSettings, the_shop

#: Each race takes another writer who has just committed one of our orders.
MOST_RACES = 20


def record_orders(
    orders: Sequence[NewOrder], *, source: str, now: datetime, create_customers: bool = False
) -> Recorded:
    """Creates or updates each by its outside id, in one transaction, summaries and events with it; a bad one is
    rejected alone, and an order told again changes nothing.

    A customer given by id alone and never heard of: the order is rejected, or with `create_customers` they are
    recorded with nothing but the id. Raises InvalidInput for a malformed source, NotReady without a shop.
    """
    batch = prepare_orders(orders, the_shop(), now)
    return record_prepared(batch, source=source, now=now, create_customers=create_customers)


def prepare_orders(orders: Sequence[NewOrder], shop: ShopSettings, now: datetime) -> Batch:
    return make_batch(orders, currency=shop.currency, zone=shop.zone, prices_gross=shop.prices_gross, now=now)


def record_prepared(
    batch: Batch, *, source: str, now: datetime, create_customers: bool = False, summarise: bool = True
) -> Recorded:
    """`record_orders` for a batch made ready beforehand. Only `first_load` may leave the summaries for later."""
    require_source(source)
    for _ in range(MOST_RACES):
        try:
            return _record(batch, source, now, create_customers=create_customers, summarise=summarise)
        except bulk.Raced:
            continue
    raise Conflict(f"other writers inserted the same orders {MOST_RACES} times in a row: send the batch again")


def _record(batch: Batch, source: str, now: datetime, *, create_customers: bool, summarise: bool) -> Recorded:
    results = {row: Result(REJECTED, None, problem) for row, problem in batch.problems.items()}
    if batch.orders:
        with transaction.atomic(), connection.cursor() as cursor:
            bulk.stage(cursor, batch, source=source)
            erased = bulk.hide_erased(cursor, source=source)
            given = {row: one for row, one in batch.customers.items() if one.outside_id not in erased}
            refused: dict[int, Result] = {}
            if given:
                refused = _record_told_customers(cursor, given, source, now, create_customers=create_customers)
            else:
                bulk.lock_customers(cursor, source=source, create_customers=create_customers)
            written = bulk.write(cursor, batch, source=source, summarise=summarise)
        for row, (status, order_id) in written.items():
            results[row] = refused.get(row) or _result(status, order_id, batch.orders[row], source)
    _tell_repeats(results, batch)
    return Recorded(tuple(results[row] for row in range(batch.size)))


def _tell_repeats(results: dict[int, Result], batch: Batch) -> None:
    """The first of an order's words bears what became of the order, those after it say the same of it, whichever of
    them was written."""
    rows: dict[int, list[int]] = {}
    for row, written in batch.repeats.items():
        rows.setdefault(written, [written]).append(row)
    for written, told in rows.items():
        outcome = results[written]
        again = outcome if outcome.status == REJECTED else Result(SAME, outcome.id)
        results.update({row: outcome if row == min(told) else again for row in told})


def _record_told_customers(
    cursor: CursorWrapper, given: Mapping[int, NewCustomer], source: str, now: datetime, *, create_customers: bool
) -> dict[int, Result]:
    """Records the customers given with the orders (by row), and locks all whose orders they are; the rows of those that
    could not be taken."""
    unknown = bulk.find_customers(cursor, {one.outside_id for one in given.values()}, source=source)
    made = [NewCustomer(outside_id=key, signed_up_at=at) for key, at in unknown.items()] if create_customers else []
    told = [*given.values(), *made]
    recorded = record_customers(
        told,
        source=source,
        now=now,
        only_new={one.outside_id for one in made},
        lock_beside=sql.CUSTOMERS_TO_LOCK,
        proof=IdentifierLink.ORDER,
    )
    results = list(zip(told, recorded.results, strict=True))
    refused = {row: result for row, (_, result) in zip(given, results, strict=False) if result.status == REJECTED}
    bulk.set_customers(cursor, {one.outside_id: result.id for one, result in results if result.id}, refused)
    return refused


def _result(status: str, order_id: int | None, order: NewOrder, source: str) -> Result:
    if status == "unknown_customer":
        return Result(REJECTED, None, Problem("customer_unknown", {"customer": order.customer, "source": source}))
    if status == "refunds_unfit":
        return Result(REJECTED, None, Problem("refunds_unfit"))
    return Result(status, order_id)


#: A first load holds all orders until it is done, which may take minutes: nobody should wait that long for a page.
MOST_WAITING = "5s"


def hold_orders() -> None:
    """Keeps a first load (wraca.orders.first_load) off until the transaction ends. To be called before any customer is
    locked, or the two would wait for each other. Raises Conflict while one runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [MOST_WAITING])
        try:
            cursor.execute("LOCK TABLE customers_customer IN ROW EXCLUSIVE MODE")
            cursor.execute("LOCK TABLE orders_order, orders_orderline IN ACCESS SHARE MODE")
        except OperationalError as cause:
            raise Conflict("the first orders of this shop are being loaded: try again when they are in") from cause
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def remake_summaries(customer_ids: Sequence[int]) -> None:
    """After a merge or its undoing, in its transaction."""
    with connection.cursor() as cursor:
        summary.remake_summaries(cursor, customer_ids)
