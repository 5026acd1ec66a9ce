"""A small vocabulary with a field of every type, and rules and people made of it at random."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from wraca.kit.behaviour import Behaviour
from wraca.kit.field import Field
from wraca.segments.rules import (
    EVER,
    KNOWN,
    YES,
    Ago,
    Condition,
    Did,
    Every,
    Not,
    Period,
    Some,
)
from wraca.segments.vocabulary import OPS, vocabulary_of, word_of

TODAY = date(2026, 11, 22)
STAGES = ("potential", "repeat", "core")


def field(name: str, kind: str, choices: tuple[str, ...] = ()) -> Field:
    return Field(name, kind, "", name, f"{name}.", choices)


FIELDS = (
    field("orders", "number"),
    field("spent_minor", "money"),
    field("p_order", "share"),
    field("last_day", "day"),
    field("stage", "choice", STAGES),
    field("city", "text"),
    field("invented", "flag"),
)
BOUGHT = Behaviour(
    "bought",
    "purchases",
    "Bought",
    "A product was bought.",
    (field("amount_minor", "money"), field("category", "text"), field("quantity", "number")),
)
WORDS = vocabulary_of(FIELDS, (BOUGHT,), today=TODAY, exponent=2)
COLUMNS = {
    "customer_id": "int64",
    "orders": "int64",
    "spent_minor": "int64",
    "p_order": "float64",
    "last_day": "date",
    "stage": "string",
    "city": "string",
    "invented": "boolean",
}
PURCHASES = {"customer_id": "int64", "day": "date", "amount_minor": "int64", "category": "string", "quantity": "int64"}

NUMBERS = st.integers(-3, 3).map(Decimal)
AMOUNTS = st.integers(-300, 300).map(lambda minor: Decimal(minor).scaleb(-2))
SHARES = st.sampled_from([Decimal("0"), Decimal("0.25"), Decimal("0.5"), Decimal("1")])
DAYS = st.one_of(st.integers(-4, 4).map(Ago), st.integers(-4, 4).map(lambda days: TODAY - timedelta(days=days)))
TEXTS = st.text('aŻż-"\\', max_size=2)
VALUES = {
    "number": NUMBERS,
    "money": AMOUNTS,
    "share": SHARES,
    "day": DAYS,
    "choice": st.sampled_from(STAGES),
    "text": TEXTS,
}


def _ordered(low, high):
    def size(value):
        return value.on(TODAY) if isinstance(value, Ago) else value

    return (low, high) if size(low) <= size(high) else (high, low)


@st.composite
def conditions_of(draw, fields):
    asked = draw(st.sampled_from(fields))
    op = draw(st.sampled_from((*OPS[asked.type], KNOWN)))
    if op in {KNOWN, YES}:
        return Condition(word_of(asked), op)
    values = VALUES[asked.type]
    if op == "between":
        return Condition(word_of(asked), op, _ordered(draw(values), draw(values)))
    if op == "in":
        return Condition(word_of(asked), op, tuple(draw(st.lists(values, min_size=1, max_size=3))))
    return Condition(word_of(asked), op, (draw(values),))


def groups_of(leaves):
    def grown(parts):
        several = st.lists(parts, min_size=2, max_size=3).map(tuple)
        return st.one_of(several.map(Every), several.map(Some), parts.map(Not))

    return st.recursive(leaves, grown, max_leaves=5)


@st.composite
def periods(draw):
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first is None and last is None:
        return EVER
    return Period(*_ordered(first, last)) if first is not None and last is not None else Period(first, last)


@st.composite
def dids(draw):
    where = draw(st.none() | groups_of(conditions_of(BOUGHT.fields)))
    least = draw(st.integers(0, 3))
    most = draw(st.integers(least, 4)) if least == 0 or draw(st.booleans()) else None
    return Did("bought", where, least, most, draw(periods()))


RULES = groups_of(st.one_of(conditions_of(FIELDS), dids()))
AT_DAYS = st.integers(-4, 4).map(lambda days: TODAY - timedelta(days=days))
PERSON = st.fixed_dictionaries(
    {
        "orders": st.none() | st.integers(-3, 3),
        "spent_minor": st.none() | st.integers(-300, 300),
        "p_order": st.none() | st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        "last_day": st.none() | AT_DAYS,
        "stage": st.none() | st.sampled_from(STAGES),
        "city": st.none() | st.text('aAŻż-"\\', max_size=3),
        "invented": st.none() | st.booleans(),
    }
)
PURCHASE = st.fixed_dictionaries(
    {
        "day": AT_DAYS,
        "amount_minor": st.none() | st.integers(-300, 300),
        "category": st.none() | st.text("aAŻż", max_size=2),
        "quantity": st.none() | st.integers(-3, 3),
    }
)
