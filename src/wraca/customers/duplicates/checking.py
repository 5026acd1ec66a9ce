"""A few customers against all: by keys in PostgreSQL, by the weights that were learnt last."""

from __future__ import annotations

import atexit
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from wraca.customers.duplicates.likeness import levels_sql
from wraca.customers.duplicates.mixture import Weights
from wraca.customers.duplicates.rules import EXACT_RULES
from wraca.customers.duplicates.scoring import Reason, reasons_of, score_sql
from wraca.customers.duplicates.stored import comparisons_of
from wraca.engine.duckdb_engine import connection

#: A few hundred people at a time need no more.
MEMORY_MB = 512


@dataclass(frozen=True)
class Likely:
    left: int
    right: int
    probability: float
    reasons: tuple[Reason, ...]
    rule: str


class _Desk:
    """One DuckDB a process, kept open: opening one takes as long as the comparison itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._con: Any = None

    @contextmanager
    def taken(self) -> Iterator[Any]:
        with self._lock:
            if self._con is None:
                kept = ExitStack()
                atexit.register(kept.close)
                folder = kept.enter_context(tempfile.TemporaryDirectory(prefix="wraca-check-"))
                self._con = kept.enter_context(connection(MEMORY_MB, Path(folder) / "spill", threads=1))
            yield self._con


desk = _Desk()


def check_pairs(
    con: Any, people: pa.Table, pairs: Sequence[tuple[int, int]], weights: Weights, shares: Mapping, least: float
) -> list[Likely]:
    """Those of `pairs` that are at least so likely. people: comparable, with everybody in `pairs`; shares: (field,
    value) -> share; con: an engine's DuckDB, in which the tables are made anew."""
    if not pairs:
        return []
    comparisons = comparisons_of(weights)
    con.register("few_people", people)
    con.register("few_pairs", pa.table({"id_l": [pair[0] for pair in pairs], "id_r": [pair[1] for pair in pairs]}))
    fields, values = zip(*shares, strict=True) if shares else ((), ())
    texts = pa.string()
    con.register(
        "frequencies",
        pa.table(
            {
                "field": pa.array(fields, texts),
                "value": pa.array(values, texts),
                "share": pa.array(list(shares.values()), pa.float64()),
            }
        ),
    )
    levels = levels_sql(comparisons, "few_pairs", "few_people", "few_people")
    found = con.execute(
        f"SELECT * FROM ({score_sql(comparisons, weights, f'({levels})')}) WHERE probability >= ? ORDER BY id_l, id_r",
        [least],
    ).to_arrow_table()
    known = {row["id"]: row for row in people.to_pylist()}
    return [
        Likely(
            row["id_l"],
            row["id_r"],
            round(row["probability"], 9),
            tuple(reasons_of(comparisons, weights, row)),
            rule_of(known[row["id_l"]], known[row["id_r"]]),
        )
        for row in found.to_pylist()
    ]


def rule_of(left: Mapping[str, object], right: Mapping[str, object]) -> str:
    """The first exact rule by which two comparable people are certain; empty: none."""
    for rule in EXACT_RULES:
        if all(left[column] is not None and left[column] == right[column] for column in rule.columns):
            return rule.code
    return ""
