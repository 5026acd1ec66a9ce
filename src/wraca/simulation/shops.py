"""A whole shop, in chunks of columns that draw from seeds of their own: memory is bounded, and bytes repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wraca.simulation.baskets import Lines, fill_baskets, totals
from wraca.simulation.buyers import arrivals, purchases
from wraca.simulation.calendar import utc_moments
from wraca.simulation.shape import ShopShape

CHUNK = 25_000


@dataclass(frozen=True)
class Orders:
    order_id: np.ndarray
    customer_id: np.ndarray
    #: Day of the shop, 0 the first.
    day: np.ndarray
    #: datetime64[s], UTC.
    placed_at: np.ndarray
    paid: np.ndarray
    cancelled: np.ndarray
    total_minor: np.ndarray
    #: 0: nothing went back.
    refund_minor: np.ndarray
    #: Day of the shop on which it went back; meaningless without a refund.
    refund_day: np.ndarray

    @property
    def counted(self) -> np.ndarray:
        return self.paid & ~self.cancelled

    @property
    def refunded(self) -> np.ndarray:
        return self.refund_minor > 0


@dataclass(frozen=True)
class Chunk:
    #: The first customer's id; the others follow without a gap.
    customer_id: np.ndarray
    joined: np.ndarray
    orders: Orders
    lines: Lines
    #: Id of the first line.
    first_line_id: int


def simulate(shape: ShopShape) -> Iterator[Chunk]:
    """The shop's customers in the order of their ids, 25,000 at a time."""
    orders = lines = 0
    for number, start in enumerate(range(0, shape.customers, CHUNK)):
        chunk = simulate_chunk(shape, number, min(CHUNK, shape.customers - start), orders, lines)
        orders += len(chunk.orders.order_id)
        lines += len(chunk.lines.order)
        yield chunk


def simulate_chunk(shape: ShopShape, number: int, count: int, orders_before: int, lines_before: int) -> Chunk:
    random = np.random.default_rng([shape.seed, 1, number])
    customer_id = number * CHUNK + np.arange(count) + 1
    joined = arrivals(shape, random, count)
    buys = np.flatnonzero(random.random(count) < shape.buyers_share)
    bought = purchases(shape, random, joined[buys])
    lines = fill_baskets(shape, random, len(bought.day))
    total = totals(lines, lines.total_minor, len(bought.day))
    paid = random.random(len(total)) >= shape.unpaid_share
    cancelled = random.random(len(total)) < shape.cancelled_share
    refund, refund_day = refunds(shape, random, total, bought.day, paid & ~cancelled)
    orders = Orders(
        order_id=orders_before + np.arange(len(total)) + 1,
        customer_id=customer_id[buys[bought.buyer]],
        day=bought.day,
        placed_at=utc_moments(shape, bought.day, bought.second),
        paid=paid,
        cancelled=cancelled,
        total_minor=total,
        refund_minor=refund,
        refund_day=refund_day,
    )
    return Chunk(customer_id, joined, orders, lines, lines_before + 1)


def refunds(
    shape: ShopShape, random: np.random.Generator, total: np.ndarray, day: np.ndarray, counted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What went back and when: half of the refunds are whole, the others a part."""
    back = counted & (random.random(len(total)) < shape.refunded_share)
    share = np.where(random.random(len(total)) < 0.5, 1.0, random.random(len(total)))
    when = day + 2 + random.exponential(9.0, len(total)).astype(np.int64)
    amount = np.where(back & (when < shape.days), np.maximum((total * share).astype(np.int64), 1), 0)
    return amount, np.minimum(when, shape.days - 1)
