"""When the nightly refresh is due: at 03:00 of the shop's day, and after a night switched off at the next start."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

NIGHT = time(3, 0)


def latest_due(now: datetime, zone: str) -> datetime:
    """The last 03:00 of the shop's zone at or before `now`, in UTC.

    On the day the clocks jump from 02:00 to 03:00 it is the first moment of summer time; where 03:00 comes twice, the
    first one counts.
    """
    local = now.astimezone(ZoneInfo(zone))
    for days_back in (0, 1, 2):
        due = datetime.combine(local.date() - timedelta(days=days_back), NIGHT, ZoneInfo(zone)).astimezone(UTC)
        if due <= now:
            return due
    raise AssertionError("one of three consecutive days has a past 03:00")


def is_due(now: datetime, zone: str, *, last_generation: datetime | None, last_run: datetime | None) -> bool:
    """Due unless a generation was published, or a run was begun (however it ended), since the last 03:00."""
    due = latest_due(now, zone)
    return all(moment is None or moment < due for moment in (last_generation, last_run))


def last_published_at(generations: Path) -> datetime | None:
    """When the current generation was switched to."""
    try:
        return datetime.fromtimestamp((generations / "current.json").stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
