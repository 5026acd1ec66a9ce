"""Recorded shops that stages and scores are judged on, as orders and as lakes. They lie beside the repository.

See docs/algorithms/lifecycle.md for what they are; `../shared/data` or WRACA_SHARED_DATA is where they are looked for.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from wraca.engine.duckdb_engine import arrow_schema
from wraca.engine.lake import Lake
from wraca.refresh import FACTS

DATA = Path(os.environ.get("WRACA_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")


@dataclass(frozen=True)
class RecordedShop:
    name: str
    #: Of the file under DATA -> one row an order: customer (any type), at, value in the shop's money.
    file: str
    orders_sql: str
    #: The last day learnt from, and the days after it that are compared.
    calibration_end: date
    horizon_days: int

    def orders(self) -> pa.Table:
        with duckdb.connect(":memory:") as con:
            con.execute("SET TimeZone = 'UTC'")
            file = str(DATA / self.file).replace("'", "''")
            return con.execute(self.orders_sql.format(file=f"read_parquet('{file}')")).to_arrow_table()


CDNOW = RecordedShop(
    "CDNOW",
    "cdnow_sample/transactions.parquet",
    "SELECT sample_customer_id AS customer, CAST(date AS TIMESTAMP) AS at, amount_usd AS value FROM {file}",
    date(1997, 9, 30),
    273,
)
#: One row an invoice with a customer, neither cancelled nor bad debt; lines with a positive quantity.
ONLINE_RETAIL = RecordedShop(
    "Online Retail",
    "online_retail_2009_2010/lines.parquet",
    """SELECT customer_id AS customer, CAST(min(invoice_ts) AS TIMESTAMP) AS at,
        sum(quantity * unit_price_gbp)::double AS value
    FROM {file} WHERE customer_id IS NOT NULL AND quantity > 0 AND left(invoice_no, 1) NOT IN ('C', 'A')
    GROUP BY invoice_no, customer_id""",
    date(2010, 8, 31),
    100,
)
#: One row a basket; the moments are five hours ahead of the stores.
COMPLETE_JOURNEY = RecordedShop(
    "Complete Journey",
    "complete_journey/transactions.parquet",
    """SELECT household_id AS customer, CAST(min(transaction_timestamp) AS TIMESTAMP) - INTERVAL 5 HOUR AS at,
        sum(sales_value)::double AS value
    FROM {file} GROUP BY basket_id, household_id""",
    date(2017, 9, 30),
    92,
)
SHOPS = (CDNOW, ONLINE_RETAIL, COMPLETE_JOURNEY)


def fill_lake(lake: Lake, orders: pa.Table) -> None:
    """Every customer signs up with their first order; what the shop does not tell is an empty table."""
    given = {"orders": _orders(orders), "customers": _customers(orders)}
    for fact in FACTS:
        rows = given.get(fact.name, arrow_schema(fact.schema).empty_table())
        lake.write(fact.name, fact.schema, rows, month=fact.month)


def _orders(orders: pa.Table) -> pa.Table:
    return _select(
        orders,
        """SELECT row_number() OVER (ORDER BY customer, "at", value) AS order_id,
        CAST(customer AS BIGINT) AS customer_id,
        "at" AS placed_at, CAST("at" AS DATE) AS local_day, true AS paid, false AS cancelled,
        CAST(round(value * 100) AS BIGINT) AS total_minor, 0::BIGINT AS refunded_minor, 0::BIGINT AS discount_minor,
        1::BIGINT AS items, 'online' AS channel, '' AS location FROM orders ORDER BY order_id""",
    )


def _customers(orders: pa.Table) -> pa.Table:
    return _select(
        orders,
        """SELECT CAST(customer AS BIGINT) AS customer_id, CAST(customer AS BIGINT) AS canonical_id,
        NULL::BIGINT AS merged_into, NULL::TIMESTAMP AS merged_at,
        min("at") AS signed_up_at, CAST(min("at") AS DATE) AS signed_up_day, false AS invented,
        'recorded' AS source, '' AS country
        FROM orders GROUP BY customer ORDER BY customer_id""",
    )


def _select(orders: pa.Table, sql: str) -> pa.Table:
    with duckdb.connect(":memory:") as con:
        con.register("orders", orders)
        return con.execute(sql).to_arrow_table()
