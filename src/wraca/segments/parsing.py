"""Reads a rule (the grammar is in docs/segments.md). The same tree, written by writing.py, is read again as itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NoReturn

from wraca.kit.errors import InvalidInput
from wraca.kit.language import _, marked
from wraca.segments.rules import (
    KNOWN,
    MOST_DAYS,
    MOST_DEPTH,
    YES,
    Ago,
    Condition,
    Day,
    Did,
    Every,
    Not,
    Period,
    Rule,
    Some,
    Value,
)
from wraca.segments.tokens import END, Token, tokens_of, unquoted

#: So that every number fits a column exactly.
MOST_DIGITS = 15
COMPARED = ("<=", ">=", "!=", "=", "<", ">")
OF_DAY = ("on", "before", "until", "since", "after")
#: Words of the language: no field or behaviour may be called so.
RESERVED = frozenset(
    {
        *("and", "or", "not", "in", "is", "between", "contains", "starts", "never", "today", "ago"),
        *OF_DAY,
        *("from", "to", "at", "least", "most", "exactly", "day", "days", "the", "last", "with", "known", "unknown"),
    }
)


def parse_rule(text: str, behaviours: frozenset[str]) -> Rule:
    """behaviours: the verbs there are; any other word is a field. Raises InvalidInput, naming the place."""
    return _Parser(tokens_of(text), behaviours).whole()


class _Parser:
    def __init__(self, tokens: list[Token], behaviours: frozenset[str]) -> None:
        self.tokens, self.behaviours = tokens, behaviours
        self.at = self.depth = 0

    # Tokens -----------------------------------------------------------------------------------------------------------

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self, *kinds: str) -> Token:
        token = self.next
        if token.kind not in kinds:
            self.fail(_(" or ").join(_(_KINDS[kind]) for kind in kinds))
        self.at += 1
        return token

    def has(self, *texts: str) -> bool:
        """Whether these words or signs come next; if so they are taken."""
        ahead = self.tokens[self.at : self.at + len(texts)]
        if [(token.kind in {"word", "sign"}, token.text) for token in ahead] != [(True, text) for text in texts]:
            return False
        self.at += len(texts)
        return True

    def expect(self, *texts: str) -> None:
        for text in texts:
            if not self.has(text):
                self.fail(repr(text))

    def fail(self, expected: str) -> NoReturn:
        came = repr(self.next.text) if self.next.kind != END else _("the end")
        raise InvalidInput(
            _("character {place}: expected {expected}, came {came}").format(
                place=self.next.place, expected=expected, came=came
            )
        )

    # Rules ------------------------------------------------------------------------------------------------------------

    def whole(self) -> Rule:
        rule = self.some()
        if self.next.kind != END:
            self.fail(_("'and', 'or' or the end"))
        return rule

    def some(self) -> Rule:
        parts = [self.every()]
        while self.has("or"):
            parts.append(self.every())
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def every(self) -> Rule:
        parts = [self.part()]
        while self.has("and"):
            parts.append(self.part())
        return Every(tuple(parts)) if len(parts) > 1 else parts[0]

    def part(self) -> Rule:
        self.depth += 1
        if self.depth > 2 * MOST_DEPTH:
            raise InvalidInput(_("character {place}: the rule is nested too deep").format(place=self.next.place))
        try:
            return self._part()
        finally:
            self.depth -= 1

    def _part(self) -> Rule:
        if self.has("not"):
            return Not(self.part())
        if self.has("("):
            rule = self.some()
            self.expect(")")
            return rule
        if self.has("never"):
            return self.did(self.take("word"), at_least=0, at_most=0)
        name = self.take("word")
        if name.text in RESERVED:
            self.at -= 1
            self.fail(_("a field, a behaviour, 'not' or '('"))
        return self.did(name) if name.text in self.behaviours else self.condition(name.text)

    def condition(self, field: str) -> Rule:
        if self.has("is", "known"):
            return Condition(field, KNOWN)
        if self.has("is", "unknown"):
            return Not(Condition(field, KNOWN))
        for op in (*COMPARED, *OF_DAY, "contains"):
            if self.has(op):
                return Condition(field, op, (self.value(),))
        if self.has("starts", "with"):
            return Condition(field, "starts with", (self.value(),))
        if self.has("between"):
            low = self.value()
            self.expect("and")
            return Condition(field, "between", (low, self.value()))
        if self.has("in", "("):
            return Condition(field, "in", self.list())
        return Condition(field, YES)

    def list(self) -> tuple[Value, ...]:
        values = [self.value()]
        while self.has(","):
            values.append(self.value())
        self.expect(")")
        return tuple(values)

    # Behaviours -------------------------------------------------------------------------------------------------------

    def did(self, name: Token, *, at_least: int = 1, at_most: int | None = None) -> Did:
        if name.text not in self.behaviours:
            self.at -= 1
            self.fail(_("one of: {words}").format(words=", ".join(sorted(self.behaviours))))
        where = None
        if self.has("["):
            where = self.some()
            self.expect("]")
        if at_most is None and self.has("on"):
            at_least, at_most = self.days()
        return Did(name.text, where, at_least, at_most, self.period())

    def days(self) -> tuple[int, int | None]:
        if self.has("at", "least"):
            least, most = self.count(), None
        elif self.has("at", "most"):
            least, most = 0, self.count()
        elif self.has("exactly"):
            least = most = self.count()
        else:
            least = self.count()
            self.expect("to")
            most = self.count()
        self.expect_days()
        return least, most

    def expect_days(self) -> None:
        if not (self.has("days") or self.has("day")):
            self.fail("'days'")

    def count(self) -> int:
        token = self.take("number")
        if not token.text.isdecimal() or not 1 <= int(token.text) <= MOST_DAYS:
            self.at -= 1
            self.fail(_("a number of days from 1 to {most}").format(most=MOST_DAYS))
        return int(token.text)

    def period(self) -> Period:
        if self.has("in", "the", "last"):
            # Of 90 days the first lies 89 before today.
            return Period(Ago(self.many_days() - 1), Ago(0))
        if self.has("since"):
            return Period(self.day(), None)
        if self.has("until"):
            return Period(None, self.day())
        if self.has("from"):
            first = self.day()
            self.expect("to")
            return Period(first, self.day())
        return Period()

    # Values -----------------------------------------------------------------------------------------------------------

    def value(self) -> Value:
        if self.next.kind == "string":
            return unquoted(self.take("string"))
        if self.next.kind == "number" and self.tokens[self.at + 1].text not in {"day", "days"}:
            return self.number()
        return self.day()

    def number(self) -> Decimal:
        token = self.take("number")
        if len(token.text) > MOST_DIGITS:
            self.at -= 1
            self.fail(_("a number of at most {most} characters").format(most=MOST_DIGITS))
        return Decimal(token.text[:-1]).scaleb(-2) if token.text.endswith("%") else Decimal(token.text)

    def day(self) -> Day:
        if self.has("today"):
            return Ago(0)
        if self.has("in"):
            return Ago(-self.many_days())
        if self.next.kind == "day":
            return self.date()
        days = self.many_days()
        self.expect("ago")
        return Ago(days)

    def many_days(self) -> int:
        if self.next.kind != "number":
            self.fail(_("a value: a number, a quoted text, a day like 2026-11-22, today, 90 days ago, in 30 days"))
        days = self.count()
        self.expect_days()
        return days

    def date(self) -> date:
        token = self.take("day")
        try:
            return date.fromisoformat(token.text)
        except ValueError:
            self.at -= 1
            self.fail(_("a day of the calendar"))


_KINDS = {
    "word": marked("a word"),
    "number": marked("a number"),
    "string": marked("a quoted text"),
    "day": marked("a day"),
}
