"""A simulated shop in PostgreSQL and in the lake says the same as truth's own arithmetic."""

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict

from wraca.customers.models import Customer
from wraca.engine.duckdb_engine import read_table
from wraca.engine.lake import Lake
from wraca.events.models import Event
from wraca.kit.errors import Conflict
from wraca.orders.models import CustomerSummary, Order, OrderLine, Refund
from wraca.orders.summary import update_summaries
from wraca.refresh import FACTS
from wraca.simulation import truth
from wraca.simulation.lake import fill_lake
from wraca.simulation.shape import ShopShape
from wraca.simulation.truth import fill_truth

SHAPE = ShopShape(150, seed=11, days=400)


@pytest.fixture
def filled(db, monkeypatch):
    # VACUUM does not run within the test's transaction.
    monkeypatch.setattr(truth, "vacuum", lambda: None)
    return fill_truth(SHAPE, with_orders=150)


def summaries():
    return {row.pk: model_to_dict(row) for row in CustomerSummary.objects.all()}


def test_summaries_are_those_that_truth_works_out(filled):
    simulated = summaries()
    with transaction.atomic(), connection.cursor() as cursor:
        update_summaries(cursor, "SELECT id AS customer_id FROM customers_customer")
    worked_out = {pk: row for pk, row in summaries().items() if row["orders"]}
    assert simulated == worked_out
    assert len(simulated) > 100


def test_every_table_has_the_rows_it_counts(filled):
    assert filled["customers_customer"] == Customer.objects.count() == 150
    assert filled["orders_order"] == Order.objects.count()
    assert filled["orders_orderline"] == OrderLine.objects.count()
    assert filled["events_event"] == Event.objects.count()


def test_orders_are_filled_for_the_first_customers_only(db, monkeypatch):
    monkeypatch.setattr(truth, "vacuum", lambda: None)
    fill_truth(SHAPE, with_orders=40)
    assert max(Order.objects.values_list("customer_id", flat=True)) <= 40
    assert CustomerSummary.objects.count() > 100


def test_database_with_customers_is_refused(filled):
    with pytest.raises(Conflict, match="the database holds customers already"):
        fill_truth(SHAPE, with_orders=1)


def test_lake_holds_the_same_shop(filled, tmp_path):
    lake = Lake(tmp_path / "lake", memory_mb=256)
    counts = fill_lake(SHAPE, lake, FACTS)
    with lake.open() as snapshot:
        tables = snapshot.tables()
        orders = read_table(tables["lake_orders"]).to_pylist()
    assert counts["customers"] == 150
    assert counts["lines"] == filled["orders_orderline"]
    told = {row["order_id"]: (row["customer_id"], row["local_day"], row["paid"], row["total_minor"]) for row in orders}
    truly = {o.pk: (o.customer_id, o.local_day, o.payment_state == "paid", o.total_minor) for o in Order.objects.all()}
    assert told == truly
    assert counts["refunds"] == Refund.objects.count()
