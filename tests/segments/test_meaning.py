"""A rule finds the same people whether all are asked at once or one by one."""

import duckdb
import ibis
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.segments.words import COLUMNS, PERSON, PURCHASE, PURCHASES, RULES, TODAY, WORDS

from wraca.segments.everybody import fitting, tables_of
from wraca.segments.parsing import parse_rule
from wraca.segments.person import fits
from wraca.segments.vocabulary import check

KINDS = {"int64": pa.int64(), "float64": pa.float64(), "string": pa.string(), "date": pa.date32()}
KINDS |= {"boolean": pa.bool_()}
TABLES = {"customers": ibis.table(COLUMNS, name="customers"), "purchases": ibis.table(PURCHASES, name="purchases")}


def arrow(columns, rows) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, KINDS[kind]) for name, kind in columns.items()]))


def found(rule, people, purchases) -> list[int]:
    con = duckdb.connect()
    con.register("customers", arrow(COLUMNS, people))
    con.register("purchases", arrow(PURCHASES, purchases))
    expression = fitting(rule, TABLES, WORDS)
    rows = con.execute(str(ibis.to_sql(expression.select("customer_id"), dialect="duckdb"))).fetchall()
    return sorted(row[0] for row in rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RULES, st.lists(st.tuples(PERSON, st.lists(PURCHASE, max_size=4)), min_size=1, max_size=6))
def test_rule_finds_the_same_people_at_once_and_one_by_one(rule, shop):
    check(rule, WORDS)
    people = [{"customer_id": place, **person} for place, (person, _bought) in enumerate(shop)]
    purchases = [{"customer_id": place, **row} for place, (_person, bought) in enumerate(shop) for row in bought]
    one_by_one = [place for place, (person, bought) in enumerate(shop) if fits(rule, person, {"bought": bought}, WORDS)]
    assert found(rule, people, purchases) == one_by_one


def person(**known):
    return {**dict.fromkeys(COLUMNS), **known}


def test_who_is_not_known_passes_no_test_and_not_finds_exactly_the_others():
    verbs = frozenset({"bought"})
    people = [person(customer_id=1, orders=5), person(customer_id=2, orders=1), person(customer_id=3)]
    assert found(parse_rule("orders >= 3", verbs), people, []) == [1]
    assert found(parse_rule("orders < 3", verbs), people, []) == [2]
    assert found(parse_rule("not orders >= 3", verbs), people, []) == [2, 3]
    assert found(parse_rule("orders is unknown", verbs), people, []) == [3]


def test_behaviour_is_counted_in_different_days():
    # 1 bought twice on one day; 2 on two days, of which one is outside the last two; 3 never.
    purchases = [
        {"customer_id": 1, "day": TODAY, "category": "Kawa"},
        {"customer_id": 1, "day": TODAY, "category": "KAWA"},
        {"customer_id": 2, "day": TODAY, "category": "Herbata"},
        {"customer_id": 2, "day": TODAY.replace(day=1), "category": "kawa"},
    ]
    purchases = [{**dict.fromkeys(PURCHASES), **row} for row in purchases]
    people = [person(customer_id=number) for number in (1, 2, 3)]
    verbs = frozenset({"bought"})
    expected = {
        "bought": [1, 2],
        "never bought": [3],
        "bought on at least 2 days": [2],
        "bought on exactly 1 day": [1],
        "bought on at most 1 day": [1, 3],
        'bought [category = "kawa"]': [1, 2],
        'bought [category = "kawa"] in the last 2 days': [1],
        'bought until 2 days ago and not bought [category = "kawa"] since today': [2],
    }
    assert {text: found(parse_rule(text, verbs), people, purchases) for text in expected} == expected


def test_only_the_tables_that_a_rule_names_are_read():
    assert tables_of(parse_rule("orders > 1", frozenset()), WORDS) == ("customers",)
    assert tables_of(parse_rule("not bought", frozenset({"bought"})), WORDS) == ("customers", "purchases")
