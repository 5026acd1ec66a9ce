"""Finds, keeps and decides pairs. `wraca.jobs.find_duplicates` carries it out for the whole shop."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from wraca.customers.duplicates import queries
from wraca.customers.duplicates.checking import Likely, Shares, check_pairs
from wraca.customers.duplicates.groups import join_groups, pairs_of
from wraca.customers.duplicates.keys import keys_of, keys_sql, share_key, shares_sql
from wraca.customers.duplicates.matching import Heard, Matches, match_people
from wraca.customers.duplicates.members import likely_people, strongest
from wraca.customers.duplicates.mixture import Weights
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

    Decisions stand. Names and addresses are in memory only. Returns people, compared, open, seconds.
    """
    with connection(memory_mb, spill) as con:
        with truth_snapshot(conninfo) as snapshot, snapshot.stream(queries.CUSTOMERS_SQL) as reader:
            customers = reader.read_all()
        persons = customers.select(["id", "canonical_id"])
        matches = match_people(con, comparable(customers, "id", COLUMNS), heard)
        people = pc.count_distinct(persons["canonical_id"]).as_py()
        if matches is None:
            return {"people": people, "compared": 0, "open": queries.count_open_pairs(now), "seconds": {}}
        heard("keep")
        begun = time.monotonic()
        found = _found(con, matches, persons)
        with transaction.atomic():
            _keep_pairs(found, now)
            _keep_model(con, matches, people, now)
        seconds = {**matches.seconds, "keep": round(time.monotonic() - begun, 2)}
    return {"people": people, "compared": matches.pairs, "open": queries.count_open_pairs(now), "seconds": seconds}


def _found(con: Any, matches: Matches, persons: pa.Table) -> list[Likely]:
    """Pairs of people of one group, with the reasons of their likest rows: of a chain, only what holds together."""
    together = set(pairs_of(join_groups(likely_people(con, persons), DOUBTFUL)))
    known = {row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE people)").fetchall()}
    con.execute(f"CREATE TABLE exact AS {exact_pairs_sql('people', usable_rules(known))}")
    rows = con.execute(
        "SELECT s.*, p.left_id, p.right_id, coalesce(e.rule, '') AS rule FROM scored s JOIN likely p USING (id_l, id_r)"
        f" LEFT JOIN exact e USING (id_l, id_r) WHERE s.probability >= {DOUBTFUL} ORDER BY p.left_id, p.right_id"
    ).to_arrow_table()
    return [
        Likely(
            row["left_id"],
            row["right_id"],
            round(row["probability"], 9),
            tuple(reasons_of(matches.comparisons, matches.weights, row)),
            row["rule"],
        )
        for batch in rows.to_batches()
        for row in batch.to_pylist()
        if (row["left_id"], row["right_id"]) in together
    ]


def _keep_model(con: Any, matches: Matches, people: int, now: datetime) -> None:
    """Last in the transaction: until it ends, no new customer can be looked up."""
    queries.execute("CREATE TEMP TABLE found_keys (customer_id bigint, keys bigint[]) ON COMMIT DROP")
    keys = con.execute(keys_sql("people"))
    while rows := keys.fetchmany(50_000):
        queries.copy_in("found_keys", ("customer_id", "keys"), rows)
    model = {"learnt_at": now, "people": people, "weights": to_json(matches.weights)}
    DuplicateModel.objects.update_or_create(pk=1, defaults=model)
    queries.renew_keys("found_keys")
    queries.execute("TRUNCATE customers_duplicateshare")
    shares = con.execute(shares_sql("frequencies")).fetchall()
    queries.copy_in("customers_duplicateshare", ("key", "share"), shares)


def _keep_pairs(found: Sequence[Likely], now: datetime) -> None:
    queries.execute(
        "CREATE TEMP TABLE found_pairs (left_id bigint, right_id bigint, probability float8, reasons jsonb, rule text)"
        " ON COMMIT DROP"
    )
    queries.copy_in("found_pairs", ("left_id", "right_id", "probability", "reasons", "rule"), map(_row, found))
    queries.save_pairs("found_pairs", {"now": now})
    queries.drop_outdated_pairs("found_pairs")


def _row(likely: Likely) -> tuple[object, ...]:
    return (likely.left, likely.right, likely.probability, json.dumps(told(likely.reasons)), likely.rule)


def told(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [asdict(reason) for reason in reasons]


@transaction.atomic
def check_customers(customer_ids: Sequence[int], *, now: datetime) -> list[Likely]:
    """New or changed customers against all others: keeps what they are found by, and their likely pairs of people. Does
    nothing before the weights were learnt. Safe to run twice."""
    model = queries.find_model()
    if model is None or not customer_ids:
        return []
    weights, _learnt_at = model
    told_by = queries.read_customers(customer_ids)
    new = _rows(told_by)
    keys = {customer: keys_of(row) for customer, row in new.items()}
    # First of all: newcomers who came together find each other.
    queries.save_keys(keys)
    wanted = {left: queries.list_candidates(found, left) for left, found in keys.items()}
    others = queries.read_customers({other for found in wanted.values() for other in found} - new.keys())
    rows = {**_rows(others), **new}
    persons = {row: person for table in (told_by, others) for row, person in queries.persons_of(table)}
    pairs = sorted({(min(a, b), max(a, b)) for a, found in wanted.items() for b in found if b in rows})
    apart = [(a, b) for a, b in pairs if persons[a] != persons[b]]
    found = strongest(check_pairs(rows, apart, weights, _shares(new.values(), weights), DOUBTFUL), persons)
    if found:
        queries.save_pairs(queries.GIVEN_PAIRS, {"now": now, "pairs": json.dumps([_named(one) for one in found])})
    return found


def is_certain(likely: Likely) -> bool:
    """Enough to be merged without anybody looking, where the owner allows it."""
    return likely.probability >= (CERTAIN_BY_RULE if likely.rule else CERTAIN)


def _rows(customers: pa.Table) -> dict[int, dict[str, Any]]:
    """Comparable rows by id."""
    return {row["id"]: row for row in comparable(customers, "id", COLUMNS).to_pylist()}


def _named(likely: Likely) -> dict[str, Any]:
    return {
        "left_id": likely.left,
        "right_id": likely.right,
        "probability": likely.probability,
        "reasons": told(likely.reasons),
        "rule": likely.rule,
    }


def _shares(people: Iterable[Mapping[str, Any]], weights: Weights) -> Shares:
    """Of the values that the new customers have: where they agree with somebody, the value is theirs too."""
    columns = [column for comparison in comparisons_of(weights) for column in comparison.weighed()]
    values = {(column, row[column]) for row in people for column in columns if row[column] is not None}
    keyed = {share_key(column, value): (column, value) for column, value in sorted(values)}
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
