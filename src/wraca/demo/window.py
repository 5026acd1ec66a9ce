"""How the sample's year lies in the shop's calendar, and which of its days are let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wraca.demo.moving import weeks_to_reach


@dataclass(frozen=True)
class Window:
    """Days after `after` (None: from the beginning) up to and including `until`, of the moved year."""

    after: date | None
    until: date

    def holds(self, day: date) -> bool:
        return (self.after is None or self.after < day) and day <= self.until


@dataclass(frozen=True)
class Move:
    """Kept with the shop, so that later starts let in the same year."""

    weeks: int
    zone: str
    #: Of the moved year.
    first_day: date
    last_day: date
    #: The last day let in; None: the load has not ended yet.
    released: date | None = None

    def day(self, original: date) -> date:
        return original + timedelta(weeks=self.weeks)

    def original(self, day: date) -> date:
        return day - timedelta(weeks=self.weeks)

    def released_until(self, day: date) -> Move:
        return replace(self, released=day)

    def facts(self) -> dict[str, object]:
        return {
            "weeks": self.weeks,
            "zone": self.zone,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "released": self.released.isoformat() if self.released else None,
        }


def choose_move(first_day: date, last_day: date, yesterday: date, zone: str) -> Move:
    weeks = weeks_to_reach(yesterday, last_day)
    return Move(weeks, zone, first_day + timedelta(weeks=weeks), last_day + timedelta(weeks=weeks))


def known_move(facts: Mapping[str, object]) -> Move | None:
    """The move that was kept; None if no load has begun."""
    if "weeks" not in facts:
        return None
    days = {name: date.fromisoformat(str(facts[name])) for name in ("first_day", "last_day", "released") if facts[name]}
    return Move(int(str(facts["weeks"])), str(facts["zone"]), **days)
