"""From rows to people: a person who was merged is compared by each of their rows, and is as like another as the
likest of them. So a second mailbox or an old address counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from wraca.customers.duplicates.checking import Likely
from wraca.customers.duplicates.groups import LEAST_PROBABILITY, Scored


def likely_people(con: Any, persons: pa.Table) -> Scored:
    """(left, right, probability) of pairs of people from the table `scored`, in the order of the ids; makes the table
    `likely` of left_id, right_id and the likest rows of the two, id_l, id_r. persons: id, canonical_id of each row."""
    con.register("persons", persons)
    # Told first and asked afterwards: with a condition on both people beside the joins, DuckDB tries every combination.
    con.execute(
        "CREATE TABLE told AS SELECT id_l, id_r, probability, l.canonical_id AS one, r.canonical_id AS other"
        " FROM scored JOIN persons l ON l.id = id_l JOIN persons r ON r.id = id_r"
        f" WHERE probability >= {LEAST_PROBABILITY}"
    )
    con.unregister("persons")
    con.execute(
        "CREATE TABLE likely AS SELECT least(one, other) AS left_id, greatest(one, other) AS right_id, id_l, id_r,"
        " round(probability, 9) AS probability FROM told WHERE one <> other"
        " QUALIFY row_number() OVER (PARTITION BY left_id, right_id ORDER BY told.probability DESC, id_l, id_r) = 1"
    )
    return con.execute("SELECT left_id, right_id, probability FROM likely ORDER BY left_id, right_id").fetchall()


def strongest(found: Iterable[Likely], persons: Mapping[int, int]) -> list[Likely]:
    """The same of a few pairs of rows. persons: row -> canonical id."""
    best: dict[tuple[int, int], Likely] = {}
    for likely in sorted(found, key=lambda one: (-one.probability, one.left, one.right)):
        left, right = sorted((persons[likely.left], persons[likely.right]))
        best.setdefault((left, right), replace(likely, left=left, right=right))
    return [best[pair] for pair in sorted(best)]
