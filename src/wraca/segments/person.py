"""Whether one person fits a rule. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wraca.segments.meaning import OF_VALUE
from wraca.segments.rules import Condition, Did, Every, Not, Period, Rule, Some, day_on
from wraca.segments.vocabulary import Vocabulary

#: A row of a table, by column; None: unknown.
Row = Mapping[str, Any]


def fits(rule: Rule, person: Row, happened: Mapping[str, Iterable[Row]], words: Vocabulary) -> bool:
    """person: their row of `customers`. happened: their rows of each behaviour's table, by behaviour.

    The rule is checked (vocabulary.check); what it does not name is not read.
    """
    match rule:
        case Every(parts):
            return all(fits(part, person, happened, words) for part in parts)
        case Some(parts):
            return any(fits(part, person, happened, words) for part in parts)
        case Not(part):
            return not fits(part, person, happened, words)
        case Did():
            return _did(rule, happened.get(rule.behaviour, ()), words)
        case Condition():
            return _passes(rule, person, words)


def _passes(condition: Condition, row: Row, words: Vocabulary) -> bool:
    field = words.field(condition.field)
    value = row[field.name]
    if value is None or (value == "" and field.type in {"choice", "text"}):
        return False
    if field.type == "text":
        value = value.lower()
    return bool(OF_VALUE[condition.op](value, *words.plain(condition)))


def _did(did: Did, rows: Iterable[Row], words: Vocabulary) -> bool:
    inside = words.inside(words.behaviour(did.behaviour))
    days = {
        row["day"]
        for row in rows
        if _is_in(row["day"], did.period, words) and (did.where is None or fits(did.where, row, {}, inside))
    }
    return did.at_least <= len(days) and (did.at_most is None or len(days) <= did.at_most)


def _is_in(day: Any, period: Period, words: Vocabulary) -> bool:
    first, last = period.first, period.last
    return (first is None or day >= day_on(first, words.today)) and (last is None or day <= day_on(last, words.today))
