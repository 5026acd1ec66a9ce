"""Time: UTC inside, the shop's zone outside. Only the outermost callers ask what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment in UTC. Called by faces and commands; everything below takes `now` as an argument."""
    return datetime.now(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The shop's calendar day in which `moment` falls."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_start(day: date, zone: str) -> datetime:
    """The first moment of the shop's day, in UTC. Days may last 23 or 25 hours."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def yesterday(moment: datetime, zone: str) -> date:
    return local_day(moment, zone) - timedelta(days=1)
