"""What is bought: few products much, many little (Zipf); prices lognormal; some money goes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wraca.simulation.shape import ShopShape

#: Products per category, and the largest number of lines in a basket.
CATEGORY_SIZE, MOST_LINES = 40, 40


@dataclass(frozen=True)
class Shelf:
    """The shop's products in the order of their ids (1, 2, …); popularity does not follow the id."""

    price_minor: np.ndarray
    category: np.ndarray
    #: Cumulated popularity, ending in 1.
    popularity: np.ndarray


@lru_cache(maxsize=8)
def shelf(shape: ShopShape) -> Shelf:
    random = np.random.default_rng([shape.seed, 0])
    count = shape.product_count
    weights = random.permutation(1 / (np.arange(count) + 3.0) ** shape.popularity_exponent)
    prices = np.maximum(np.rint(random.lognormal(8.2, 0.8, count)).astype(np.int64), 99)
    return Shelf(prices, np.arange(count) // CATEGORY_SIZE + 1, np.cumsum(weights) / weights.sum())


@dataclass(frozen=True)
class Lines:
    """Lines of one chunk, by order."""

    #: Number of the order within the chunk.
    order: np.ndarray
    #: 1, 2, … within the order.
    position: np.ndarray
    product_id: np.ndarray
    quantity: np.ndarray
    unit_price_minor: np.ndarray
    discount_minor: np.ndarray
    total_minor: np.ndarray


def fill_baskets(shape: ShopShape, random: np.random.Generator, orders: int) -> Lines:
    goods = shelf(shape)
    lengths = np.minimum(random.geometric(1 / shape.lines_per_order, orders), MOST_LINES)
    order = np.repeat(np.arange(orders), lengths)
    starts = np.cumsum(lengths) - lengths
    product = np.searchsorted(goods.popularity, random.random(len(order)), side="right")
    product = np.minimum(product, shape.product_count - 1)
    quantity = random.geometric(0.8, len(order))
    price = goods.price_minor[product]
    cut = np.where(random.random(len(order)) < 0.12, quantity * price // 10, 0)
    return Lines(
        order,
        np.arange(len(order)) - np.repeat(starts, lengths) + 1,
        product + 1,
        quantity,
        price,
        cut,
        quantity * price - cut,
    )


def totals(lines: Lines, values: np.ndarray, orders: int) -> np.ndarray:
    """`values` of the lines summed by order: integers, exact below 2**53."""
    return np.bincount(lines.order, values, orders).astype(np.int64)
