"""How well duplicates are found in a file whose truth is known: beside Splink's own advice and the exact rules.

The truth is set aside before anything else; no matcher sees it, nor a record's id.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wraca.customers.duplicates import linking
from wraca.customers.duplicates.groups import join_groups, pairs_of
from wraca.customers.duplicates.matching import likely_pairs, match_people
from wraca.customers.duplicates.people import comparable, find_columns
from wraca.customers.duplicates.rules import exact_pairs_sql, usable_rules
from wraca.engine.duckdb_engine import connection
from wraca.kit.errors import InvalidInput

THRESHOLDS = (0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
#: At which Wraca's own headline figures stand, whatever the file.
THRESHOLD = 0.5
#: What would tell the truth, or is no person's.
HIDDEN = ("rec_id", "entity_id", "is_original", "cluster", "cluster_id", "source", "unique_id")

Pairs = Iterable[tuple[int, int]]


def evaluate(file: Path, *, memory_mb: int, spill: Path) -> dict[str, Any]:
    """Precision, recall and F1 over pairs of records, per threshold, of Wraca, Splink and the exact rules, one run.

    file: Parquet of `rec_id`, `entity_id` (the same is one person) and columns of people. Raises InvalidInput.
    """
    table = _read(file)
    offered = [name for name in table.column_names if name not in HIDDEN]
    columns = find_columns(offered)
    truth = table["entity_id"].to_pylist()
    people = table.select(list(dict.fromkeys(columns.values()))).append_column("row", pa.array(range(table.num_rows)))
    judge = _judge(truth)
    wraca, exact, steps, pairs = _ours(people, columns, judge, memory_mb, spill)
    splink = _splinks(people, columns, judge, memory_mb, spill)
    return {
        "wraca": wraca,
        "baselines": {"splink_recommended": splink, "exact_rules": exact},
        "split": {
            "records": table.num_rows,
            "people": len(set(truth)),
            "true_pairs": _true_pairs(truth),
            "compared_pairs": pairs,
            "columns": columns,
            "ignored": [name for name in offered if name not in columns.values()],
        },
        "seconds": {"wraca": wraca.pop("seconds"), "splink_recommended": splink.pop("seconds"),
                    "exact_rules": exact.pop("seconds"), "steps": steps},
    }  # fmt: skip


def _read(file: Path) -> pa.Table:
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowInvalid) as cause:
        raise InvalidInput(f"expected a Parquet file; {file} cannot be read: {cause}") from cause
    absent = [name for name in ("rec_id", "entity_id") if name not in table.column_names]
    if absent:
        raise InvalidInput(f"expected columns rec_id and entity_id; {file} lacks {', '.join(absent)}")
    if table.num_rows < 2 or table["entity_id"].null_count:
        raise InvalidInput(f"expected two records or more, each with its entity_id, in {file}")
    return table


def _ours(people: pa.Table, columns: dict[str, str], judge: Judge, memory_mb: int, spill: Path) -> tuple:
    with connection(memory_mb, spill) as con:
        begun = time.monotonic()
        ready = comparable(people, "row", columns)
        prepared = time.monotonic() - begun
        matches = match_people(con, ready)
        scored = likely_pairs(con) if matches else []
        found = {at: pairs_of(join_groups(scored, at)) for at in THRESHOLDS}
        took = time.monotonic() - begun
        ours = _told(judge, found, THRESHOLD)
        ours["pairs_alone"] = _table(judge, {at: [(a, b) for a, b, p in scored if p >= at] for at in THRESHOLDS})
        steps = {"prepare": round(prepared, 2), **(matches.seconds if matches else {})}
        return {**ours, "seconds": round(took, 2)}, _exact(con, ready, judge), steps, matches.pairs if matches else 0


def _exact(con: Any, ready: pa.Table, judge: Judge) -> dict[str, Any]:
    begun = time.monotonic()
    con.register("plain_people", ready)
    known = {name for name in ready.column_names if ready[name].null_count < ready.num_rows}
    rules = usable_rules(known)
    found = (
        con.execute(f"SELECT id_l, id_r FROM ({exact_pairs_sql('plain_people', rules)})").fetchall() if rules else []
    )
    con.unregister("plain_people")
    return {**judge(found), "rules": [rule.code for rule in rules], "seconds": round(time.monotonic() - begun, 2)}


def _splinks(people: pa.Table, columns: dict[str, str], judge: Judge, memory_mb: int, spill: Path) -> dict[str, Any]:
    """At its best threshold, of pairs alone and of its groups: nobody who used it would know which that is."""
    with connection(memory_mb, spill) as con:
        begun = time.monotonic()
        con.register("given_people", people)
        texts = ", ".join(f"nullif(lower(trim({_quoted(c)}::varchar)), '') AS {f}" for f, c in columns.items())
        born = (
            " REPLACE (regexp_replace(birth_date, '[^0-9]', '', 'g') AS birth_date)" if "birth_date" in columns else ""
        )
        con.execute(f"CREATE TABLE plain AS SELECT *{born} FROM (SELECT row AS id, {texts} FROM given_people)")
        with linking.quiet():
            linker, predicted = linking.link_as_recommended(con, "plain", columns, people.num_rows)
            alone = {at: _predicted(con, predicted, at) for at in THRESHOLDS}
            took = time.monotonic() - begun
            grouped = {at: _grouped(con, linker, predicted, at) for at in THRESHOLDS}
    pairs, groups = _table(judge, alone), _table(judge, grouped)
    best = max([*pairs, *groups], key=lambda row: row["f1"] or 0)
    return {**best, "thresholds": pairs, "groups": groups, "seconds": round(took, 2)}


def _predicted(con: Any, predicted: Any, least: float) -> list[tuple[int, int]]:
    sql = f"SELECT id_l, id_r FROM {predicted.physical_name} WHERE match_probability >= {least}"
    return con.execute(sql).fetchall()


def _grouped(con: Any, linker: Any, predicted: Any, least: float) -> list[tuple[int, int]]:
    table = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=least
    ).physical_name
    sql = f"SELECT a.id, b.id FROM {table} a JOIN {table} b ON a.cluster_id = b.cluster_id AND a.id < b.id"
    return con.execute(sql).fetchall()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


Judge = Callable[[Pairs], dict[str, Any]]


def _true_pairs(truth: Sequence[object]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(truth).values())


def _judge(truth: Sequence[object]) -> Judge:
    there = _true_pairs(truth)

    def judge(pairs: Pairs) -> dict[str, Any]:
        right = found = 0
        for left, other in pairs:
            found += 1
            right += truth[left] == truth[other]
        return measures(right, found, there)

    return judge


def measures(right: int, found: int, there: int) -> dict[str, Any]:
    """Unknown where there is nothing to divide by."""
    return {
        "precision": round(right / found, 4) if found else None,
        "recall": round(right / there, 4) if there else None,
        "f1": round(2 * right / (found + there), 4) if found + there else None,
        "pairs": found,
    }


def _table(judge: Judge, found: Mapping[float, Pairs]) -> list[dict[str, Any]]:
    return [{"threshold": at, **judge(pairs)} for at, pairs in found.items()]


def _told(judge: Judge, found: Mapping[float, Pairs], at: float) -> dict[str, Any]:
    rows = _table(judge, found)
    return {**next(row for row in rows if row["threshold"] == at), "thresholds": rows}
