"""Writes a rule as parsing.py reads it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wraca.segments.rules import KNOWN, YES, Ago, Condition, Day, Did, Every, Not, Period, Rule, Some, Value
from wraca.segments.tokens import quoted


def write_rule(rule: Rule) -> str:
    """One line. Raises InvalidInput for a text that no rule can hold."""
    match rule:
        case Every(parts):
            return " and ".join(_within(part) for part in parts)
        case Some(parts):
            return " or ".join(_within(part) for part in parts)
        case Not(Condition(field, "is known")):
            return f"{field} is unknown"
        case Not(part):
            return f"not {_within(part)}"
        case Did():
            return _did(rule)
        case Condition():
            return _condition(rule)


def _within(part: Rule) -> str:
    written = write_rule(part)
    return f"({written})" if isinstance(part, Every | Some) else written


def _condition(condition: Condition) -> str:
    if condition.op == YES:
        return condition.field
    if condition.op == KNOWN:
        return f"{condition.field} {KNOWN}"
    values = [_value(value) for value in condition.values]
    if condition.op == "in":
        return f"{condition.field} in ({', '.join(values)})"
    return f"{condition.field} {condition.op} {' and '.join(values)}"


def _did(did: Did) -> str:
    never = (did.at_least, did.at_most) == (0, 0)
    where = f" [{write_rule(did.where)}]" if did.where is not None else ""
    return f"{'never ' if never else ''}{did.behaviour}{where}{'' if never else _days(did)}{_period(did.period)}"


def _days(did: Did) -> str:
    match did.at_least, did.at_most:
        case 1, None:
            return ""
        case least, None:
            return f" on at least {least} days"
        case 0, most:
            return f" on at most {_many(most)}"
        case least, most if least == most:
            return f" on exactly {_many(least)}"
        case least, most:
            return f" on {least} to {most} days"
    raise AssertionError("every pair is one of these")


def _period(period: Period) -> str:
    match period:
        case Period(None, None):
            return ""
        case Period(Ago(first), Ago(0)) if first >= 0:
            return f" in the last {_many(first + 1)}"
        case Period(first, None) if first is not None:
            return f" since {_day(first)}"
        case Period(None, last) if last is not None:
            return f" until {_day(last)}"
        case Period(first, last) if first is not None and last is not None:
            return f" from {_day(first)} to {_day(last)}"
    raise AssertionError("every period is one of these")


def _value(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    return _number(value) if isinstance(value, Decimal) else _day(value)


def _number(value: Decimal) -> str:
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _day(day: Day) -> str:
    if isinstance(day, date):
        return day.isoformat()
    if day.days == 0:
        return "today"
    return f"{_many(day.days)} ago" if day.days > 0 else f"in {_many(-day.days)}"


def _many(days: int | None) -> str:
    return "1 day" if days == 1 else f"{days} days"
