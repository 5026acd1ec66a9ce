"""Conditions on a pair of comparable people, each said once and asked in two ways: by SQL over `…_l` and `…_r` for
millions of pairs, and of two rows in Python for a new customer's few, which DuckDB would plan longer than compare.

Both follow SQL's logic of three values: where one side is unknown, most conditions are (None).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from wraca.customers.duplicates.strings import jaro_winkler, within

Person: TypeAlias = Mapping[str, Any]
Truth: TypeAlias = "bool | None"


@dataclass(frozen=True)
class Condition:
    sql: str
    #: Of the left and the right person.
    holds: Callable[[Person, Person], Truth]

    def __or__(self, other: Condition) -> Condition:
        def holds(left: Person, right: Person) -> Truth:
            return _or(self.holds(left, right), lambda: other.holds(left, right))

        return Condition(f"({self.sql} OR {other.sql})", holds)

    def __and__(self, other: Condition) -> Condition:
        def holds(left: Person, right: Person) -> Truth:
            return _and(self.holds(left, right), lambda: other.holds(left, right))

        return Condition(f"({self.sql} AND {other.sql})", holds)


def _or(one: Truth, other: Callable[[], Truth]) -> Truth:
    if one:
        return True
    second = other()
    return True if second else None if one is None or second is None else False


def _and(one: Truth, other: Callable[[], Truth]) -> Truth:
    if one is False:
        return False
    second = other()
    return False if second is False else None if one is None or second is None else True


def surely(condition: Condition) -> Condition:
    """What is unknown does not hold."""
    return Condition(f"coalesce({condition.sql}, false)", lambda left, right: bool(condition.holds(left, right)))


def either_unknown(column: str) -> Condition:
    return Condition(
        f"({column}_l IS NULL OR {column}_r IS NULL)", lambda left, right: left[column] is None or right[column] is None
    )


def _of_both(column: str, sql: str, ask: Callable[[Any, Any], bool]) -> Condition:
    """A question about one column, unknown where either side is."""

    def holds(left: Person, right: Person) -> Truth:
        one, other = left[column], right[column]
        return None if one is None or other is None else ask(one, other)

    return Condition(sql, holds)


def same(column: str) -> Condition:
    return _of_both(column, f"{column}_l = {column}_r", lambda one, other: one == other)


def same_part(column: str, start: int, end: int, start_of_right: int | None = None) -> Condition:
    """The letters from `start` up to `end`, of the right one perhaps from another place."""
    shift = 0 if start_of_right is None else start_of_right - start
    size = end - start
    return _of_both(
        column,
        f"substr({column}_l, {start + 1}, {size}) = substr({column}_r, {start + shift + 1}, {size})",
        lambda one, other: one[start:end] == other[start + shift : end + shift],
    )


def slip(column: str, letters: int = 1) -> Condition:
    """So many slips of the finger apart. What is far from alike is not looked at letter by letter: that takes long."""
    near = 0.9 - 0.15 * letters
    by_column = _of_both(
        column,
        f"CASE WHEN jaro_winkler_similarity({column}_l, {column}_r) >= {near}"
        f" THEN damerau_levenshtein({column}_l, {column}_r) <= {letters} ELSE false END",
        lambda one, other: within(one, other, letters) and jaro_winkler(one, other) >= near,
    )
    return Condition(by_column.sql, lambda left, right: bool(by_column.holds(left, right)))


def alike(column: str, similarity: float) -> Condition:
    return _of_both(
        column,
        f"jaro_winkler_similarity({column}_l, {column}_r) >= {similarity}",
        lambda one, other: jaro_winkler(one, other) >= similarity,
    )


def shares(column: str) -> Condition:
    return _of_both(column, f"list_has_any({column}_l, {column}_r)", lambda one, other: not set(one).isdisjoint(other))


def an_initial(column: str) -> Condition:
    """One of the two is a single letter, and the other begins with it."""
    return _of_both(
        column,
        f"((length({column}_l) = 1 OR length({column}_r) = 1) AND left({column}_l, 1) = left({column}_r, 1))",
        lambda one, other: 1 in (len(one), len(other)) and one[:1] == other[:1],
    )


def both_contain(column: str, parts: tuple[str, ...]) -> Condition:
    """On either side the column has one of the same person's `parts` in it."""

    def inside(person: Person) -> bool:
        text = person[column]
        return text is not None and any(person[part] is not None and person[part] in text for part in parts)

    sql = " AND ".join(
        "(" + " OR ".join(f"coalesce(contains({column}_{side}, {part}_{side}), false)" for part in parts) + ")"
        for side in "lr"
    )
    return Condition(f"({sql})", lambda left, right: inside(left) and inside(right))
