"""What the tasks of the day are about, measured in a generation. SQL over its tables only."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from wraca.customers.rights.queries import list_erased_ids
from wraca.engine.reader import Reader
from wraca.insights.filters import BY_NAME, NOT_ERASED, filter_sql
from wraca.insights.today import OBJECTED, RULES, USUAL_WEEKS, Amount, Found, Rule, Task, task_of

#: Errors of different customers are independent given the model, so their squares add up; each side on its own,
#: because one customer's interval is not symmetric. For one customer this is the customer's own interval.
_MEASURES = """
    count(*) AS customers,
    count(c.expected_value_365_minor) AS scored,
    sum(c.expected_value_365_minor) AS expected_minor,
    sqrt(sum(power(c.expected_value_365_minor - c.expected_value_365_low_minor, 2))) AS down,
    sqrt(sum(power(c.expected_value_365_high_minor - c.expected_value_365_minor, 2))) AS up,
    sum(c.spent_365_minor) AS spent
"""


def find_tasks(reader: Reader, as_of: date) -> list[Task]:
    """The rules' groups that have somebody in them."""
    rules = [_known_to(reader, rule) for rule in RULES]
    tasks = [task_of(rule, _measure(reader, rule, as_of)) for rule in rules if _can_ask(reader, rule.view)]
    return [task for task in tasks if task is not None]


def _known_to(reader: Reader, rule: Rule) -> Rule:
    """A generation of before anybody could object knows no objections."""
    if reader.has("objections"):
        return rule
    return replace(rule, view={name: codes for name, codes in rule.view.items() if name != OBJECTED})


def _can_ask(reader: Reader, view: Mapping[str, Sequence[str]]) -> bool:
    return all(reader.has(BY_NAME[name].table or "customers") for name in view)


def _measure(reader: Reader, rule: Rule, as_of: date) -> Found:
    condition = filter_sql(rule.view)
    params: dict[str, object] = {"as_of": as_of} if "$as_of" in condition else {}
    # Nobody is left there to do something about.
    condition, params = f"({condition}) AND {NOT_ERASED}", {**params, "erased": list_erased_ids()}
    row = reader.one(f"SELECT {_MEASURES} FROM customers c WHERE {condition}", params) or {}
    return Found(int(row.get("customers") or 0), amount_of(row), int(row.get("spent") or 0))


def amount_of(row: Mapping[str, object]) -> Amount | None:
    """From the columns of `_MEASURES`; None where nobody could be scored."""
    if not row.get("scored"):
        return None
    middle, down, up = (float(str(row[name] or 0)) for name in ("expected_minor", "down", "up"))
    return Amount(round(middle), max(0, math.floor(middle - down)), math.ceil(middle + up))


def list_days(reader: Reader, day: date) -> list[dict]:
    """The days that `measure_day` compares `day` with."""
    since = day - timedelta(weeks=USUAL_WEEKS)
    return reader.select(
        "SELECT day, orders, buyers, new_buyers, revenue_minor FROM daily"
        " WHERE day BETWEEN $since AND $day ORDER BY day",
        {"since": since, "day": day},
    )


def find_first_day(reader: Reader) -> date | None:
    row = reader.one("SELECT min(day) AS day FROM daily")
    return row["day"] if row else None
