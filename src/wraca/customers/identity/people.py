"""Which customers are one person, as a fold over the merges that stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Forest:
    """Merges that stand: customer -> the customer they were merged into. Who is not in it is their own root."""

    into: Mapping[int, int]

    def root(self, customer: int) -> int:
        while customer in self.into:
            customer = self.into[customer]
        return customer

    def members(self, root: int) -> frozenset[int]:
        """`root` and all that lead to it: for a root the whole person, else what an undo of its merge would part."""
        children: dict[int, list[int]] = {}
        for child, parent in self.into.items():
            children.setdefault(parent, []).append(child)
        found, waiting = {root}, [root]
        while waiting:
            new = children.get(waiting.pop(), [])
            found.update(new)
            waiting.extend(new)
        return frozenset(found)

    def merged(self, one: int, other: int) -> Forest:
        """With the person of `one` merged into that of `other`; two that are one person already stay as they are."""
        start, end = self.root(one), self.root(other)
        return self if start == end else Forest({**self.into, start: end})

    def parted(self, customer: int) -> Forest:
        """Without the merge of `customer`."""
        return Forest({child: parent for child, parent in self.into.items() if child != customer})


def roots(forest: Forest, customers: Iterable[int]) -> dict[int, int]:
    return {customer: forest.root(customer) for customer in customers}
