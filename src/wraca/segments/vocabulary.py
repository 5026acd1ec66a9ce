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
from wraca.kit.language import _, marked
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
_TYPES = {
    "number": marked("number"),
    "money": marked("sum of money"),
    "share": marked("share"),
    "day": marked("day"),
    "choice": marked("choice"),
    "text": marked("text"),
    "flag": marked("yes or no"),
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
        if name not in self.fields:
            raise InvalidInput(
                _("there is no field {name!r}; there are: {known}").format(name=name, known=", ".join(self.fields))
            )
        return self.fields[name]

    def behaviour(self, name: str) -> Behaviour:
        """Raises InvalidInput, naming what there is."""
        if name not in self.behaviours:
            raise InvalidInput(
                _("there is no behaviour {name!r} here; there are: {known}").format(
                    name=name, known=", ".join(self.behaviours) or "–"
                )
            )
        return self.behaviours[name]

    def plain(self, condition: Condition) -> tuple[Plain, ...]:
        """The values of a condition as its column has them. Raises InvalidInput for what the field cannot be."""
        field = self.field(condition.field)
        if condition.op != KNOWN and condition.op not in OPS[field.type]:
            raise InvalidInput(
                _("{word} is a {type}, which cannot be asked {op!r}; ask one of: {ops}").format(
                    word=condition.field,
                    type=_(_TYPES[field.type]),
                    op=condition.op,
                    ops=", ".join((*OPS[field.type], KNOWN)),
                )
            )
        size = _SIZES.get(condition.op)
        if (size is None and not condition.values) or (size is not None and len(condition.values) != size):
            raise InvalidInput(
                _("{word} {op} does not take so many values: {n}").format(
                    word=condition.field, op=condition.op, n=len(condition.values)
                )
            )
        plain = tuple(self._plain(field, value) for value in condition.values)
        if condition.op == "between" and plain[0] > plain[1]:  # type: ignore[operator]
            raise InvalidInput(
                _("{word} between {low} and {high}: nothing is; name the smaller one first").format(
                    word=condition.field, low=plain[0], high=plain[1]
                )
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
                raise InvalidInput(
                    _("{word} is never {value!r}; it is one of: {choices}").format(
                        word=field.name, value=value, choices=", ".join(field.choices)
                    )
                )
            return value
        raise InvalidInput(
            _("{word} is a {type} and came with {value}; expected e.g. {example}").format(
                word=word_of(field), type=_(_TYPES[field.type]), value=_shown(value), example=_EXAMPLES[field.type]
            )
        )

    def _minor(self, field: Field, value: Decimal) -> int:
        minor = value.scaleb(self.exponent)
        if minor != minor.to_integral_value():
            raise InvalidInput(
                _("{word} came as {value}; the currency has {n} decimal places").format(
                    word=word_of(field), value=value, n=self.exponent
                )
            )
        return int(minor)


def _shown(value: Value) -> str:
    return repr(value) if isinstance(value, str) else str(value.days if isinstance(value, Ago) else value)


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
            _("the rule has {parts} parts, nested {depth} deep; at most {most} and {deepest} are taken").format(
                parts=parts, depth=depth, most=MOST_PARTS, deepest=MOST_DEPTH
            )
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
        raise InvalidInput(
            _("{word} on {least} to {most} days: nobody did").format(
                word=did.behaviour, least=did.at_least, most=did.at_most
            )
        )
    if did.at_least == 0 and did.at_most is None:
        raise InvalidInput(_("{word} on 0 days or more: everybody did").format(word=did.behaviour))
    first, last = (None if day is None else day_on(day, words.today) for day in (did.period.first, did.period.last))
    if first and last and first > last:
        raise InvalidInput(
            _("{word} from {first} to {last}: name the earlier day first").format(
                word=did.behaviour, first=first, last=last
            )
        )
