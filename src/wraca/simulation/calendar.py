"""When people shop: a year with Advent and a quiet summer, a week with its Sunday, a day with its evening."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from wraca.simulation.shape import ShopShape

#: January to December, relative to the mean.
MONTHS = (0.90, 0.88, 0.97, 1.00, 1.03, 0.98, 0.88, 0.90, 1.00, 1.05, 1.22, 1.35)
#: Monday to Sunday.
WEEKDAYS = (1.10, 1.05, 1.02, 1.00, 0.92, 0.86, 1.05)
HOURS = (6, 3, 2, 1, 1, 2, 6, 14, 28, 44, 55, 58, 56, 55, 54, 52, 52, 56, 64, 76, 84, 78, 50, 20)


@lru_cache(maxsize=8)
def day_weights(shape: ShopShape) -> np.ndarray:
    """How much is bought on each day, mean 1: float64[days]."""
    days = first_day(shape) + np.arange(shape.days)
    months = days.astype("datetime64[M]").astype(np.int64) % 12
    weekdays = (days.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    weights = np.array(MONTHS)[months] * np.array(WEEKDAYS)[weekdays]
    return weights / weights.mean()


@lru_cache(maxsize=8)
def operational_time(shape: ShopShape) -> np.ndarray:
    """Cumulated weights, float64[days + 1]: the time in which people buy at an even rate."""
    return np.concatenate([[0.0], np.cumsum(day_weights(shape))])


def first_day(shape: ShopShape) -> np.datetime64:
    return np.datetime64(shape.last_day - timedelta(days=shape.days - 1), "D")


def seconds_of_day(random: np.random.Generator, count: int) -> np.ndarray:
    weights = np.cumsum(HOURS) / np.sum(HOURS)
    hours = np.searchsorted(weights, random.random(count), side="right")
    return hours * 3600 + random.integers(0, 3600, count)


@lru_cache(maxsize=8)
def utc_offsets(shape: ShopShape) -> np.ndarray:
    """Seconds by which the zone is ahead of UTC in each hour of the shop's days: int64[days * 24]."""
    start, place = datetime.fromisoformat(str(first_day(shape))), ZoneInfo(shape.zone)
    hours = ((start + timedelta(hours=hour)).replace(tzinfo=place) for hour in range(shape.days * 24))
    return np.array([int((hour.utcoffset() or timedelta()).total_seconds()) for hour in hours], dtype=np.int64)


def utc_moments(shape: ShopShape, days: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Day number and second of the wall clock -> datetime64[s], UTC."""
    offsets = utc_offsets(shape)[days * 24 + seconds // 3600]
    return first_day(shape).astype("datetime64[s]") + (days * 86_400 + seconds - offsets).astype("timedelta64[s]")
