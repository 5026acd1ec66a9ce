"""Who of everybody fits a rule, as an Ibis expression over the tables of a generation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_

import ibis
from ibis.expr.types import BooleanValue, Table

from wraca.segments.meaning import OF_COLUMN
from wraca.segments.rules import Condition, Did, Every, Not, Rule, Some, day_on, leaves
from wraca.segments.vocabulary import Vocabulary

CUSTOMERS = "customers"


def tables_of(rule: Rule, words: Vocabulary) -> tuple[str, ...]:
    """Names of the tables that the rule reads."""
    behaviours = [words.behaviour(leaf.behaviour) for leaf in leaves(rule) if isinstance(leaf, Did)]
    looked_up = {behaviour.looked_up[0] for behaviour in behaviours if behaviour.looked_up}
    return (CUSTOMERS, *sorted({behaviour.table for behaviour in behaviours} | looked_up))


def fitting(rule: Rule, tables: Mapping[str, Table], words: Vocabulary) -> Table:
    """The rows of `customers` that fit. The rule is checked (vocabulary.check)."""
    customers = tables[CUSTOMERS]
    return customers.filter(_holds(rule, customers, tables, words))


def _holds(rule: Rule, table: Table, tables: Mapping[str, Table], words: Vocabulary) -> BooleanValue:
    match rule:
        case Every(parts):
            return reduce(and_, (_holds(part, table, tables, words) for part in parts))
        case Some(parts):
            return reduce(or_, (_holds(part, table, tables, words) for part in parts))
        case Not(part):
            return ~_holds(part, table, tables, words)
        case Did():
            return _did(rule, table, tables, words)
        case Condition():
            return _passes(rule, table, words)


def _passes(condition: Condition, table: Table, words: Vocabulary) -> BooleanValue:
    field = words.field(condition.field)
    column = field.of(table)
    if field.type in {"choice", "text"}:
        # An empty text says that nothing is known.
        column = column.nullif("")
    if field.type == "text":
        column = column.lower()
    # Two-valued throughout, so that `not` is exactly the others.
    return OF_COLUMN[condition.op](column, *words.plain(condition)).fill_null(False)


def _did(did: Did, customers: Table, tables: Mapping[str, Table], words: Vocabulary) -> BooleanValue:
    behaviour = words.behaviour(did.behaviour)
    rows = tables[behaviour.table]
    if did.period.first is not None:
        rows = rows.filter(rows.day >= ibis.literal(day_on(did.period.first, words.today)))
    if did.period.last is not None:
        rows = rows.filter(rows.day <= ibis.literal(day_on(did.period.last, words.today)))
    if did.where is not None:
        if behaviour.looked_up:
            table, key = behaviour.looked_up
            rows = rows.left_join(tables[table], key)
        rows = rows.filter(_holds(did.where, rows, {}, words.inside(behaviour)))
    counted = rows.group_by("customer_id").agg(days=rows.day.nunique())
    if did.at_least == 0:
        # Who never did has no row: all but those who did more often.
        return ~customers.customer_id.isin(counted.filter(counted.days > did.at_most).customer_id)
    enough = counted.days >= did.at_least
    if did.at_most is not None:
        enough &= counted.days <= did.at_most
    return customers.customer_id.isin(counted.filter(enough).customer_id)
