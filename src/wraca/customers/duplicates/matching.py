"""All people against all: normalised, looked at where they agree, scored by what was learnt from themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from wraca.customers.duplicates import linking
from wraca.customers.duplicates.blocking import choose_rules
from wraca.customers.duplicates.comparisons import Comparison
from wraca.customers.duplicates.groups import LEAST_PROBABILITY, Scored
from wraca.customers.duplicates.likeness import frequencies_sql, levels_sql, usable
from wraca.customers.duplicates.mixture import Weights, first_guess, fit
from wraca.customers.duplicates.scoring import score_sql

#: The weights are learnt from about so many of the pairs, spread evenly.
LEARNT_FROM = 400_000
#: Where to begin: so many pairs of one person per record.
FIRST_MATCHES = 0.1
#: Fewer people than this are nothing to learn from.
LEAST_PEOPLE = 20

Heard = Callable[[str], None]


@dataclass
class Matches:
    """The tables `people`, `frequencies` and `scored` stand on the connection that was given."""

    comparisons: tuple[Comparison, ...]
    weights: Weights
    people: int
    pairs: int
    seconds: dict[str, float] = field(default_factory=dict)


def match_people(con: Any, people: pa.Table, heard: Heard = lambda step: None) -> Matches | None:
    """Score every pair worth a look. people: `people.comparable`'s columns, `id` an integer, each once. None where
    there are too few to learn from. con: the engine's DuckDB, fresh."""
    watch = _Watch(heard)
    if people.num_rows < LEAST_PEOPLE:
        return None
    watch("people")
    con.register("given_people", people)
    con.execute("CREATE TABLE people AS SELECT * FROM given_people ORDER BY id")
    con.unregister("given_people")
    known = {name for name in people.column_names if people[name].null_count < people.num_rows}
    comparisons, rules = usable(known), choose_rules(con, "people", known)
    if not comparisons or not rules:
        return None
    with linking.quiet():
        watch("chances")
        linker = linking.linker_of(con, "people", comparisons, rules)
        chances = linking.estimate_chances(linker)
        watch("block")
        blocked = linking.block(linker)
    watch("compare")
    con.execute(f"CREATE VIEW pairs AS SELECT join_key_l AS id_l, join_key_r AS id_r FROM {blocked}")
    con.execute(f"CREATE TABLE frequencies AS {frequencies_sql('people', comparisons)}")
    con.execute(f"CREATE TABLE levels AS {levels_sql(comparisons, 'pairs', 'people', 'people')}")
    watch("learn")
    weights = _learn(con, comparisons, chances, people.num_rows)
    watch("score")
    con.execute(f"CREATE TABLE scored AS {score_sql(comparisons, weights, 'levels')}")
    pairs = con.execute("SELECT count(*) FROM scored").fetchone()[0]
    return Matches(comparisons, weights, people.num_rows, pairs, watch.seconds())


def likely_pairs(con: Any, least: float = LEAST_PROBABILITY) -> Scored:
    """(left, right, probability) of `scored`, in the order of the ids."""
    return con.execute(
        "SELECT id_l, id_r, round(probability, 9) FROM scored WHERE probability >= ? ORDER BY id_l, id_r", [least]
    ).fetchall()


def _learn(con: Any, comparisons: tuple[Comparison, ...], chances: dict[str, list[float]], people: int) -> Weights:
    pairs = con.execute("SELECT count(*) FROM levels").fetchone()[0]
    every = max(1, pairs // LEARNT_FROM)
    table = con.execute(
        f"SELECT * FROM levels WHERE hash(id_l, id_r) % {every} = 0 ORDER BY id_l, id_r"
    ).to_arrow_table()
    weighed = [comparison.name for comparison in comparisons if f"f_{comparison.name}" in table.column_names]
    levels = {comparison.name: table[comparison.name].to_numpy().astype(np.int64) for comparison in comparisons}
    shares = {name: table[f"f_{name}"].to_numpy().astype(np.float64) for name in weighed}
    all_pairs = people * (people - 1) / 2
    guess = first_guess(chances, weighed, FIRST_MATCHES * people / all_pairs)
    return fit(levels, shares, guess, all_pairs=all_pairs / every)


class _Watch:
    """Seconds of each step, from one call to the next."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._begun: list[tuple[str, float]] = []

    def __call__(self, step: str) -> None:
        self._begun.append((step, time.monotonic()))
        self._heard(step)

    def seconds(self) -> dict[str, float]:
        ends = [begun for _, begun in self._begun[1:]] + [time.monotonic()]
        return {step: round(end - begun, 2) for (step, begun), end in zip(self._begun, ends, strict=True)}
