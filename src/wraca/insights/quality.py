"""What is wrong with the data of customers, for whom, and the value behind them. SQL over a generation only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wraca.customers.rights.queries import list_erased_ids
from wraca.engine.reader import Reader
from wraca.insights.filters import NOT_ERASED, QUALITY, QUALITY_TABLES
from wraca.insights.queries import amount_of
from wraca.insights.today import Amount

#: Choices of the filter `quality`, as the page lists them.
PROBLEMS = tuple(QUALITY)


@dataclass(frozen=True)
class Problem:
    code: str
    source: str
    customers: int
    #: How many of them could be scored.
    scored: int
    #: What they are expected to bring in 365 days: the value behind them, not what is lost. None: nobody is scored.
    expected: Amount | None


def can_measure(reader: Reader) -> bool:
    return reader.has("freshness") and reader.has("reach")


def count_by_source(reader: Reader) -> dict[str, int]:
    rows = reader.select(
        f"SELECT c.source, count(*) AS n FROM customers c WHERE {NOT_ERASED} GROUP BY c.source ORDER BY c.source",
        {"erased": list_erased_ids()},
    )
    return {row["source"]: int(row["n"]) for row in rows}


def measure_problems(reader: Reader) -> list[Problem]:
    """Each problem in all (source empty) and by source, where it has somebody; the customers are exactly those that the
    list shows for the filter. One pass over the tables."""
    measures = ", ".join(_measures(code, condition) for code, condition in QUALITY.items())
    rows = reader.select(
        f"SELECT c.source, {measures} FROM {QUALITY_TABLES} WHERE {NOT_ERASED} GROUP BY ROLLUP (c.source)"
        " ORDER BY grouping(c.source) DESC, c.source",
        {"erased": list_erased_ids()},
    )
    found = [_problem(code, row) for code in PROBLEMS for row in rows]
    return [problem for problem in found if problem.customers]


_NAMES = ("customers", "scored", "expected_minor", "down", "up")


def _measures(code: str, condition: str) -> str:
    """As the tasks of Today are measured (insights.queries), of those for whom the condition holds."""
    low, mid, high = (f"c.expected_value_365_{end}minor" for end in ("low_", "", "high_"))
    sums = {
        "customers": f"count(*) FILTER (WHERE {condition})",
        "scored": f"count({mid}) FILTER (WHERE {condition})",
        "expected_minor": f"sum({mid}) FILTER (WHERE {condition})",
        "down": f"sqrt(sum(power({mid} - {low}, 2)) FILTER (WHERE {condition}))",
        "up": f"sqrt(sum(power({high} - {mid}, 2)) FILTER (WHERE {condition}))",
    }
    return ", ".join(f"{sums[name]} AS {code}_{name}" for name in _NAMES)


def _problem(code: str, row: Mapping[str, Any]) -> Problem:
    found = {name: row[f"{code}_{name}"] for name in _NAMES}
    return Problem(code, row["source"] or "", int(found["customers"]), int(found["scored"]), amount_of(found))
