"""Moving the sample's year: whole weeks, so that a Saturday stays one, and the stores' clocks stay as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np


def weeks_to_reach(yesterday: date, last_day: date) -> int:
    """The smallest number of whole weeks by which `last_day` must move to be `yesterday` or later."""
    return max(0, -(-(yesterday - last_day).days // 7))


def moved_days(days: np.ndarray, weeks: int) -> np.ndarray:
    """datetime64 (any unit) in, datetime64[D] out."""
    return days.astype("datetime64[D]") + np.timedelta64(7 * weeks, "D")


def moved_moments(wall_clock: np.ndarray, weeks: int, zone: str) -> np.ndarray:
    """The wall clock `weeks` later, read in `zone`: datetime64[s], UTC.

    A time that the change to summer time skips becomes one hour later; one that occurs twice is its first occurrence.
    """
    moved = wall_clock.astype("datetime64[s]") + np.timedelta64(7 * weeks, "D")
    hours, where = np.unique(moved.astype("datetime64[h]"), return_inverse=True)
    place = ZoneInfo(zone)
    offsets = [datetime.fromisoformat(str(hour) + ":00").replace(tzinfo=place).utcoffset() for hour in hours]
    seconds = np.array(
        [int(offset.total_seconds()) for offset in offsets if offset is not None], dtype="timedelta64[s]"
    )
    return moved - seconds[where.reshape(-1)]


def moved_moment(wall_clock: datetime, weeks: int, zone: str) -> datetime:
    """`moved_moments` for one moment: naive in, UTC out."""
    moved = moved_moments(np.array([wall_clock], dtype="datetime64[s]"), weeks, zone)[0]
    return moved.astype(datetime).replace(tzinfo=UTC)
