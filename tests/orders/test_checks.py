"""Foreign keys of new orders and lines are not checked row by row; what they refer to is there all the same."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from tests.cast import NOW, SOURCE, at, open_cast_shop

from wraca.customers.models import Customer
from wraca.orders import bulk
from wraca.orders.actions import prepare_orders, record_orders
from wraca.orders.incoming import NewLine, NewOrder
from wraca.orders.models import Order, OrderLine
from wraca.shop.queries import the_shop

pytestmark = pytest.mark.django_db

WORD = NewOrder(
    outside_id="o1",
    customer="c1",
    placed_at=at(3, 1),
    lines=[NewLine(variant="v1", quantity=1, unit_price_minor=100), NewLine(quantity=2, unit_price_minor=50)],
)


def test_checks_are_on_again_after_a_batch():
    open_cast_shop()
    with transaction.atomic(), connection.cursor() as cursor:
        record_orders([WORD], source=SOURCE, now=NOW, create_customers=True)
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    assert list(OrderLine.objects.order_by("position").values_list("variant__outside_id", flat=True)) == ["v1", None]


def test_order_of_customer_deleted_before_the_lock_is_not_written():
    open_cast_shop()
    batch = prepare_orders([WORD], the_shop(), NOW)
    with pytest.raises(bulk.Raced):
        _write_after_deleting(batch)
    assert Order.objects.count() == 0


def _write_after_deleting(batch):
    with transaction.atomic(), connection.cursor() as cursor:
        bulk.stage(cursor, batch, source=SOURCE)
        bulk.lock_customers(cursor, source=SOURCE, create_customers=True)
        Customer.objects.filter(outside_id="c1").delete()
        bulk.write(cursor, batch, source=SOURCE)


def test_checks_stay_where_the_account_may_not_leave_them_out():
    open_cast_shop()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain; GRANT ALL ON ALL TABLES IN SCHEMA public TO plain")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain; GRANT TEMP ON DATABASE " + _database())
        cursor.execute("SET LOCAL ROLE plain")
        recorded = record_orders([WORD], source=SOURCE, now=NOW, create_customers=True)
        cursor.execute("SET LOCAL ROLE NONE; SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    assert recorded.new == 1


def _database() -> str:
    return connection.ops.quote_name(connection.settings_dict["NAME"]) + " TO plain"
