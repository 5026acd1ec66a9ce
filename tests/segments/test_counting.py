"""The words of the shop are those of its tables, and a count is the number of those who fit one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.reader import Reader
from wraca.engine.run import engine_for
from wraca.fields import BEHAVIOURS, FIELDS
from wraca.refresh import FACTS, STEPS, run_refresh
from wraca.segments.counting import count_fitting, read_rule, words_in
from wraca.segments.parsing import RESERVED
from wraca.segments.person import fits
from wraca.segments.vocabulary import word_of
from wraca.simulation.lake import fill_lake
from wraca.simulation.shape import ShopShape

LAST_DAY = date(2026, 10, 20)
SCHEMAS = {step.name: step.schema for step in STEPS}
DTYPES = {"number": {"int64", "float64"}, "money": {"int64"}, "share": {"float64"}, "day": {"date"}}
DTYPES |= {"choice": {"string"}, "text": {"string"}, "flag": {"boolean"}}


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Reader:
    folder = tmp_path_factory.mktemp("segments")
    shape = ShopShape(customers=200, seed=11, last_day=LAST_DAY, days=300, products=20)
    fill_lake(shape, Lake(folder / "lake"), FACTS)
    now = datetime(2026, 10, 20, 21, tzinfo=UTC)
    generations = Generations(folder / "generations")
    run_refresh(engine_for("duckdb", 1024), Lake(folder / "lake"), generations, None, now, zone="Europe/Warsaw")
    generation = generations.current()
    assert generation is not None
    return Reader(generation)


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: behaviour.name)
def test_a_behaviour_is_what_it_says(behaviour):
    columns = dict(SCHEMAS[behaviour.table].columns)
    assert (columns["customer_id"], columns["day"]) == ("int64", "date")
    if behaviour.looked_up:
        table, key = behaviour.looked_up
        assert SCHEMAS[table].key == (key,)
        columns |= SCHEMAS[table].columns
    assert [field.name for field in behaviour.fields if columns[field.name] not in DTYPES[field.type]] == []
    assert behaviour.about.endswith(".")


def test_no_word_means_two_things():
    words = [*map(word_of, FIELDS), *(behaviour.name for behaviour in BEHAVIOURS)]
    assert len({*words}) == len(words)
    inside = [word_of(field) for behaviour in BEHAVIOURS for field in behaviour.fields]
    assert RESERVED & {*words, *inside} == set()


@pytest.mark.parametrize(
    "text",
    [
        "orders >= 2",
        'stage in ("repeat", "core") and not (spent > 300 or usual_gap_days is unknown)',
        "last_day before 30 days ago",
        "p_order_90 >= 50%",
        "bought on at least 3 days in the last 90 days",
        "bought [product_id <= 5 and total > 20] on 1 to 2 days",
        'bought [product contains "1"] and never bought [product_id = 3]',
        "ordered [value >= 100] on at most 1 day since 2026-06-01",
        'stage = "core" and never ordered',
    ],
)
def test_a_count_is_the_number_of_those_who_fit_one_by_one(db, shop, text):
    words = words_in(shop, FIELDS, BEHAVIOURS, exponent=2)
    rule = read_rule(text, words)
    purchases = "SELECT * FROM purchases LEFT JOIN products USING (product_id)"
    happened = {"bought": shop.select(purchases), "ordered": shop.select("SELECT * FROM order_days")}
    people = shop.select("SELECT * FROM customers ORDER BY customer_id")
    one_by_one = [
        person["customer_id"]
        for person in people
        if fits(rule, person, {name: own(rows, person) for name, rows in happened.items()}, words)
    ]
    found = count_fitting(rule, shop, words)
    assert (found.customers, found.of, found.as_of) == (len(one_by_one), len(people), LAST_DAY)


def own(rows, person):
    return [row for row in rows if row["customer_id"] == person["customer_id"]]


def test_purchases_are_the_lines_of_orders_that_count(shop):
    # Every order day of a customer has purchases, and no other day has.
    days = "SELECT DISTINCT customer_id, day FROM {} ORDER BY ALL"
    assert shop.select(days.format("purchases")) == shop.select(days.format("order_days"))
