"""What is wrong with the data of customers, for whom, and the value behind them. SQL over a generation only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wraca.engine.reader import Reader
from wraca.insights.filters import BY_NAME
from wraca.insights.queries import MEASURES, amount_of
from wraca.insights.today import Amount

#: Choices of the filter `quality`, as the page lists them.
PROBLEMS = tuple(BY_NAME["quality"].choices)


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
    rows = reader.select("SELECT c.source, count(*) AS n FROM customers c GROUP BY c.source ORDER BY c.source")
    return {row["source"]: int(row["n"]) for row in rows}


def measure_problems(reader: Reader) -> list[Problem]:
    """Each problem in all (source empty) and by source, where it has somebody; the customers are exactly those that the
    list shows for the filter."""
    return [problem for code in PROBLEMS for problem in _measure(reader, code)]


def _measure(reader: Reader, code: str) -> list[Problem]:
    rows = reader.select(
        f"SELECT c.source, {MEASURES} FROM customers c WHERE {BY_NAME['quality'].choices[code]}"
        " GROUP BY ROLLUP (c.source) ORDER BY grouping(c.source) DESC, c.source"
    )
    return [_problem(code, row) for row in rows if row["customers"]]


def _problem(code: str, row: dict[str, Any]) -> Problem:
    return Problem(code, row["source"] or "", int(row["customers"]), int(row["scored"]), amount_of(row))
