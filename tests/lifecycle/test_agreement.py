"""The refresh in columns and one person at a time say the same, to the last digit."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import numpy as np
import pytest
from tests.lifecycle.conftest import LAST_DAY

from wraca.lifecycle.grid import on_grid
from wraca.lifecycle.person import Life, fold
from wraca.lifecycle.queries import EXPECTED, find_known, score_life
from wraca.lifecycle.reasons import SENTENCES

#: One process of the run makes the shop, for all of these.
pytestmark = pytest.mark.xdist_group("lifecycle")


def lives(shop) -> dict[int, Life]:
    days = defaultdict(list)
    for row in shop.select("SELECT customer_id, day, value_minor FROM order_days ORDER BY day"):
        days[row["customer_id"]].append((row["day"], row["value_minor"]))
    people = shop.select("SELECT customer_id, signed_up_day FROM customers ORDER BY customer_id")
    return {row["customer_id"]: Life(row["signed_up_day"], days[row["customer_id"]]) for row in people}


def test_stage_changes_in_columns_are_the_folds_of_each_person(shop):
    known = find_known(shop)
    stored = defaultdict(list)
    for row in shop.select("SELECT * FROM stage_changes ORDER BY customer_id, day"):
        names = ("day", "from_stage", "to_stage", "late_days", "limit_days")
        stored[row["customer_id"]].append(tuple(row[name] for name in names))

    for customer_id, life in lives(shop).items():
        changes = fold(
            life,
            known.silence_limit,
            known.core_limits,
            as_of=LAST_DAY,
            complete_until=LAST_DAY - timedelta(days=1),
        )
        told = [
            (change.day, change.from_stage, change.to_stage, change.late_days, change.limit_days) for change in changes
        ]
        assert told == stored[customer_id]
    assert {change[2] for changes in stored.values() for change in changes} == {
        *("potential", "first_purchase", "repeat", "core", "leaving")
    }


def test_scores_in_columns_are_those_of_each_person(shop):
    known, summaries = find_known(shop), {}
    for row in shop.select("SELECT * FROM summaries"):
        summaries[row["customer_id"]] = row
    nobody = dict.fromkeys(("orders", "order_days", "spent_minor", "refunded_minor", "items", "valued_days"), 0)
    nobody |= {"first_day": None, "last_day": None, "valued_minor": 0}
    names = (*(name for name in EXPECTED if name != "late_gap_days"), "overdue_since", "spent_365_minor")

    for row in shop.select("SELECT * FROM customers"):
        customer_id = row["customer_id"]
        alone = score_life(lives_of(shop)[customer_id], known, LAST_DAY, summary=summaries.get(customer_id, nobody))
        assert {name: alone[name] for name in names} == {name: row[name] for name in names}
        assert (alone["stage"], alone["stage_since"]) == (row["stage"], row["stage_since"])
        assert alone["stage_reason"] == row["stage_reason"]


_lives: dict[int, Life] = {}


def lives_of(shop) -> dict[int, Life]:
    if not _lives:
        _lives.update(lives(shop))
    return _lives


def test_every_reason_of_the_shop_has_a_sentence(shop):
    codes = shop.select("SELECT DISTINCT reason FROM stage_changes UNION SELECT DISTINCT stage_reason FROM customers")
    assert {row["reason"] for row in codes} <= set(SENTENCES)


def test_the_grid_keeps_order_and_every_day_of_four_weeks():
    days = np.arange(400)
    assert list(on_grid(days)[:28]) == list(range(28))
    # Weeks count from day 0: days 28 to 34 are the fifth week, day 31 its middle.
    assert list(on_grid(days)[28:36]) == [31] * 7 + [38]
    assert (np.diff(on_grid(days)) >= 0).all()
