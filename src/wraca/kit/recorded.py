"""What became of the rows of a batch. One bad row never stops the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

NEW, CHANGED, SAME, REJECTED = "new", "changed", "same", "rejected"
_NOTHING: Mapping[str, object] = MappingProxyType({})


class Problem(NamedTuple):
    """Why a row cannot be taken: a code and its values, put into words by wraca.connectors.reasons."""

    reason: str
    values: Mapping[str, object] = _NOTHING


class Result(NamedTuple):
    status: str
    #: Our id of what was recorded; None for a rejected row.
    id: int | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Recorded:
    #: One a row, in the order of the rows.
    results: tuple[Result, ...] = ()

    @cached_property
    def _counts(self) -> Counter:
        return Counter(result.status for result in self.results)

    @property
    def new(self) -> int:
        return self._counts[NEW]

    @property
    def changed(self) -> int:
        return self._counts[CHANGED]

    @property
    def same(self) -> int:
        return self._counts[SAME]

    @property
    def rejected(self) -> int:
        return self._counts[REJECTED]

    def rejections(self) -> Iterator[tuple[int, Problem]]:
        """Position of the row in the batch, and what is wrong with it."""
        return ((row, r.problem) for row, r in enumerate(self.results) if r.problem is not None)


def whole(results: Iterable[Result | None]) -> Recorded:
    """Of results filled in one by one, when none is missing any more."""
    return Recorded(tuple(result for result in results if result is not None))
