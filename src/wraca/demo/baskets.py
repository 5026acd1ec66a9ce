"""Baskets become orders and lines.

A line's `sales_value` is what the store was paid, so it is our total; the loyalty price cut (`retail_disc`) and the
store's match of a coupon (`coupon_match_disc`) are our discount. `coupon_disc` is not taken off: the maker of the goods
paid it to the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wraca.demo.moving import moved_days, moved_moments
from wraca.demo.products import fuel_ids
from wraca.demo.sample import Sample
from wraca.orders.incoming import NewLine, NewOrder

CURRENCY = "USD"


def minor(amounts: pa.ChunkedArray) -> np.ndarray:
    """USD as floats with two decimals -> cents."""
    return np.rint(amounts.to_numpy() * 100).astype(np.int64)


def texts(numbers: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())


def lines_of(sample: Sample, names: dict[int, str], weeks: int, zone: str) -> pa.Table:
    """One row a line, in the order of the sample: order, position, variant (null: not in the catalogue), name, day,
    placed_at, quantity, unit_price_minor, discount_minor, total_minor.

    Fuel was counted in thousandths of a gallon, up to 89,638 a line: one fill is one piece here.
    """
    bought = sample.transactions
    baskets, products = bought["basket_id"].to_numpy(), bought["product_id"].to_numpy()
    quantity = np.where(np.isin(products, fuel_ids(sample.products)), 1, bought["quantity"].to_numpy())
    total = minor(bought["sales_value"])
    discount = minor(bought["retail_disc"]) + minor(bought["coupon_match_disc"])
    known, place = np.unique(products, return_inverse=True)
    in_catalogue = np.array([int(product) in names for product in known])[place]
    called = pa.array([names.get(int(product), f"#{product}") for product in known]).take(pa.array(place))
    return pa.table(
        {
            "order": texts(baskets),
            "position": positions(baskets),
            "variant": pc.if_else(pa.array(in_catalogue), texts(products), pa.scalar(None, pa.string())),
            "name": called,
            "day": moved_days(bought["day"].to_numpy(), weeks),
            "placed_at": moved_moments(bought["wall_clock"].to_numpy(), weeks, zone),
            "quantity": quantity,
            "unit_price_minor": np.rint((total + discount) / np.maximum(quantity, 1)).astype(np.int64),
            "discount_minor": discount,
            "total_minor": total,
        }
    )


def positions(baskets: np.ndarray) -> np.ndarray:
    """1, 2, 3 … within each run of equal values."""
    starts = basket_starts(baskets)
    lengths = np.diff(np.append(starts, len(baskets)))
    return np.arange(len(baskets)) - np.repeat(starts, lengths) + 1


def basket_starts(baskets: np.ndarray) -> np.ndarray:
    if not len(baskets):
        return np.array([], dtype=np.int64)
    return np.flatnonzero(np.append(True, baskets[1:] != baskets[:-1]))


def orders_of(sample: Sample, lines: pa.Table, coupons: dict[str, list[str]]) -> pa.Table:
    """One row a basket: outside_id, customer, day, placed_at, amounts, location, coupon_codes."""
    bought = sample.transactions
    baskets = bought["basket_id"].to_numpy()
    starts = basket_starts(baskets)
    first = pa.array(starts)
    discount = np.add.reduceat(lines["discount_minor"].to_numpy(), starts)
    total = np.add.reduceat(lines["total_minor"].to_numpy(), starts)
    outside_ids = texts(baskets[starts])
    return pa.table(
        {
            "outside_id": outside_ids,
            "customer": texts(bought["household_id"].to_numpy()[starts]),
            "day": lines["day"].take(first),
            "placed_at": lines["placed_at"].take(first),
            "subtotal_minor": total + discount,
            "discount_minor": discount,
            "total_minor": total,
            "location": pc.binary_join_element_wise("Store", texts(bought["store_id"].to_numpy()[starts]), " "),
            "coupon_codes": pa.array(
                [coupons.get(basket, []) for basket in outside_ids.to_pylist()], pa.list_(pa.string())
            ),
        }
    )


def new_orders(orders: pa.Table, lines: pa.Table, size: int) -> Iterator[list[NewOrder]]:
    """`size` orders at a time, with their lines; both tables in the same order."""
    starts = np.append(np.flatnonzero(lines["position"].to_numpy() == 1), lines.num_rows)
    for first in range(0, orders.num_rows, size):
        some = orders.slice(first, size)
        begins = starts[first : first + some.num_rows + 1]
        told = new_lines(lines.slice(begins[0], begins[-1] - begins[0]))
        yield [
            new_order(row, list(islice(told, count))) for row, count in zip(rows_of(some), np.diff(begins), strict=True)
        ]


def rows_of(table: pa.Table) -> Iterator[dict]:
    return iter(table.to_pylist())


def new_lines(lines: pa.Table) -> Iterator[NewLine]:
    columns = ("variant", "name", "quantity", "unit_price_minor", "discount_minor", "total_minor")
    for variant, name, quantity, price, discount, total in zip(*(lines[c].to_pylist() for c in columns), strict=True):
        yield NewLine(
            variant=variant,
            name=name,
            quantity=quantity,
            unit_price_minor=price,
            discount_minor=discount,
            total_minor=total,
        )


def new_order(row: dict, lines: list[NewLine]) -> NewOrder:
    return NewOrder(
        outside_id=row["outside_id"],
        customer=row["customer"],
        placed_at=row["placed_at"].replace(tzinfo=UTC),
        lines=lines,
        currency=CURRENCY,
        subtotal_minor=row["subtotal_minor"],
        discount_minor=row["discount_minor"],
        total_minor=row["total_minor"],
        channel="store",
        location=row["location"],
        coupon_codes=row["coupon_codes"],
    )
