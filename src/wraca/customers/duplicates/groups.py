"""From pairs to people: records joined one by one, surest pair first, unless the join would contradict itself.

A chain of likely pairs is not one person: father and son are each like the daughter-in-law's account. Two groups are
joined only if all their pairs together speak for it; a pair that was not even looked at speaks against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

#: One pair's word counts for no more than this, in natural logarithms of the odds.
MOST_FOR, MOST_AGAINST = 7.0, -4.0
#: Of a pair that agreed in nothing it could have been found by.
NOT_LOOKED_AT = -3.0
#: A less likely pair than this is as good as one that was not looked at.
LEAST_PROBABILITY = 0.02

Pair = tuple[int, int]
Scored = Sequence[tuple[int, int, float]]


def join_groups(scored: Scored, threshold: float) -> list[list[int]]:
    """Groups of two and more, in the order of their ids. scored: (left, right, probability) of each pair."""
    odds = {_key(left, right): _word(probability) for left, right, probability in scored}
    edges = sorted(
        ((probability, *_key(left, right)) for left, right, probability in scored if probability >= threshold),
        key=lambda edge: (-edge[0], edge[1], edge[2]),
    )
    group_of: dict[int, list[int]] = {}
    for _, left, right in edges:
        one, other = group_of.setdefault(left, [left]), group_of.setdefault(right, [right])
        if one is not other and _agree(one, other, odds):
            joined = one + other
            for member in joined:
                group_of[member] = joined
    groups = {id(group): group for group in group_of.values() if len(group) > 1}
    return sorted(sorted(group) for group in groups.values())


def _key(left: int, right: int) -> Pair:
    return (left, right) if left < right else (right, left)


def _word(probability: float) -> float:
    if probability >= 1:
        return MOST_FOR
    odds = math.log(probability / (1 - probability)) if probability > 0 else MOST_AGAINST
    return min(max(odds, MOST_AGAINST), MOST_FOR)


def _agree(one: list[int], other: list[int], odds: dict[Pair, float]) -> bool:
    if len(one) == len(other) == 1:
        return True
    return sum(odds.get(_key(a, b), NOT_LOOKED_AT) for a in one for b in other) > 0


def pairs_of(groups: Sequence[Sequence[int]]) -> list[Pair]:
    """Every pair within a group."""
    return [(group[i], group[j]) for group in groups for i in range(len(group)) for j in range(i + 1, len(group))]
