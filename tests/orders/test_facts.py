"""The lake takes again what changed, and nothing else."""

import msgspec
import pytest
from django.db import connection
from tests.cast import NOW, ORDERS, PRODUCTS, SOURCE, load_cast

from wraca.catalogue.actions import ToldStock, record_products, record_stock
from wraca.catalogue.facts import FACTS as CATALOGUE
from wraca.catalogue.incoming import NewProduct, NewVariant
from wraca.catalogue.models import Variant
from wraca.customers.facts import FACTS as CUSTOMERS
from wraca.events.facts import FACTS as EVENTS
from wraca.kit import clock
from wraca.orders.actions import record_orders
from wraca.orders.facts import FACTS as ORDER_FACTS
from wraca.orders.facts import LINES
from wraca.orders.facts import ORDERS as ORDERS_FACT


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def stamp() -> int:
    """Of a transaction that begins now: later writes are stamped with it or above."""
    return rows("SELECT pg_current_xact_id()::text::bigint")[0][0] + 1


@pytest.mark.parametrize("fact", [*CUSTOMERS, *CATALOGUE, *ORDER_FACTS, *EVENTS], ids=lambda fact: fact.name)
def test_fact_is_read_whole_and_by_change(db, fact):
    load_cast()
    assert len(rows(fact.select_sql(None))) == len(rows(fact.select_sql(0))) > 0


@pytest.mark.django_db(transaction=True)
def test_only_what_changed_is_taken_again():
    load_cast()
    before = stamp()
    record_orders(ORDERS, source=SOURCE, now=NOW)
    record_products(PRODUCTS, source=SOURCE, now=NOW)
    record_stock([ToldStock(Variant.objects.get(outside_id="mug").pk, clock.now(), 1)])
    assert rows(ORDERS_FACT.select_sql(before)) == rows(LINES.select_sql(before)) == []


@pytest.mark.django_db(transaction=True)
def test_lines_follow_their_variant_to_another_product():
    load_cast()
    before = stamp()
    moved = NewProduct(outside_id="cups", name="Kubki", variants=[NewVariant(outside_id="mug")])
    record_products([moved], source=SOURCE, now=NOW)
    # Every order of the cast is one line of mugs.
    assert len(rows(LINES.select_sql(before))) == len(ORDERS)


@pytest.mark.django_db(transaction=True)
def test_cancelling_and_taking_it_back_stamp_the_order():
    load_cast()
    cancelled = next(order for order in ORDERS if order.outside_id == "f1")
    before = stamp()
    record_orders([msgspec.structs.replace(cancelled, cancelled_at=None)], source=SOURCE, now=NOW)
    assert len(rows(ORDERS_FACT.select_sql(before))) == 1
