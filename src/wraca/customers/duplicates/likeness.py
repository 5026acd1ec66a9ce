"""The levels of a million pairs in SQL, and how rare the values are that they agree in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wraca.customers.duplicates.comparisons import COMPARISONS, Comparison
from wraca.customers.duplicates.mixture import IDENTIFIERS
from wraca.customers.duplicates.people import LISTS, TEXTS

#: One mailbox may be a family's; beyond so many people it is a shop's, or made up.
CROWD = 8


def usable(known: Iterable[str]) -> tuple[Comparison, ...]:
    """The comparisons whose columns somebody filled in."""
    there = set(known)
    return tuple(comparison for comparison in COMPARISONS if set(comparison.needs) <= there)


def levels_sql(comparisons: Sequence[Comparison], pairs: str, left: str, right: str) -> str:
    """id_l, id_r, the level of each comparison and, where a level heeds how rare a value is, its share as `f_<name>`.

    pairs: a table of id_l, id_r; left, right: tables of comparable people. Shares are of `frequencies`.
    """
    both = ", ".join(f"l.{column} AS {column}_l, r.{column} AS {column}_r" for column in (*TEXTS, *LISTS))
    levels = ", ".join(f"({comparison.level_sql()})::tinyint AS {comparison.name}" for comparison in comparisons)
    weighed = [(c.name, level.frequency) for c in comparisons for level in c.levels if level.frequency]
    agreed = "".join(
        f", CASE WHEN {column}_l = {column}_r THEN {column}_l END AS agreed_{name}" for name, column in weighed
    )
    # Joined by one plain equality each: with a condition on the pair beside it, DuckDB would try every combination.
    joins = "".join(
        f" LEFT JOIN (SELECT value, share FROM frequencies WHERE field = '{column}') f_{name}"
        f" ON f_{name}.value = d.agreed_{name}"
        for name, column in weighed
    )
    names = ", ".join(f"d.{comparison.name}" for comparison in comparisons)
    shares = "".join(f", f_{name}.share AS f_{name}" for name, _ in weighed)
    return (
        f"SELECT d.id_l, d.id_r, {names}{shares} FROM (SELECT id_l, id_r, {levels}{agreed} FROM"
        f" (SELECT p.id_l, p.id_r, {both} FROM {pairs} p JOIN {left} l ON l.id = p.id_l"
        f" JOIN {right} r ON r.id = p.id_r)) d{joins}"
    )


def frequencies_sql(people: str, comparisons: Sequence[Comparison]) -> str:
    """How large a share of the known values each value is; of identifiers, only those that a crowd has."""
    columns = [level.frequency for comparison in comparisons for level in comparison.levels if level.frequency]
    return " UNION ALL ".join(
        f"SELECT '{column}' AS field, {column} AS value, count(*) / (SELECT count({column}) FROM {people}) AS share"
        f" FROM {people} WHERE {column} IS NOT NULL GROUP BY {column} HAVING count(*) > {_least(column)}"
        for column in columns
    )


def _least(column: str) -> int:
    return CROWD if column in IDENTIFIERS else 1
