"""Each customer's orders in a handful of numbers, as `orders.CustomerSummary` keeps them, in columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wraca.simulation.calendar import first_day
from wraca.simulation.shape import ShopShape
from wraca.simulation.shops import Chunk
from wraca.simulation.tables import pieces


def summaries_table(shape: ShopShape, chunk: Chunk) -> pa.Table:
    """One row a customer with an order that counts."""
    orders, counted = chunk.orders, chunk.orders.counted
    who, day = orders.customer_id[counted], orders.day[counted]
    if not len(who):
        return pa.table({})
    net = (orders.total_minor - orders.refund_minor)[counted]
    # Orders are sorted by customer and moment: equal customers, and equal days within them, lie together.
    firsts = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
    lasts = np.append(firsts[1:], len(who)) - 1
    days = np.flatnonzero(np.append(True, (who[1:] != who[:-1]) | (day[1:] != day[:-1])))
    value = np.add.reduceat(net, days)
    of_day = np.flatnonzero(np.append(True, who[days][1:] != who[days][:-1]))
    gaps = np.append(0, np.diff(day[days]))
    gaps[of_day] = 0
    moments = orders.placed_at[counted]
    return pa.table(
        {
            "customer_id": who[firsts],
            "orders": lasts - firsts + 1,
            "order_days": np.diff(np.append(of_day, len(days))),
            "first_day": first_day(shape) + day[firsts],
            "last_day": first_day(shape) + day[lasts],
            "first_at": pa.array(moments[firsts]),
            "last_at": pa.array(moments[lasts]),
            "spent_minor": np.add.reduceat(net, firsts),
            "refunded_minor": np.add.reduceat(orders.refund_minor[counted], firsts),
            "spent_squares": np.add.reduceat(value**2, of_day),
            "valued_days": np.add.reduceat((value > 0).astype(np.int64), of_day),
            "valued_minor": np.add.reduceat(np.maximum(value, 0), of_day),
            "gap_squares": np.add.reduceat(gaps**2, of_day),
            "items": np.add.reduceat(pieces(chunk)[counted], firsts),
        }
    )
