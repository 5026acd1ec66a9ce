"""Shops too small or too odd to learn from still get every table; what is unknown in them is null."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from tests.lifecycle.conftest import LAST_DAY, refreshed

from wraca.customers.facts import CUSTOMERS
from wraca.engine.duckdb_engine import arrow_schema
from wraca.engine.lake import Lake
from wraca.orders.facts import LINES, ORDERS, REFUNDS
from wraca.refresh import STEPS

Orders = list[tuple[int, date, int]]


def lake_of(folder, customers: dict[int, date], orders: Orders) -> Lake:
    lake = Lake(folder)
    people = [{"customer_id": id_, "signed_up_day": day, "invented": False} for id_, day in customers.items()]
    bought = [
        {
            "order_id": number,
            "customer_id": customer,
            "placed_at": datetime(day.year, day.month, day.day, 12),  # noqa: DTZ001 (the lake's timestamps mean UTC)
            "local_day": day,
            "paid": True,
            "cancelled": False,
            "total_minor": total,
            "refunded_minor": 0,
            "items": 1,
        }
        for number, (customer, day, total) in enumerate(orders, start=1)
    ]
    for fact, rows in ((CUSTOMERS, people), (ORDERS, bought), (LINES, []), (REFUNDS, [])):
        lake.write(fact.name, fact.schema, pa.Table.from_pylist(rows, arrow_schema(fact.schema)), month=fact.month)
    return lake


def many(customers: int, days: list[int], *, total: int = 5000) -> Orders:
    return [(id_, LAST_DAY - timedelta(days=back), total) for id_ in range(1, customers + 1) for back in days]


SIGNED_UP = {id_: LAST_DAY - timedelta(days=400) for id_ in range(1, 31)}
ODD = {
    "nobody": ({}, []),
    "only_potential": (SIGNED_UP, []),
    "one_customer": ({1: LAST_DAY - timedelta(days=400)}, many(1, [300])),
    "all_bought_once": (SIGNED_UP, many(30, [200])),
    "one_day": (SIGNED_UP, many(30, [0])),
    "everything_free": (SIGNED_UP, many(30, [200, 100], total=0)),
    "one_order_today_of_a_stranger": (SIGNED_UP, [(None, LAST_DAY, 100)]),
    "every_day_the_same": (SIGNED_UP, many(3, list(range(120)))),
}


#: One refresh each: the rest only where there is time.
QUICK = ("one_customer", "all_bought_once")


@pytest.mark.parametrize("name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.long) for n in ODD])
def test_an_odd_shop_gets_every_table(name, tmp_path):
    customers, orders = ODD[name]
    reader = refreshed(lake_of(tmp_path / "lake", customers, orders), tmp_path / "generations")
    assert [step.name for step in STEPS if not reader.has(step.name)] == []
    assert reader.one("SELECT count(*) AS n FROM customers") == {"n": len(customers)}
    buyers = len({customer for customer, *_ in orders if customer})
    known = reader.one(
        "SELECT count(expected_orders_365) AS n, count(stage) AS staged FROM customers"
        " WHERE coalesce(p_order_365 BETWEEN 0 AND 1, true)"
    )
    assert known == {"n": buyers, "staged": len(customers)}


def test_who_bought_nothing_has_no_score_and_a_reason(tmp_path):
    reader = refreshed(lake_of(tmp_path / "lake", SIGNED_UP, []), tmp_path / "generations")
    row = reader.one("SELECT * FROM customers WHERE customer_id = 1")
    assert (row["stage"], row["stage_reason"], row["stage_values"]) == ("potential", "no_order", '{"known_days": 400}')
    assert (row["expected_orders_365"], row["next_order_mid"], row["value_rank"]) == (None, None, None)
    assert row["spent_minor"] == 0


def test_a_shop_of_one_order_knows_little_and_says_so(tmp_path):
    reader = refreshed(lake_of(tmp_path / "lake", {1: LAST_DAY}, many(1, [0])), tmp_path / "generations")
    row = reader.one("SELECT * FROM customers")
    assert row["stage"] == "first_purchase"
    assert row["usual_gap_days"] is None
    # By the prior alone: anything from none to many.
    assert row["expected_orders_365_low"] == 0
    assert row["expected_orders_365_high"] > 2 * row["expected_orders_365"]
