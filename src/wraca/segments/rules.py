"""A rule as a tree. Text (text.py) and the console's sentences are two ways to write the same tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

#: Of numbers, money (in units of the currency, as people write it) and shares (0.5 for a half).
ORDERED = ("=", "!=", "<", "<=", ">", ">=", "between")
OF_DAYS = ("on", "before", "until", "since", "after", "between")
OF_CHOICES = ("=", "!=", "in")
OF_TEXTS = ("=", "!=", "in", "contains", "starts with")
#: Of a field that is true or not; written as the field's name alone.
YES = "yes"
#: Of every field; `not` makes the opposite.
KNOWN = "is known"
#: Most parts in all, so that a rule stays one that somebody wrote and can read.
MOST_PARTS = 200
MOST_DEPTH = 20
#: A relative day lies at most so far away: two centuries.
MOST_DAYS = 73_000


@dataclass(frozen=True, slots=True)
class Ago:
    """A day counted back from today; negative: ahead."""

    days: int

    def on(self, today: date) -> date:
        return today - timedelta(days=self.days)


Day: TypeAlias = date | Ago
Value: TypeAlias = Decimal | str | date | Ago


def day_on(day: Day, today: date) -> date:
    return day.on(today) if isinstance(day, Ago) else day


@dataclass(frozen=True, slots=True)
class Condition:
    """What a field must be. A field that is not known meets no condition."""

    field: str
    op: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it; None: without an end."""

    first: Day | None = None
    last: Day | None = None


EVER = Period()


@dataclass(frozen=True, slots=True)
class Did:
    """On how many different days of a period something happened to the customer."""

    behaviour: str
    #: What each of the things that happened must be like; None: any.
    where: Rule | None = None
    at_least: int = 1
    #: None: or more.
    at_most: int | None = None
    period: Period = EVER


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Exactly the others: who meets no condition because the field is not known is among them."""

    part: Rule


Rule: TypeAlias = Condition | Did | Every | Some | Not


def leaves(rule: Rule) -> Iterator[Condition | Did]:
    """Those within the conditions of a `Did` are not among them: they speak of something else."""
    match rule:
        case Every(parts) | Some(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield rule


def measure(rule: Rule) -> tuple[int, int]:
    """How many parts it has in all, and how deep they are nested."""
    match rule:
        case Every(parts) | Some(parts):
            inner = [measure(part) for part in parts]
        case Not(part) | Did(where=(Condition() | Did() | Every() | Some() | Not()) as part):
            inner = [measure(part)]
        case _:
            return 1, 1
    return 1 + sum(count for count, _depth in inner), 1 + max((depth for _count, depth in inner), default=0)
