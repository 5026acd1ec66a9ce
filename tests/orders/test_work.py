"""What a batch costs the database: rows looked at, whatever its figures of the tables say. Seconds would say it only on
a quiet machine."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import NOW, open_cast_shop

from wraca.connectors.csv_files.known import settle_customers, settle_orders
from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewLine, NewOrder

KNOWN, BATCH = 3000, 300
#: Rows of one table looked at: eight times what the batch tells (found, locked, checked, read again), and six times all
#: there is, since PostgreSQL rightly reads so small a table whole. Going through all for each row would be 900,000.
MOST_LOOKS = 8 * BATCH + 6 * (KNOWN + BATCH + 500)


@pytest.fixture
def shop(db):
    """3,000 customers and orders of a source that came after PostgreSQL counted, and counted none of it."""
    open_cast_shop()
    _tell("early", 0, 500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _tell("late", 0, KNOWN)


def _customers(start, many):
    flag = [NewConsent(channel="email", action="given", at=NOW, evidence={"undated": True})]
    return [
        NewCustomer(outside_id=f"c{n}", email=f"c{n}@example.com", phone=f"+48{600_000_000 + n}", consents=flag)
        for n in range(start, start + many)
    ]


def _orders(start, many):
    placed_at = NOW - timedelta(days=30)
    return [
        NewOrder(
            outside_id=f"o{n}",
            placed_at=placed_at,
            customer=f"c{n}",
            lines=[NewLine(quantity=1, unit_price_minor=100, variant=f"v{n}", product=f"p{n}")],
        )
        for n in range(start, start + many)
    ]


def _tell(source, start, many):
    customers = settle_customers(_customers(start, many), source, NOW)
    assert record_customers(customers, source=source, now=NOW).new == many
    assert record_orders(settle_orders(_orders(start, many), source), source=source, now=NOW).new == many


def _looks():
    """Rows of each table read in this transaction so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("start", [KNOWN, 0], ids=["new", "again"])
def test_batch_looks_at_its_own_rows_however_many_there_are(shop, start):
    before = _looks()
    if start:
        _tell("late", start, BATCH)
    else:
        again = record_customers(settle_customers(_customers(0, BATCH), "late", NOW), source="late", now=NOW)
        assert again.same == BATCH
        assert record_orders(_orders(0, BATCH), source="late", now=NOW).same == BATCH
    spent = {table: looked - before.get(table, 0) for table, looked in _looks().items()}
    assert {table: looked for table, looked in spent.items() if looked > MOST_LOOKS} == {}
