"""Records what is told about orders, refunds and cancellations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer
from wraca.events.incoming import require_source
from wraca.kit.errors import Conflict
from wraca.kit.recorded import REJECTED, SAME, Problem, Recorded, Result
from wraca.orders import bulk
from wraca.orders.incoming import NewOrder, amounts_of, find_problem
from wraca.shop.queries import ShopSettings, the_shop

#: Each race takes another writer who has just committed one of our orders.
MOST_RACES = 20


def record_orders(
    orders: Sequence[NewOrder], *, source: str, now: datetime, create_customers: bool = False, summarise: bool = True
) -> Recorded:
    """Creates or updates each by its outside id, in one transaction, summaries and events with it; a bad one is
    rejected alone, and an order told again changes nothing.

    A customer given by id alone and never heard of: the order is rejected, or with `create_customers` they are
    recorded with nothing but the id. Raises InvalidInput for a malformed source, NotReady without a shop.
    """
    require_source(source)
    shop = the_shop()
    batch = _Batch(orders, shop, now)
    for _ in range(MOST_RACES):
        try:
            return _record(batch, source, shop, now, create_customers=create_customers, summarise=summarise)
        except bulk.Raced:
            continue
    raise Conflict(f"other writers inserted the same orders {MOST_RACES} times in a row: send the batch again")


def _record(
    batch: _Batch, source: str, shop: ShopSettings, now: datetime, *, create_customers: bool, summarise: bool
) -> Recorded:
    results = list(batch.results)
    with transaction.atomic(), connection.cursor() as cursor:
        left = batch.without_bad_customers(results, source, now)
        if left:
            written = bulk.write(
                cursor,
                [batch.told[row] for row in left],
                source=source,
                currency=shop.currency,
                create_customers=create_customers,
                summarise=summarise,
            )
            for row, (status, order_id) in zip(left, written, strict=True):
                results[row] = _result(status, order_id, batch.told[row].order)
    for row, last in batch.repeats.items():
        outcome = results[last]
        results[row] = outcome if outcome.status == REJECTED else Result(SAME, outcome.id)
    return Recorded(tuple(results))


def _result(status: str, order_id: int | None, order: NewOrder) -> Result:
    if status == "unknown_customer":
        return Result(REJECTED, None, Problem("customer_unknown", {"customer": order.customer}))
    return Result(status, order_id)


class _Batch:
    """Orders checked, each once: of two words about one order the newer, or else the later, counts."""

    def __init__(self, orders: Sequence[NewOrder], shop: ShopSettings, now: datetime) -> None:
        zone = ZoneInfo(shop.zone)
        #: Rows that were rejected have their result; the others follow.
        self.results: list[Result] = [Result(SAME)] * len(orders)
        self.told: dict[int, bulk.Told] = {}
        #: Row of an outdone word -> row of the word that counts.
        self.repeats: dict[int, int] = {}
        rows: dict[str, int] = {}
        for row, order in enumerate(orders):
            amounts = amounts_of(order, prices_gross=shop.prices_gross)
            if problem := find_problem(order, amounts, currency=shop.currency, now=now):
                self.results[row] = Result(REJECTED, None, problem)
                continue
            known = rows.get(order.outside_id)
            if known is not None and _outdone(order, self.told[known].order):
                self.repeats[row] = known
                continue
            if known is not None:
                del self.told[known]
                self.repeats = {r: row if last == known else last for r, last in self.repeats.items()} | {known: row}
            rows[order.outside_id] = row
            self.told[row] = bulk.Told(
                order, amounts, _day(order.placed_at, zone), [_day(refund.at, zone) for refund in order.refunds or ()]
            )

    def without_bad_customers(self, results: list[Result], source: str, now: datetime) -> list[int]:
        """Records the customers given with the orders; the rows whose customer could be taken, in order."""
        inline = {row: t.order.customer for row, t in self.told.items() if isinstance(t.order.customer, NewCustomer)}
        recorded = record_customers(list(inline.values()), source=source, now=now) if inline else Recorded()
        bad = dict(zip(inline, recorded.results, strict=True))
        for row, result in bad.items():
            if result.status == REJECTED:
                results[row] = result
        return [row for row in self.told if results[row].status != REJECTED]


def _outdone(order: NewOrder, known: NewOrder) -> bool:
    return bool(
        order.source_updated_at and known.source_updated_at and order.source_updated_at < known.source_updated_at
    )


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
