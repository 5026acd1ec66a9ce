"""Words that look like an order and are none, and one order told more than once in a batch."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from tests.cast import NOW, at, open_cast_shop

from wraca.catalogue.actions import record_products
from wraca.catalogue.incoming import NewProduct
from wraca.connectors.events_in import ToldEvent, record_told_events
from wraca.connectors.reasons import sentence
from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer
from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewLine, NewOrder, NewRefund
from wraca.orders.models import Order

pytestmark = pytest.mark.django_db

ORDER = NewOrder(outside_id="o", placed_at=at(3, 1), lines=[NewLine(quantity=1, unit_price_minor=100)])
MISSING = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def shop(db):
    open_cast_shop()


def tell(*orders: NewOrder):
    return record_orders(orders, source="t", now=NOW).results


def told(**changes: object):
    return tell(msgspec.structs.replace(ORDER, **changes))[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"placed_at": MISSING},
        {"placed_at": datetime(1989, 12, 31, 23, 59, 59, tzinfo=UTC)},
        {"paid_at": MISSING},
        {"refunds": [NewRefund(outside_id="r", at=MISSING, amount_minor=1)]},
        {"source_updated_at": MISSING},
    ],
)
def test_moment_before_1990_looks_like_a_missing_date(changes):
    assert told(**changes).problem.reason == "moment_too_early"
    assert told(placed_at=datetime(1990, 1, 1, tzinfo=UTC)).status == "new"


def test_moment_too_early_is_told_in_a_sentence():
    assert sentence(told(placed_at=MISSING).problem) == (
        "“placed_at” is 1970-01-01T00:00:00+00:00, which looks like a missing date."
        " Expected a moment from 1990 to tomorrow."
    )


def test_event_of_1970_is_rejected():
    event = ToldEvent(key="e", kind="product.viewed", at=MISSING, payload={"product": "mug"}, customer="c")
    record_customers([NewCustomer(outside_id="c")], source="t", now=NOW)
    assert record_told_events([event], source="t", now=NOW).results[0].problem.reason == "moment_too_early"


def test_order_without_lines_and_value_is_no_purchase():
    assert told(lines=[]).problem.reason == "order_without_content"
    assert told(outside_id="shipping", lines=[], shipping_minor=1).status == "new"
    assert told(outside_id="total", lines=[], total_minor=1).status == "new"
    assert told(outside_id="gift", lines=[NewLine(quantity=1, unit_price_minor=0)]).status == "new"
    assert told(outside_id="cancelled", lines=[], cancelled_at=at(3, 2)).status == "new"


def test_the_first_of_an_orders_words_in_a_batch_is_new():
    later = msgspec.structs.replace(ORDER, number="later")
    first, other, second, third = tell(ORDER, msgspec.structs.replace(ORDER, outside_id="p"), later, later)
    assert [r.status for r in (first, other, second, third)] == ["new", "new", "same", "same"]
    # The last word is the one that is kept, under one id.
    order = Order.objects.get(outside_id="o")
    assert (order.number, {first.id, second.id, third.id}) == ("later", {order.pk})


def test_the_first_word_is_new_though_an_older_one_follows():
    newer = msgspec.structs.replace(ORDER, number="newer", source_updated_at=at(3, 3))
    older = msgspec.structs.replace(ORDER, number="older", source_updated_at=at(3, 2))
    assert [r.status for r in tell(newer, older)] == ["new", "same"]
    assert [r.status for r in tell(older, older)] == ["same", "same"]
    assert Order.objects.get().number == "newer"


def test_rejected_words_about_one_order_are_all_rejected():
    unknown = msgspec.structs.replace(ORDER, customer="nobody")
    assert [r.status for r in tell(unknown, unknown)] == ["rejected", "rejected"]


@pytest.mark.parametrize(("record", "word"), [(record_customers, NewCustomer), (record_products, NewProduct)])
def test_the_first_of_a_customers_or_products_words_is_new(record, word):
    results = record([word(outside_id="x"), word(outside_id="y"), word(outside_id="x")], source="t", now=NOW).results
    assert [r.status for r in results] == ["new", "new", "same"]
    assert results[0].id == results[2].id != results[1].id
