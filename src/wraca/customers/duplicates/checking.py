"""A few customers against those they share a key with, by the weights that were learnt last.

In plain Python: to plan the SQL of the search, which says the same, takes DuckDB longer than a few hundred pairs take
here. `tests/customers/duplicates/test_checking.py` holds both to the same probabilities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wraca.customers.duplicates.comparisons import Comparison
from wraca.customers.duplicates.conditions import Person
from wraca.customers.duplicates.mixture import Weights
from wraca.customers.duplicates.rules import EXACT_RULES
from wraca.customers.duplicates.scoring import Pair, Reason, probability_of, reasons_of
from wraca.customers.duplicates.stored import comparisons_of

#: (field, value) -> how large a share of the customers has it, of those that several have.
Shares = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Likely:
    left: int
    right: int
    probability: float
    reasons: tuple[Reason, ...]
    rule: str


def check_pairs(
    people: Mapping[int, Person], pairs: Iterable[tuple[int, int]], weights: Weights, shares: Shares, least: float
) -> list[Likely]:
    """Those of `pairs` that are at least so likely. people: comparable, by id, with everybody in `pairs`."""
    comparisons = comparisons_of(weights)
    found = []
    for left, right in pairs:
        pair = compare(comparisons, people[left], people[right], shares)
        probability = probability_of(comparisons, weights, pair)
        if probability >= least:
            reasons = tuple(reasons_of(comparisons, weights, pair))
            rule = rule_of(people[left], people[right])
            found.append(Likely(left, right, round(probability, 9), reasons, rule))
    return found


def compare(comparisons: Sequence[Comparison], left: Person, right: Person, shares: Shares) -> Pair:
    """The pair's row as `likeness.levels_sql` makes it: levels by name, shares of what they agree in as `f_<name>`."""
    pair: dict[str, float | int | None] = {}
    for comparison in comparisons:
        pair[comparison.name] = comparison.level_of(left, right)
        for column in comparison.weighed():
            agreed = left[column] if left[column] == right[column] else None
            pair[f"f_{comparison.name}"] = None if agreed is None else shares.get((column, agreed))
    return pair


def rule_of(left: Person, right: Person) -> str:
    """The first exact rule by which two comparable people are certain; empty: none."""
    for rule in EXACT_RULES:
        if all(left[column] is not None and left[column] == right[column] for column in rule.columns):
            return rule.code
    return ""
