"""The learnt weights as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from wraca.customers.duplicates.comparisons import COMPARISONS, Comparison
from wraca.customers.duplicates.mixture import Weights


def to_json(weights: Weights) -> dict[str, Any]:
    return asdict(weights)


def from_json(stored: Mapping[str, Any]) -> Weights | None:
    """None where the comparisons have changed since: the weights then mean nothing until they are learnt again."""
    levels = {comparison.name: len(comparison.codes()) for comparison in COMPARISONS}
    if any(levels.get(name) != len(values) for name, values in stored["match"].items()):
        return None
    kinds = {kind: {name: tuple(v) for name, v in stored[kind].items()} for kind in ("match", "home", "chance")}
    return Weights(**{**stored, **kinds, "weighed": tuple(stored["weighed"])})


def comparisons_of(weights: Weights) -> tuple[Comparison, ...]:
    return tuple(comparison for comparison in COMPARISONS if comparison.name in weights.match)
