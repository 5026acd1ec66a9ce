"""Fills an empty PostgreSQL with a simulated shop by COPY: everybody's records, summaries and sign-ups, and the orders
of the first `with_orders` of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from wraca.events.queries import append_from
from wraca.kit.errors import Conflict
from wraca.simulation.baskets import shelf
from wraca.simulation.calendar import first_day
from wraca.simulation.names import names_table
from wraca.simulation.shape import ShopShape
from wraca.simulation.shops import Chunk, simulate
from wraca.simulation.summaries import summaries_table
from wraca.simulation.tables import pieces, signed_up_at

SOURCE = "simulation"
TABLES = (
    "customers_customer",
    "catalogue_category",
    "catalogue_product",
    "catalogue_variant",
    "orders_order",
    "orders_orderline",
    "orders_refund",
    "orders_cancellation",
    "orders_customersummary",
    "events_event",
)
_SIGNED_UP = """SELECT signed_up_at AS at, 'customer.signed_up' AS kind, id AS customer_id,
    'customer.signed_up:' || id AS key, '{}'::jsonb AS payload FROM customers_customer"""
_PAID = """SELECT placed_at AS at, 'order.paid' AS kind, customer_id, 'order.paid:' || id AS key,
    jsonb_build_object('order', id, 'total_minor', total_minor) AS payload
    FROM orders_order WHERE payment_state = 'paid'"""


def fill_truth(shape: ShopShape, *, with_orders: int) -> dict[str, int]:
    """Rows per table. Raises Conflict if the shop has customers already."""
    counts: dict[str, int] = dict.fromkeys(TABLES, 0)
    with transaction.atomic(), connection.cursor() as cursor:
        if any_customer(cursor):
            raise Conflict("the database holds customers already: simulate into an empty one")
        with without_indexes(cursor):
            for name, table in catalogue_rows(shape):
                counts[name] += copy(cursor, name, table)
            for chunk in simulate(shape):
                for name, table in truth_rows(shape, chunk, with_orders):
                    counts[name] += copy(cursor, name, table)
            for events in (_SIGNED_UP, _PAID):
                counts["events_event"] += append_from(cursor, events)
        for name in TABLES:
            set_sequence(cursor, name)
    vacuum()
    return counts


def vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def any_customer(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM customers_customer)")
    return cursor.fetchone()[0]


@contextmanager
def without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Foreign keys and indexes that keep nothing unique are dropped and made again."""
    tables = "ARRAY[" + ", ".join(f"'{name}'::regclass" for name in TABLES) + "]::oid[]"
    cursor.execute(
        f"""SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', conrelid::regclass, conname),
            format('ALTER TABLE %I ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE conrelid = ANY({tables}) AND contype = 'f'
        UNION ALL SELECT format('DROP INDEX %I', indexrelid::regclass), pg_get_indexdef(indexrelid)
        FROM pg_index WHERE indrelid = ANY({tables}) AND NOT indisunique ORDER BY 1"""
    )
    found = cursor.fetchall()
    for drop, _ in found:
        cursor.execute(drop)
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _, make in found:
        cursor.execute(make)


def copy(cursor: CursorWrapper, name: str, table: pa.Table) -> int:
    if table.num_rows:
        content = io.BytesIO()
        pyarrow.csv.write_csv(table, content, pyarrow.csv.WriteOptions(include_header=False))
        with cursor.copy(f"COPY {name} ({', '.join(table.column_names)}) FROM STDIN (FORMAT csv)") as sink:
            sink.write(content.getbuffer())
    return table.num_rows


def set_sequence(cursor: CursorWrapper, name: str) -> None:
    if name != "orders_customersummary":
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce((SELECT max(id) FROM {name}), 1))"
        )


def told(value: object, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


def texts(numbers: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())


def catalogue_rows(shape: ShopShape) -> Iterator[tuple[str, pa.Table]]:
    goods = shelf(shape)
    ids, categories = np.arange(shape.product_count) + 1, np.unique(goods.category)
    named = {"source": told(SOURCE, len(categories)), "outside_id": texts(categories)}
    yield "catalogue_category", pa.table({"id": categories, **named, "name": numbered("Category", categories)})
    product = {"source": told(SOURCE, len(ids)), "outside_id": texts(ids)}
    described = {name: told("", len(ids)) for name in ("brand", "description", "url")}
    yield (
        "catalogue_product",
        pa.table(
            {
                "id": ids,
                **product,
                **described,
                "name": numbered("Product", ids),
                "folded_name": numbered("product", ids),
                "category_id": goods.category,
                "active": told(True, len(ids)),
                "traits": told("{}", len(ids)),
                "updated_at": told("now", len(ids)),
            }
        ),
    )
    blank = {name: told("", len(ids)) for name in ("sku", "ean", "name", "colour", "size")}
    shown = {"position": told(0, len(ids)), "price_minor": goods.price_minor}
    yield "catalogue_variant", pa.table({"id": ids, "product_id": ids, **product, **blank, **shown})


def numbered(word: str, ids: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(told(word, len(ids)), texts(ids), " ")


def truth_rows(shape: ShopShape, chunk: Chunk, with_orders: int) -> Iterator[tuple[str, pa.Table]]:
    yield "customers_customer", customer_rows(shape, chunk)
    yield "orders_customersummary", summaries_table(shape, chunk)
    if chunk.customer_id[0] <= with_orders:
        kept = chunk.orders.customer_id <= with_orders
        orders = order_rows(shape, chunk).filter(pa.array(kept))
        yield "orders_order", orders
        yield "orders_orderline", line_rows(chunk).filter(pa.array(kept[chunk.lines.order]))
        yield "orders_refund", refund_rows(shape, chunk, kept)
        yield "orders_cancellation", cancellation_rows(chunk, kept)


def customer_rows(shape: ShopShape, chunk: Chunk) -> pa.Table:
    count = len(chunk.customer_id)
    random = np.random.default_rng([shape.seed, 2, int(chunk.customer_id[0])])
    names = names_table(random, count)
    ids = texts(chunk.customer_id)
    blank = {name: told("", count) for name in ("street", "postcode", "city", "language")}
    return pa.table(
        {
            "id": chunk.customer_id,
            "source": told(SOURCE, count),
            "outside_id": ids,
            **{name: names[name] for name in names.column_names},
            "email": pc.binary_join_element_wise("person", ids, told("@example.com", count), ""),
            "phone": pc.binary_join_element_wise("+", texts(48_490_000_000 + chunk.customer_id), ""),
            **blank,
            "country": told("PL", count),
            "signed_up_at": utc(signed_up_at(shape, chunk)),
            "invented": told(False, count),
            "traits": told("{}", count),
            "updated_at": told("now", count),
        }
    )


def utc(moments: np.ndarray) -> pa.Array:
    return pa.array(moments).cast(pa.timestamp("s", "UTC"))


def order_rows(shape: ShopShape, chunk: Chunk) -> pa.Table:
    orders, count = chunk.orders, len(chunk.orders.order_id)
    ids = texts(orders.order_id)
    moments = utc(orders.placed_at)
    paid = pa.array(orders.paid)
    discount = np.bincount(chunk.lines.order, chunk.lines.discount_minor, count).astype(np.int64)
    return pa.table(
        {
            "id": orders.order_id,
            "source": told(SOURCE, count),
            "outside_id": ids,
            "number": ids,
            "customer_id": orders.customer_id,
            "placed_at": moments,
            "local_day": first_day(shape) + orders.day,
            "payment_state": pc.if_else(paid, "paid", "pending"),
            "paid_at": pc.if_else(paid, moments, pa.scalar(None, moments.type)),
            "currency": told(shape.currency, count),
            "subtotal_minor": orders.total_minor + discount,
            "discount_minor": discount,
            "tax_minor": told(0, count),
            "shipping_minor": told(0, count),
            "total_minor": orders.total_minor,
            "items": pieces(chunk),
            "channel": told("web", count),
            "location": told("", count),
            "coupon_codes": told("{}", count),
            "updated_at": told("now", count),
        }
    )


def line_rows(chunk: Chunk) -> pa.Table:
    lines, orders = chunk.lines, chunk.orders
    return pa.table(
        {
            "id": chunk.first_line_id + np.arange(len(lines.order)),
            "order_id": orders.order_id[lines.order],
            "position": lines.position,
            "variant_id": lines.product_id,
            "placed_at": utc(orders.placed_at[lines.order]),
            "name": numbered("Product", lines.product_id),
            "quantity": lines.quantity,
            "unit_price_minor": lines.unit_price_minor,
            "discount_minor": lines.discount_minor,
            "tax_minor": told(0, len(lines.order)),
            "total_minor": lines.total_minor,
        }
    )


def refund_rows(shape: ShopShape, chunk: Chunk, kept: np.ndarray) -> pa.Table:
    orders, back = chunk.orders, kept & chunk.orders.refunded
    days = first_day(shape) + orders.refund_day[back]
    return pa.table(
        {
            "id": orders.order_id[back],
            "order_id": orders.order_id[back],
            "outside_id": told("1", int(back.sum())),
            "at": utc(days.astype("datetime64[s]") + np.timedelta64(12, "h")),
            "local_day": days,
            "amount_minor": orders.refund_minor[back],
            "reason": told("", int(back.sum())),
        }
    )


def cancellation_rows(chunk: Chunk, kept: np.ndarray) -> pa.Table:
    orders, gone = chunk.orders, kept & chunk.orders.cancelled
    return pa.table(
        {
            "order_id": orders.order_id[gone],
            "at": utc(orders.placed_at[gone]),
            "reason": told("", int(gone.sum())),
        }
    )
