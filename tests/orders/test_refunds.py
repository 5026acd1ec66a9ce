"""What comes back fits the order: not more than its total, not before it was placed; else the word is refused whole."""

from datetime import datetime, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from tests.cast import NOW, at, open_cast_shop

from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewLine, NewOrder, NewRefund
from wraca.orders.models import Cancellation, Order, Refund

ORDER = NewOrder(
    outside_id="o", placed_at=at(3, 1), lines=[NewLine(quantity=1, unit_price_minor=1000)], shipping_minor=200
)


def refund(name: str, amount_minor: int, moment: datetime | None = None) -> NewRefund:
    return NewRefund(outside_id=name, at=moment or at(3, 2), amount_minor=amount_minor)


def tell(order: NewOrder = ORDER, **changes: object) -> tuple[str, str | None]:
    result = record_orders([msgspec.structs.replace(order, **changes)], source="t", now=NOW).results[0]
    return result.status, result.problem.reason if result.problem else None


@pytest.fixture
def shop(db):
    open_cast_shop()


def kept() -> tuple[list[int], list[int]]:
    totals = list(Order.objects.values_list("total_minor", flat=True))
    return totals, list(Refund.objects.order_by("outside_id").values_list("amount_minor", flat=True))


def test_whole_order_may_come_back_in_parts(shop):
    assert tell(refunds=[refund("a", 700), refund("b", 500)]) == ("new", None)  # 700 + 500 = 1000 + 200
    assert kept() == ([1200], [500, 700][::-1])


def test_order_told_with_more_than_its_total_back_is_refused(shop):
    assert tell(refunds=[refund("a", 700), refund("b", 501)]) == ("rejected", "refunds_above_total")
    assert kept() == ([], [])


def test_refund_beyond_what_is_left_is_refused_and_the_rest_stays(shop):
    assert tell(refunds=[refund("a", 700)]) == ("new", None)
    assert tell(refunds=[refund("a", 700), refund("b", 501)]) == ("rejected", "refunds_above_total")
    assert tell(lines=[], refunds=[refund("b", 100)], shipping_minor=0) == ("rejected", "refunds_above_total")
    assert kept() == ([1200], [700])


def test_order_told_without_refunds_must_fit_those_it_has(shop):
    tell(refunds=[refund("a", 700)])
    assert tell(shipping_minor=0) == ("changed", None)
    cheaper = [NewLine(quantity=1, unit_price_minor=699)]
    assert tell(shipping_minor=0, lines=cheaper) == ("rejected", "refunds_unfit")
    assert tell(placed_at=at(3, 3)) == ("rejected", "refunds_unfit")
    assert kept() == ([1000], [700])
    assert tell(shipping_minor=0, lines=cheaper, refunds=[refund("a", 699)]) == ("changed", None)


def test_refund_and_cancellation_before_the_order_are_refused(shop):
    earlier = ORDER.placed_at - timedelta(seconds=1)
    assert tell(refunds=[refund("a", 1, earlier)]) == ("rejected", "refund_before_order")
    assert tell(cancelled_at=earlier) == ("rejected", "cancellation_before_order")
    assert tell(refunds=[refund("a", 1, ORDER.placed_at)], cancelled_at=ORDER.placed_at) == ("new", None)


def test_words_that_do_not_fit_stop_no_others_of_the_batch(shop):
    tell(refunds=[refund("a", 700)])
    orders = [
        msgspec.structs.replace(ORDER, lines=[]),
        msgspec.structs.replace(ORDER, outside_id="p", refunds=[refund("a", 1200)]),
        msgspec.structs.replace(ORDER, outside_id="q", refunds=[refund("a", 1201)]),
    ]
    assert [r.status for r in record_orders(orders, source="t", now=NOW).results] == ["rejected", "new", "rejected"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda: Refund.objects.update(amount_minor=1201),
        lambda: Refund.objects.update(at=at(2, 1)),
        lambda: Cancellation.objects.create(order=Order.objects.get(), at=at(2, 1)),
        lambda: Order.objects.update(total_minor=99),
        lambda: Order.objects.update(placed_at=at(3, 4)),
    ],
)
def test_database_holds_to_it_whoever_writes(shop, deed):
    tell(refunds=[refund("a", 100)])
    with transaction.atomic():
        deed()
        with pytest.raises(IntegrityError, match="order"):
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
