"""Who comes, how often they buy and when they stop: Pareto/NBD in the shop's operational time.

Schmittlein, Morrison, Colombo (1987): a buyer orders at a rate of their own (gamma over people) until a moment that
they do not announce (exponential, its rate gamma over people). Arrivals grow a little over the shop's life.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wraca.simulation.calendar import day_weights, operational_time, seconds_of_day
from wraca.simulation.shape import ShopShape

#: Exponent of a uniform draw: below 1, later arrivals are the more frequent.
ARRIVALS = 0.85


@dataclass(frozen=True)
class Purchases:
    """Orders of one chunk, sorted by buyer, day and second."""

    #: Number of the customer within the chunk, int64[orders].
    buyer: np.ndarray
    #: Day of the shop, 0 the first, int64[orders].
    day: np.ndarray
    second: np.ndarray


def arrivals(shape: ShopShape, random: np.random.Generator, count: int) -> np.ndarray:
    """Day on which each became known, int64[count]."""
    return (shape.days * random.random(count) ** ARRIVALS).astype(np.int64)


def purchases(shape: ShopShape, random: np.random.Generator, joined: np.ndarray) -> Purchases:
    """The first order on the day of arrival, the others while they live."""
    start = operational_time(shape)[joined] + random.random(len(joined)) * day_weights(shape)[joined]
    leaving_rate = random.gamma(shape.leaving_shape, 1 / shape.leaving_scale_days, len(joined))
    stop = np.minimum(start + random.exponential(1.0, len(joined)) / leaving_rate, operational_time(shape)[-1])
    rate = random.gamma(shape.rate_shape, mean_rate(shape) / shape.rate_shape, len(joined))
    repeats = random.poisson(rate * np.maximum(stop - start, 0))
    buyer = np.concatenate([np.arange(len(joined)), np.repeat(np.arange(len(joined)), repeats)])
    later = start[buyer[len(joined) :]] + random.random(int(repeats.sum())) * (stop - start)[buyer[len(joined) :]]
    day = np.concatenate([joined, calendar_day(shape, later)])
    second = seconds_of_day(random, len(day))
    order = np.lexsort((second, day, buyer))
    return Purchases(buyer[order], day[order], second[order])


def calendar_day(shape: ShopShape, moments: np.ndarray) -> np.ndarray:
    days = np.searchsorted(operational_time(shape), moments, side="right") - 1
    return np.clip(days, 0, shape.days - 1)


@lru_cache(maxsize=8)
def mean_rate(shape: ShopShape) -> float:
    """Repeat orders a day of life that give `orders_per_customer` over everybody known."""
    quantiles = (np.arange(1000) + 0.5) / 1000
    ahead = shape.days * (1 - quantiles**ARRIVALS)
    power = 1 - shape.leaving_shape
    lived = shape.leaving_scale_days / -power * (1 - (1 + ahead / shape.leaving_scale_days) ** power)
    return max(shape.orders_per_customer / shape.buyers_share - 1, 0.01) / float(lived.mean())
