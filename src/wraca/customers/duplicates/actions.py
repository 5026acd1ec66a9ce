"""Finds, keeps and decides pairs. `wraca.jobs.find_duplicates` carries it out for the whole shop."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import transaction

from wraca.customers.duplicates import queries
from wraca.customers.duplicates.checking import Likely, check_pairs, desk
from wraca.customers.duplicates.groups import join_groups, pairs_of
from wraca.customers.duplicates.keys import keys_of, keys_sql, share_key, shares_sql
from wraca.customers.duplicates.matching import Heard, Matches, likely_pairs, match_people
from wraca.customers.duplicates.models import DuplicateModel, DuplicatePair
from wraca.customers.duplicates.people import comparable
from wraca.customers.duplicates.rules import exact_pairs_sql, usable_rules
from wraca.customers.duplicates.scoring import Reason, reasons_of
from wraca.customers.duplicates.stored import comparisons_of, to_json
from wraca.engine.duckdb_engine import connection
from wraca.engine.truth import truth_snapshot
from wraca.kit.errors import Conflict, InvalidInput

#: From here on a pair is shown to staff.
DOUBTFUL = 0.5
#: From here on a pair may be merged without anybody looking, if the owner allows it; and from here on by an exact rule.
CERTAIN, CERTAIN_BY_RULE = 0.99, 0.95
COLUMNS = {name: name for name in queries.FIELDS}


def find_duplicates(conninfo: str, *, now: datetime, memory_mb: int, spill: Path, heard: Heard) -> dict[str, Any]:
    """All people against all: learns the weights, keeps the pairs to look at, and what a new customer is found by.

    Decisions stand. Names and addresses are in memory only. Returns people, compared, open, certain, seconds.
    """
    with connection(memory_mb, spill) as con:
        with truth_snapshot(conninfo) as snapshot, snapshot.stream(queries.PEOPLE_SQL) as reader:
            people = comparable(reader.read_all(), "id", COLUMNS)
        matches = match_people(con, people, heard)
        if matches is None:
            return {"people": people.num_rows, "compared": 0, "open": queries.count_open_pairs(now), "seconds": {}}
        heard("keep")
        found = _found(con, matches)
        with transaction.atomic():
            _keep_model(con, matches, now)
            _keep_pairs(found, now)
    return {
        "people": matches.people,
        "compared": matches.pairs,
        "open": queries.count_open_pairs(now),
        "seconds": matches.seconds,
    }


def _found(con: Any, matches: Matches) -> list[Likely]:
    """Pairs of one group, with their reasons: of a chain, only what holds together."""
    together = set(pairs_of(join_groups(likely_pairs(con), DOUBTFUL)))
    known = {row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE people)").fetchall()}
    con.execute(f"CREATE TABLE exact AS {exact_pairs_sql('people', usable_rules(known))}")
    rows = con.execute(
        "SELECT s.*, coalesce(e.rule, '') AS rule FROM scored s LEFT JOIN exact e USING (id_l, id_r)"
        f" WHERE probability >= {DOUBTFUL} ORDER BY id_l, id_r"
    ).to_arrow_table()
    return [
        Likely(
            row["id_l"],
            row["id_r"],
            round(row["probability"], 9),
            tuple(reasons_of(matches.comparisons, matches.weights, row)),
            row["rule"],
        )
        for batch in rows.to_batches()
        for row in batch.to_pylist()
        if (row["id_l"], row["id_r"]) in together
    ]


def _keep_model(con: Any, matches: Matches, now: datetime) -> None:
    model = {"learnt_at": now, "people": matches.people, "weights": to_json(matches.weights)}
    DuplicateModel.objects.update_or_create(pk=1, defaults=model)
    queries.execute("TRUNCATE customers_duplicatekeys, customers_duplicateshare")
    shares = con.execute(shares_sql("frequencies")).fetchall()
    queries.copy_in("customers_duplicateshare", ("key", "share"), shares)
    queries.execute("CREATE TEMP TABLE found_keys (customer_id bigint, keys bigint[]) ON COMMIT DROP")
    keys = con.execute(keys_sql("people"))
    while rows := keys.fetchmany(50_000):
        queries.copy_in("found_keys", ("customer_id", "keys"), rows)
    # Somebody may have been erased since the people were read.
    queries.execute(
        "INSERT INTO customers_duplicatekeys (customer_id, keys) SELECT f.customer_id, f.keys FROM found_keys f"
        " JOIN customers_customer c ON c.id = f.customer_id"
    )


_UPSERT = """INSERT INTO customers_duplicatepair (left_id, right_id, probability, reasons, rule, found_at)
SELECT f.left_id, f.right_id, f.probability, f.reasons, f.rule, %(now)s FROM found_pairs f
JOIN customers_customer l ON l.id = f.left_id AND l.canonical_id = l.id
JOIN customers_customer r ON r.id = f.right_id AND r.canonical_id = r.id
ORDER BY f.left_id, f.right_id
ON CONFLICT (left_id, right_id) DO UPDATE SET probability = excluded.probability, reasons = excluded.reasons,
    rule = excluded.rule,
    decision = nullif(customers_duplicatepair.decision, 'merged')"""
_OUTDATED = """DELETE FROM customers_duplicatepair p WHERE p.decision IS NULL
AND NOT EXISTS (SELECT FROM found_pairs f WHERE f.left_id = p.left_id AND f.right_id = p.right_id)"""


def _keep_pairs(found: Sequence[Likely], now: datetime) -> None:
    _stage(found)
    queries.execute(_UPSERT, {"now": now})
    queries.execute(_OUTDATED)


def _stage(found: Sequence[Likely]) -> None:
    queries.execute(
        "CREATE TEMP TABLE found_pairs (left_id bigint, right_id bigint, probability float8, reasons jsonb, rule text)"
        " ON COMMIT DROP"
    )
    queries.copy_in("found_pairs", ("left_id", "right_id", "probability", "reasons", "rule"), map(_row, found))


def _row(likely: Likely) -> tuple[object, ...]:
    return (likely.left, likely.right, likely.probability, json.dumps(told(likely.reasons)), likely.rule)


def told(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [asdict(reason) for reason in reasons]


def check_customers(customer_ids: Sequence[int], *, now: datetime) -> list[Likely]:
    """New or changed customers against all others: keeps what they are found by, and their likely pairs. Does nothing
    before the weights were learnt. Safe to run twice."""
    model = queries.find_model()
    if model is None:
        return []
    weights, _learnt_at = model
    new = comparable(queries.read_people(customer_ids), "id", COLUMNS)
    keys = {row["id"]: keys_of(row) for row in new.to_pylist()}
    wanted = {left: queries.list_candidates(found, [left]) for left, found in keys.items()}
    others = sorted({other for found in wanted.values() for other in found} - keys.keys())
    people = pa.concat_tables([new, comparable(queries.read_people(others), "id", COLUMNS)])
    there = set(people["id"].to_pylist())
    pairs = sorted({(min(a, b), max(a, b)) for a, found in wanted.items() for b in found if b in there})
    with desk.taken() as con:
        found = check_pairs(con, people, pairs, weights, _shares(new, weights), DOUBTFUL)
    with transaction.atomic():
        queries.save_keys(keys)
        _stage(found)
        queries.execute(_UPSERT, {"now": now})
        queries.execute("DROP TABLE found_pairs")
    return found


def _shares(people: pa.Table, weights: Any) -> dict[tuple[str, str], float]:
    """Of the values that the new customers have: where they agree with somebody, the value is theirs too."""
    weighed = [
        level.frequency for comparison in comparisons_of(weights) for level in comparison.levels if level.frequency
    ]
    values = {(field, value) for field in weighed for value in people[field].to_pylist() if value is not None}
    keyed = {share_key(field, value): (field, value) for field, value in sorted(values)}
    return {keyed[key]: share for key, share in sorted(queries.find_shares(list(keyed)).items())}


@transaction.atomic
@transaction.atomic
def decide(pair_id: int, decision: str, *, now: datetime, by: int | None, merge_id: int | None = None) -> DuplicatePair:
    """Remembers what was decided. Raises InvalidInput for an unknown pair or decision, Conflict where somebody else
    decided before: their merge would stand, and nothing say so."""
    if decision not in (DuplicatePair.MERGED, DuplicatePair.DIFFERENT, DuplicatePair.LATER):
        raise InvalidInput(f"{decision!r} is no decision; expected merged, different or later")
    pair = queries.lock_pair(pair_id)
    if pair.decision in (DuplicatePair.MERGED, DuplicatePair.DIFFERENT):
        raise Conflict(f"pair {pair_id} was decided before")
    pair.decision, pair.decided_by, pair.decided_at, pair.merge_id = decision, by, now, merge_id
    pair.save(update_fields=["decision", "decided_by", "decided_at", "merge"])
    return pair


def reopen(pair_id: int) -> DuplicatePair:
    """As if nothing had been decided."""
    pair = queries.find_pair(pair_id)
    pair.decision = pair.decided_by = pair.decided_at = pair.merge_id = None
    pair.save(update_fields=["decision", "decided_by", "decided_at", "merge"])
    return pair
