"""One person's life with the shop, folded from their own days: the refresh does the same for all in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from wraca.lifecycle.stages import CORE, CORE_MONTHS, CORE_ORDER_DAYS, FIRST_PURCHASE, LEAVING, POTENTIAL, REPEAT

#: (month index, order days, days from first to last) -> silence that means leaving, what 9 of 10 gaps stay under.
SilenceLimit = Callable[[int, int, int], tuple[int, int]]


@dataclass(frozen=True)
class CoreLimit:
    """Twelve-month revenue at a month's end: from `entry_minor` on one becomes core, under `exit_minor` one ceases."""

    entry_minor: int
    exit_minor: int


@dataclass(frozen=True)
class Life:
    signed_up_day: date | None
    #: (day, value in minor units), by day, each day once.
    order_days: Sequence[tuple[date, int]]


@dataclass(frozen=True)
class Change:
    day: date
    from_stage: str | None
    to_stage: str
    late_days: int | None = None
    limit_days: int | None = None


@dataclass
class _Word:
    """What is said on one day; None: nothing."""

    number: int | None = None
    leaving: bool | None = None
    core: bool | None = None
    late_days: int | None = None
    limit_days: int | None = None


@dataclass
class _Words:
    days: dict[date, _Word] = field(default_factory=dict)

    def on(self, day: date) -> _Word:
        return self.days.setdefault(day, _Word())


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def month_start(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def fold(
    life: Life, silence_limit: SilenceLimit, core_limits: Mapping[int, CoreLimit], *, as_of: date, complete_until: date
) -> list[Change]:
    """Every change of stage up to `as_of`. Silences and revenue speak on days that are over, orders at once.

    core_limits: by the index of the month whose end they describe.
    """
    words = _Words()
    if life.signed_up_day and life.signed_up_day <= as_of:
        words.on(life.signed_up_day).number = 0
    days = [(day, value) for day, value in life.order_days if day <= as_of]
    for number, (day, _) in enumerate(days, start=1):
        words.on(day).number = number
        words.on(day).leaving = False
    _silences([day for day, _ in days], silence_limit, complete_until, words)
    _reviews(days, core_limits, complete_until, words)
    return _changes(words)


def _silences(days: list[date], silence_limit: SilenceLimit, complete_until: date, words: _Words) -> None:
    for number, day in enumerate(days, start=1):
        ends = days[number] - timedelta(days=1) if number < len(days) else complete_until
        crossing = _crossing(day, ends, silence_limit, number, (day - days[0]).days)
        if crossing:
            crossed, limit, late = crossing
            word = words.on(crossed)
            word.leaving, word.limit_days, word.late_days = True, limit, late


def _crossing(
    day: date, ends: date, silence_limit: SilenceLimit, order_days: int, recency_days: int
) -> tuple[date, int, int] | None:
    """The first day up to `ends` on which the silence was longer than that month's limit; the limit, the late day."""
    for month in range(month_of(day), month_of(ends) + 1):
        limit, late = silence_limit(month, order_days, recency_days)
        crossed = max(month_start(month), day + timedelta(days=limit + 1))
        if crossed <= min(ends, month_start(month + 1) - timedelta(days=1)):
            return crossed, limit, late
    return None


def _reviews(
    days: list[tuple[date, int]], core_limits: Mapping[int, CoreLimit], complete_until: date, words: _Words
) -> None:
    core = False
    for month in sorted(core_limits):
        review = month_start(month + 1)
        spent = sum(value for day, value in days if month - CORE_MONTHS < month_of(day) <= month)
        before = core
        core = spent >= core_limits[month].entry_minor or (core and spent >= core_limits[month].exit_minor)
        if core != before and review <= complete_until:
            words.on(review).core = core


def _changes(words: _Words) -> list[Change]:
    number, leaving, core, stage = None, False, False, None
    changes: list[Change] = []
    for day in sorted(words.days):
        word = words.days[day]
        number = number if word.number is None else max(number or 0, word.number)
        leaving = leaving if word.leaving is None else word.leaving
        core = core if word.core is None else word.core
        now = _stage(number, leaving, core)
        if now is not None and now != stage:
            changes.append(Change(day, stage, now, word.late_days, word.limit_days))
            stage = now
    return changes


def _stage(number: int | None, leaving: bool, core: bool) -> str | None:
    if not number:
        return None if number is None else POTENTIAL
    if leaving:
        return LEAVING
    if core and number >= CORE_ORDER_DAYS:
        return CORE
    return FIRST_PURCHASE if number == 1 else REPEAT


def reason_now(change: Change, facts: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Why the stage is what it is: a code of `reasons` and the facts it cites."""
    code, cited = {
        POTENTIAL: ("no_order", ("known_days",)),
        FIRST_PURCHASE: ("one_order", ("silent_days", "late_days")),
        REPEAT: ("several_orders", ("order_days", "usual_gap_days", "silent_days")),
        CORE: ("core", ("order_days", "spent_365_minor", "value_rank")),
        LEAVING: (
            "silent_after_first" if facts.get("order_days") == 1 else "silent",
            ("silent_days", "late_days", "limit_days", "order_days"),
        ),
    }[change.to_stage]
    slipped = {"late_days": change.late_days, "limit_days": change.limit_days}
    known = {**facts, **(slipped if change.to_stage == LEAVING else {})}
    return code, {name: known.get(name) for name in cited}
