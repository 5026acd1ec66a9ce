"""A chunk of a shop as the lake's tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from wraca.simulation.baskets import shelf, totals
from wraca.simulation.calendar import first_day, utc_moments
from wraca.simulation.shape import ShopShape
from wraca.simulation.shops import Chunk


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
            "canonical_id": chunk.customer_id,
            "merged_into": pa.nulls(count, pa.int64()),
            "merged_at": pa.nulls(count, pa.timestamp("us")),
            "signed_up_at": signed_up_at(shape, chunk),
            "signed_up_day": calendar_days(shape, chunk.joined),
            "invented": pa.repeat(pa.scalar(False), count),
            "source": repeated("simulation", count),
            "country": repeated("PL", count),
        }
    )


def signed_up_at(shape: ShopShape, chunk: Chunk) -> np.ndarray:
    """Early on the day: before the first order."""
    return utc_moments(shape, chunk.joined, np.zeros(len(chunk.joined), dtype=np.int64))


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
            "discount_minor": totals(chunk.lines, chunk.lines.discount_minor, len(orders.day)),
            "items": pieces(chunk),
            "channel": repeated("web", len(orders.day)),
            "location": repeated("", len(orders.day)),
        }
    )


def pieces(chunk: Chunk) -> np.ndarray:
    """By order."""
    return totals(chunk.lines, chunk.lines.quantity, len(chunk.orders.day))


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
            "local_day": calendar_days(shape, orders.day[lines.order]),
            "quantity": lines.quantity,
            "total_minor": lines.total_minor,
            "discount_minor": lines.discount_minor,
        }
    )


def catalogue_tables(shape: ShopShape) -> Iterator[tuple[str, pa.Table]]:
    """Products of one variant each, in categories without a tree."""
    goods = shelf(shape)
    ids = np.arange(shape.product_count) + 1
    unknown = pa.nulls(len(ids), pa.int64())
    yield (
        "products",
        pa.table(
            {
                "product_id": ids,
                "category_id": goods.category,
                "name": [f"Product {number}" for number in ids],
                "brand": repeated("", len(ids)),
                "active": pa.repeat(pa.scalar(True), len(ids)),
            }
        ),
    )
    yield (
        "variants",
        pa.table(
            {
                "variant_id": ids,
                "product_id": ids,
                "price_minor": goods.price_minor,
                "unit_cost_minor": unknown,
                "stock_quantity": unknown,
            }
        ),
    )
    yield "categories", categories_table(goods.category)


def categories_table(categories: np.ndarray) -> pa.Table:
    ids = np.unique(categories)
    return pa.table(
        {
            "category_id": ids,
            "parent_id": pa.nulls(len(ids), pa.int64()),
            "name": [f"Category {number}" for number in ids],
        }
    )
