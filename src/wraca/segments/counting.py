"""How many fit a rule, in a published generation."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wraca.engine.reader import Reader
from wraca.kit.behaviour import Behaviour
from wraca.kit.field import Field
from wraca.segments.everybody import fitting, tables_of
from wraca.segments.parsing import parse_rule
from wraca.segments.rules import Rule
from wraca.segments.vocabulary import Vocabulary, check, vocabulary_of


@dataclass(frozen=True)
class Count:
    customers: int
    #: Of all that the generation knows.
    of: int
    #: The last day it knows of.
    as_of: date
    seconds: float


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
    tables = {name: reader.table(name) for name in tables_of(rule, words)}
    found = fitting(rule, tables, words)
    row = reader.evaluate(found.aggregate(customers=found.count())).to_pylist()[0]
    seconds = time.perf_counter() - started
    everybody = reader.one("SELECT count(*) AS n FROM customers") or {"n": 0}
    return Count(row["customers"], everybody["n"], words.today, round(seconds, 4))
