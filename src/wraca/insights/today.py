"""What is worth doing now, and how yesterday compares with what is usual. Values in, values out.

A task says who, why and what it is worth; it never asks for a thing that the list behind it does not show.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

MOST_TASKS = 7
#: Same weekdays looked back at for the usual range, and how many of them there must be for one.
USUAL_WEEKS, LEAST_WEEKS = 12, 6
SERIES_DAYS = 28


@dataclass(frozen=True)
class Amount:
    """An expected sum with its 90 % interval, in minor units."""

    minor: int
    low_minor: int
    high_minor: int


@dataclass(frozen=True)
class Found:
    """A group of customers, measured."""

    customers: int
    #: Expected in the next 365 days; None where nobody in the group can be scored.
    expected: Amount | None = None
    #: Paid less refunds in the last 365 days.
    spent_365_minor: int = 0


@dataclass(frozen=True)
class Task:
    code: str
    #: How many customers, rows or hours it is about.
    count: int
    #: `problem`, `risk`, `chance` or `upkeep`: the order of the list, and its look.
    urgency: str
    expected: Amount | None = None
    spent_365_minor: int | None = None
    #: Filters of the customers' list that show exactly these people.
    view: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    #: The day by which it must be done, where there is one.
    due: date | None = None


@dataclass(frozen=True)
class Rule:
    code: str
    urgency: str
    view: Mapping[str, Sequence[str]]
    #: What the worth is: `expected` (next 365 days), `spent` (last 365 days) or `` (not known).
    worth: str = "expected"


#: Nobody is proposed by a conclusion that they object to or call wrong.
OBJECTED = "conclusions"
_BY_STAGE, _BY_RHYTHM = {OBJECTED: ("stage",)}, {OBJECTED: ("next_order",)}
RULES: tuple[Rule, ...] = (
    Rule("core_overdue", "risk", {"stage": ("core",), "overdue": ("yes",), **_BY_RHYTHM}),
    Rule(
        "valuable_leaving", "risk", {"stage": ("leaving",), "moved": ("30",), "value": ("half",), **_BY_STAGE}, "spent"
    ),
    Rule("repeat_overdue", "risk", {"stage": ("repeat",), "overdue": ("yes",), **_BY_RHYTHM}),
    Rule("second_order_due", "chance", {"stage": ("first_purchase",), "expected": ("14",), **_BY_RHYTHM}),
    Rule("expected_this_week", "chance", {"stage": ("repeat", "core"), "expected": ("7",), **_BY_RHYTHM}, ""),
    Rule("silent_sign_ups", "upkeep", {"stage": ("potential",), "signed": ("waiting",)}, ""),
    Rule("unreachable", "upkeep", {"stage": ("first_purchase", "repeat", "core"), "reach": ("none",)}, "spent"),
)
_URGENCIES = ("problem", "risk", "chance", "upkeep")


def task_of(rule: Rule, found: Found) -> Task | None:
    """None where nobody is concerned."""
    if not found.customers:
        return None
    return Task(
        rule.code,
        found.customers,
        rule.urgency,
        expected=found.expected if rule.worth == "expected" else None,
        spent_365_minor=found.spent_365_minor if rule.worth == "spent" else None,
        view=rule.view,
    )


def find_problems(
    *,
    open_alerts: Iterable[str],
    rejected_rows: int,
    hours_since_refresh: int | None,
    erasures_due: Sequence[date] = (),
) -> list[Task]:
    """What makes the other numbers doubtful, and who waits by law. A failed refresh already says that the data is old.

    erasures_due: until when each customer who asked for it must be erased.
    """
    # No failure: it has a line of its own.
    alerts = [kind for kind in open_alerts if kind != "erasure_asked"]
    problems = (
        [Task("alerts_open", len(alerts), "problem", values={"kinds": tuple(sorted(set(alerts)))})] if alerts else []
    )
    if erasures_due:
        problems.append(Task("erasures_asked", len(erasures_due), "problem", due=min(erasures_due)))
    if rejected_rows:
        problems.append(Task("rows_rejected", rejected_rows, "problem"))
    if hours_since_refresh is not None and hours_since_refresh >= 36 and "refresh_failed" not in alerts:
        problems.append(Task("data_old", hours_since_refresh, "problem"))
    return problems


def choose_tasks(tasks: Iterable[Task], dismissed: Collection[str] = ()) -> list[Task]:
    """At most seven: problems first, then what may be lost, then what may be won, then upkeep; dearest first."""
    open_tasks = [task for task in tasks if task.code not in dismissed]
    return sorted(open_tasks, key=lambda task: (_URGENCIES.index(task.urgency), -_worth(task), task.code))[:MOST_TASKS]


def _worth(task: Task) -> int:
    return task.expected.minor if task.expected else task.spent_365_minor or 0


@dataclass(frozen=True)
class Figure:
    """One number of a day, beside what is usual on that weekday."""

    name: str
    #: None: the day is not in the data.
    value: int | None
    #: 10 and 90 % of the same weekday over the weeks before; None with fewer than six of them.
    low: float | None
    high: float | None
    weeks: int
    #: The last 28 days, oldest first; shorter where the shop is younger.
    series: tuple[int, ...] = ()

    @property
    def side(self) -> str:
        """`high`, `low` or `usual`; empty where nobody can tell."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        return "high" if self.value > self.high else "low" if self.value < self.low else "usual"


FIGURES = ("revenue_minor", "orders", "buyers", "new_buyers")


def measure_day(rows: Sequence[Mapping[str, object]], day: date, first_day: date | None) -> list[Figure]:
    """The four numbers of `day`.

    rows: one mapping a day with orders, with `day` and the names of FIGURES. A day between `first_day` and `day`
    without a row is a day without orders, hence 0; a day before `first_day` is unknown.
    """
    by_day = {row["day"]: row for row in rows}
    return [_figure(name, by_day, day, first_day) for name in FIGURES]


def _figure(name: str, by_day: Mapping[object, Mapping[str, object]], day: date, first_day: date | None) -> Figure:
    def value(of: date) -> int | None:
        if first_day is None or of < first_day or of > day:
            return None
        return int(str(by_day[of][name])) if of in by_day else 0

    weeks = [found for week in range(1, USUAL_WEEKS + 1) if (found := value(day - timedelta(weeks=week))) is not None]
    low, high = _usual(weeks)
    days = (day - timedelta(days=back) for back in range(SERIES_DAYS - 1, -1, -1))
    return Figure(name, value(day), low, high, len(weeks), tuple(v for d in days if (v := value(d)) is not None))


def _usual(values: Sequence[int]) -> tuple[float | None, float | None]:
    if len(values) < LEAST_WEEKS:
        return None, None
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    return tenths[0], tenths[8]
