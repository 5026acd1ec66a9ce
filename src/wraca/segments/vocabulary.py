"""The words a rule may use, and what they are worth today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from wraca.kit.behaviour import Behaviour
from wraca.kit.errors import InvalidInput
from wraca.kit.field import Field
from wraca.segments.rules import (
    KNOWN,
    MOST_DEPTH,
    MOST_PARTS,
    OF_CHOICES,
    OF_DAYS,
    OF_TEXTS,
    ORDERED,
    YES,
    Ago,
    Condition,
    Did,
    Every,
    Not,
    Rule,
    Some,
    Value,
    day_on,
    measure,
)

#: A value as the column has it: minor units for money, lower case for text.
Plain: TypeAlias = int | float | str | date

#: Field.type -> the conditions it understands, beside KNOWN.
OPS: Mapping[str, tuple[str, ...]] = {
    "number": ORDERED,
    "money": ORDERED,
    "share": ORDERED,
    "day": OF_DAYS,
    "choice": OF_CHOICES,
    "text": OF_TEXTS,
    "flag": (YES,),
}
#: What a value of the type looks like, for whoever gave another.
_EXAMPLES = {
    "number": "12",
    "money": "199.99",
    "share": "0.5 or 50%",
    "day": "2026-11-22, today, 90 days ago, in 30 days",
    "choice": '"a code"',
    "text": '"a text"',
}
_SIZES = {"between": 2, KNOWN: 0, YES: 0}


def word_of(field: Field) -> str:
    """What rules call the field: money is written in the currency's units, not in minor ones."""
    return field.name.removesuffix("_minor") if field.type == "money" else field.name


@dataclass(frozen=True)
class Vocabulary:
    fields: Mapping[str, Field]
    behaviours: Mapping[str, Behaviour]
    today: date
    #: Decimal places of the shop's currency.
    exponent: int

    def inside(self, behaviour: Behaviour) -> Vocabulary:
        """The words for what happened, within the brackets of a `Did`."""
        return Vocabulary({word_of(field): field for field in behaviour.fields}, {}, self.today, self.exponent)

    def field(self, name: str) -> Field:
        """Raises InvalidInput, naming what there is."""
        return _find(name, self.fields, "field")

    def behaviour(self, name: str) -> Behaviour:
        """Raises InvalidInput, naming what there is."""
        return _find(name, self.behaviours, "behaviour")

    def plain(self, condition: Condition) -> tuple[Plain, ...]:
        """The values of a condition as its column has them. Raises InvalidInput for what the field cannot be."""
        field = self.field(condition.field)
        if condition.op != KNOWN and condition.op not in OPS[field.type]:
            known = ", ".join((*OPS[field.type], KNOWN))
            raise InvalidInput(
                f"{condition.field} is a {field.type}, which cannot be asked {condition.op!r}; ask one of: {known}"
            )
        size = _SIZES.get(condition.op)
        if (size is None and not condition.values) or (size is not None and len(condition.values) != size):
            raise InvalidInput(f"{condition.field} {condition.op} does not take {len(condition.values)} values")
        plain = tuple(self._plain(field, value) for value in condition.values)
        if condition.op == "between" and plain[0] > plain[1]:  # type: ignore[operator]
            raise InvalidInput(
                f"{condition.field} between {plain[0]} and {plain[1]}: nothing is; name the smaller one first"
            )
        return plain

    def _plain(self, field: Field, value: Value) -> Plain:
        if field.type == "day" and isinstance(value, date | Ago):
            return day_on(value, self.today)
        if isinstance(value, Decimal) and field.type in {"number", "share"}:
            return float(value)
        if isinstance(value, Decimal) and field.type == "money":
            return self._minor(field, value)
        if isinstance(value, str) and field.type == "text":
            return value.lower()
        if isinstance(value, str) and field.type == "choice":
            if value not in field.choices:
                raise InvalidInput(f"{field.name} is never {value!r}; it is one of: {', '.join(field.choices)}")
            return value
        raise InvalidInput(
            f"{word_of(field)} is a {field.type} and came with {value!r}; expected e.g. {_EXAMPLES[field.type]}"
        )

    def _minor(self, field: Field, value: Decimal) -> int:
        minor = value.scaleb(self.exponent)
        if minor != minor.to_integral_value():
            raise InvalidInput(f"{word_of(field)} came as {value}; the currency has {self.exponent} decimal places")
        return int(minor)


def vocabulary_of(
    fields: Iterable[Field], behaviours: Iterable[Behaviour], *, today: date, exponent: int
) -> Vocabulary:
    return Vocabulary(
        {word_of(field): field for field in fields}, {each.name: each for each in behaviours}, today, exponent
    )


def check(rule: Rule, words: Vocabulary) -> None:
    """Raises InvalidInput for the first thing that means nothing in these words, and for a rule beyond all measure."""
    parts, depth = measure(rule)
    if parts > MOST_PARTS or depth > MOST_DEPTH:
        raise InvalidInput(
            f"the rule has {parts} parts, nested {depth} deep; at most {MOST_PARTS} and {MOST_DEPTH} are taken."
            " Make a segment of a part of it"
        )
    _check(rule, words)


def _check(rule: Rule, words: Vocabulary) -> None:
    match rule:
        case Condition():
            words.plain(rule)
        case Did():
            _check_did(rule, words)
        case Not(part):
            _check(part, words)
        case Every(parts) | Some(parts):
            if len(parts) < 2:
                raise InvalidInput("a group has two parts or more")
            for part in parts:
                _check(part, words)


def _check_did(did: Did, words: Vocabulary) -> None:
    behaviour = words.behaviour(did.behaviour)
    if did.where is not None:
        _check(did.where, words.inside(behaviour))
    if did.at_least < 0 or (did.at_most is not None and did.at_most < did.at_least):
        raise InvalidInput(f"{did.behaviour} on {did.at_least} to {did.at_most} days: nobody did")
    if did.at_least == 0 and did.at_most is None:
        raise InvalidInput(f"{did.behaviour} on 0 days or more: everybody did")
    first, last = (None if day is None else day_on(day, words.today) for day in (did.period.first, did.period.last))
    if first and last and first > last:
        raise InvalidInput(f"{did.behaviour} from {first} to {last}: name the earlier day first")


def _find(name: str, known: Mapping, what: str):
    if name not in known:
        raise InvalidInput(f"there is no {what} {name!r}; there are: {', '.join(known) or 'none'}")
    return known[name]
