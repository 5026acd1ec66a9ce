"""A chunk of a shop as the lake's tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from wraca.simulation.baskets import shelf
from wraca.simulation.calendar import first_day
from wraca.simulation.shape import ShopShape
from wraca.simulation.shops import Chunk

#: The lake's table -> the day or moment by whose month its files are cut.
MONTHS = {"orders": "local_day", "lines": "local_day", "refunds": "local_day", "customers": "", "products": ""}


def tables_of(shape: ShopShape, chunk: Chunk) -> Iterator[tuple[str, pa.Table]]:
    yield "customers", customers_table(shape, chunk)
    yield "orders", orders_table(shape, chunk)
    yield "refunds", refunds_table(shape, chunk)
    yield "lines", lines_table(shape, chunk)


def calendar_days(shape: ShopShape, days: np.ndarray) -> np.ndarray:
    return first_day(shape) + days


def repeated(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), count)


def customers_table(shape: ShopShape, chunk: Chunk) -> pa.Table:
    count = len(chunk.customer_id)
    return pa.table(
        {
            "customer_id": chunk.customer_id,
            "signed_up_day": calendar_days(shape, chunk.joined),
            "invented": pa.repeat(pa.scalar(False), count),
            "source": repeated("simulation", count),
            "country": repeated("PL", count),
        }
    )


def orders_table(shape: ShopShape, chunk: Chunk) -> pa.Table:
    orders = chunk.orders
    return pa.table(
        {
            "order_id": orders.order_id,
            "customer_id": orders.customer_id,
            "placed_at": orders.placed_at,
            "local_day": calendar_days(shape, orders.day),
            "paid": orders.paid,
            "cancelled": orders.cancelled,
            "total_minor": orders.total_minor,
            "refunded_minor": orders.refund_minor,
            "items": pieces(chunk),
            "channel": repeated("web", len(orders.day)),
            "location": repeated("", len(orders.day)),
        }
    )


def pieces(chunk: Chunk) -> np.ndarray:
    return np.bincount(chunk.lines.order, chunk.lines.quantity, len(chunk.orders.day)).astype(np.int64)


def refunds_table(shape: ShopShape, chunk: Chunk) -> pa.Table:
    """A refund's id is its order's: there is at most one."""
    orders, back = chunk.orders, chunk.orders.refunded
    return pa.table(
        {
            "refund_id": orders.order_id[back],
            "order_id": orders.order_id[back],
            "customer_id": orders.customer_id[back],
            "local_day": calendar_days(shape, orders.refund_day[back]),
            "amount_minor": orders.refund_minor[back],
        }
    )


def lines_table(shape: ShopShape, chunk: Chunk) -> pa.Table:
    """Each product has one variant, of the same id."""
    lines, orders = chunk.lines, chunk.orders
    return pa.table(
        {
            "line_id": chunk.first_line_id + np.arange(len(lines.order)),
            "order_id": orders.order_id[lines.order],
            "customer_id": orders.customer_id[lines.order],
            "product_id": lines.product_id,
            "variant_id": lines.product_id,
            "category_id": shelf(shape).category[lines.product_id - 1],
            "placed_at": orders.placed_at[lines.order],
            "local_day": calendar_days(shape, orders.day[lines.order]),
            "quantity": lines.quantity,
            "total_minor": lines.total_minor,
        }
    )


def products_table(shape: ShopShape) -> pa.Table:
    goods = shelf(shape)
    ids = np.arange(shape.product_count) + 1
    return pa.table(
        {
            "product_id": ids,
            "category_id": goods.category,
            "name": [f"Product {number}" for number in ids],
            "price_minor": goods.price_minor,
        }
    )
