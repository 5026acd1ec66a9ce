"""The history of stages is rebuilt from truth alone: by whom and when it is looked at changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.lifecycle.conftest import LAST_DAY, refreshed

from wraca.engine.reader import Reader

#: One process of the run makes the shop, for all of these.
pytestmark = pytest.mark.xdist_group("lifecycle")

CHANGES = "SELECT * FROM stage_changes WHERE day <= $day ORDER BY customer_id, day"


def changes(reader: Reader, until) -> list[dict]:
    return reader.select(CHANGES, {"day": until})


def test_a_look_from_a_past_day_is_the_beginning_of_todays(shop, shop_lake, tmp_path):
    past = LAST_DAY - timedelta(days=40)
    then = refreshed(shop_lake, tmp_path, as_of=past)
    assert changes(then, LAST_DAY) == changes(shop, past)


@pytest.mark.long
def test_ten_nights_tell_what_one_tells(shop, shop_lake, tmp_path):
    told = set()
    for back in range(10, 0, -1):
        day = LAST_DAY - timedelta(days=back)
        night = refreshed(shop_lake, tmp_path / str(back), as_of=day)
        told |= {tuple(row.values()) for row in changes(night, day)}
    once = {tuple(row.values()) for row in changes(shop, LAST_DAY - timedelta(days=1))}
    assert told == once


def test_stages_add_up_to_everybody_at_every_months_end(shop):
    rows = shop.select("SELECT month_end, sum(customers)::BIGINT AS n FROM stage_months GROUP BY 1 ORDER BY 1")
    for row in rows:
        known = shop.one(
            "SELECT count(DISTINCT customer_id) AS n FROM stage_changes WHERE day <= $day", {"day": row["month_end"]}
        )
        assert known == {"n": row["n"]}


def test_the_last_month_is_today(shop):
    now = shop.select("SELECT stage, count(*) AS customers FROM customers GROUP BY stage ORDER BY stage")
    last = shop.select(
        "SELECT stage, customers FROM stage_months WHERE month_end = $day AND customers > 0 ORDER BY stage",
        {"day": LAST_DAY},
    )
    assert last == now


def test_flows_add_up_to_the_present_stages(shop):
    now = {row["stage"]: row["n"] for row in shop.select("SELECT stage, count(*) AS n FROM customers GROUP BY stage")}
    for days in (30, 90):
        flows = shop.select(
            "SELECT to_stage, sum(customers)::BIGINT AS n FROM stage_flows WHERE days = $days GROUP BY 1",
            {"days": days},
        )
        assert {row["to_stage"]: row["n"] for row in flows} == now


def test_no_potential_ever_comes_back(shop):
    assert shop.select("SELECT * FROM stage_changes WHERE to_stage = 'potential' AND from_stage IS NOT NULL") == []


def test_half_of_the_revenue_comes_from_the_named_number(shop):
    halves = shop.one("SELECT * FROM halves")
    best = shop.one(
        "SELECT sum(spent_365_minor)::BIGINT AS n, min(spent_365_minor) AS least FROM customers WHERE value_rank <= $n",
        {"n": halves["customers_half"]},
    )
    assert best["n"] == halves["half_minor"] >= halves["revenue_minor"] / 2
    assert best["n"] - best["least"] < halves["revenue_minor"] / 2
