"""How many fit a rule, in a published generation."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ibis.expr.types import Table

from wraca.customers.rights.queries import list_erased_ids
from wraca.engine.reader import Reader
from wraca.kit.behaviour import Behaviour
from wraca.kit.field import Field
from wraca.segments.everybody import fitting, tables_of
from wraca.segments.parsing import parse_rule
from wraca.segments.rules import Every, Rule
from wraca.segments.vocabulary import Vocabulary, check, vocabulary_of

#: Of them, so many are named: enough to see whom a rule means.
SAMPLE = 5
#: Those by which a message can be sent, and `reach` knows a consent for.
CHANNELS = ("email", "sms", "phone", "push", "messenger", "post")


@dataclass(frozen=True)
class Count:
    customers: int
    #: Of all that the generation knows.
    of: int
    #: The last day it knows of.
    as_of: date
    seconds: float


@dataclass(frozen=True)
class Description:
    count: Count
    #: What they brought in the last 365 days, and of all revenue.
    spent_365_minor: int
    share_of_revenue: float | None
    #: Channel -> how many gave a consent with proof; None before the shop knows of any consent.
    reach: Mapping[str, int] | None
    #: The same few each time, by chance of their ids.
    sample_ids: tuple[int, ...]


def words_in(reader: Reader, fields: Iterable[Field], behaviours: Iterable[Behaviour], *, exponent: int) -> Vocabulary:
    """With the generation's day as today."""
    today = date.fromisoformat(reader.generation.manifest["as_of"])
    return vocabulary_of(fields, behaviours, today=today, exponent=exponent)


def read_rule(text: str, words: Vocabulary) -> Rule:
    """Raises InvalidInput, naming the place or what means nothing."""
    rule = parse_rule(text, frozenset(words.behaviours))
    check(rule, words)
    return rule


def count_fitting(rule: Rule, reader: Reader, words: Vocabulary) -> Count:
    started = time.perf_counter()
    found = _fitting(rule, reader, words)
    customers = _row(reader, found.aggregate(n=found.count()))["n"]
    seconds = time.perf_counter() - started
    return Count(customers, _everybody(reader)["n"], words.today, round(seconds, 4))


def describe_fitting(rule: Rule, reader: Reader, words: Vocabulary) -> Description:
    """How many, what they bring, who may be written to, and a few of them."""
    started = time.perf_counter()
    found, all_ = _fitting(rule, reader, words), _everybody(reader)
    sums = _row(reader, found.aggregate(n=found.count(), spent=found.spent_365_minor.sum()))
    ordered = found.order_by([(found.customer_id * 48_271) % 2_147_483_647, found.customer_id])
    sample = reader.evaluate(ordered.select("customer_id").limit(SAMPLE)).to_pylist()
    reach = _reach(found, reader) if reader.has("reach") else None
    count = Count(sums["n"], all_["n"], words.today, round(time.perf_counter() - started, 4))
    spent = int(sums["spent"] or 0)
    share = spent / all_["spent"] if all_["spent"] else None
    return Description(count, spent, share, reach, tuple(row["customer_id"] for row in sample))


def explain_nobody(rule: Rule, reader: Reader, words: Vocabulary) -> list[tuple[Rule, int]]:
    """Each part of a rule that asks for several things at once, and how many fit that part alone."""
    parts = rule.parts if isinstance(rule, Every) else (rule,)
    return [(part, count_fitting(part, reader, words).customers) for part in parts]


def ids_sql(rule: Rule, reader: Reader, words: Vocabulary) -> str:
    """SQL over the generation: the `customer_id` of those who fit, for a list that adds more to it."""
    return reader.sql_of(_fitting(rule, reader, words).select("customer_id"))


def _fitting(rule: Rule, reader: Reader, words: Vocabulary) -> Table:
    return _acted_on(fitting(rule, {name: reader.table(name) for name in tables_of(rule, words)}, words))


def _acted_on(customers: Table) -> Table:
    """What is left of the erased counts in revenue, not among people."""
    erased = list_erased_ids()
    return customers.filter(~customers.customer_id.isin(erased)) if erased else customers


def _everybody(reader: Reader) -> dict[str, Any]:
    """How many there are, and what all brought in the last 365 days."""
    people = reader.table("customers")
    revenue = _row(reader, people.aggregate(spent=people.spent_365_minor.sum()))["spent"]
    acted_on = _acted_on(people)
    return {**_row(reader, acted_on.aggregate(n=acted_on.count())), "spent": int(revenue or 0)}


def _reach(found: Table, reader: Reader) -> dict[str, int]:
    agreed = reader.table("reach").semi_join(found, "customer_id")
    row = _row(reader, agreed.aggregate(**{channel: agreed[channel].sum() for channel in CHANNELS}))
    return {channel: int(row[channel] or 0) for channel in CHANNELS}


def _row(reader: Reader, expression: Table) -> dict[str, Any]:
    return reader.evaluate(expression).to_pylist()[0]
