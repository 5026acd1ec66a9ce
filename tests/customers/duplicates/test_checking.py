"""A new customer is weighed in Python, the shop's millions in SQL: both say the same, to the last digit kept."""

from __future__ import annotations

import math
import tempfile
from itertools import combinations, product
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wraca.customers.duplicates.checking import Likely, check_pairs, compare
from wraca.customers.duplicates.comparisons import COMPARISONS
from wraca.customers.duplicates.likeness import levels_sql
from wraca.customers.duplicates.members import strongest
from wraca.customers.duplicates.mixture import Weights
from wraca.customers.duplicates.people import comparable, find_columns
from wraca.customers.duplicates.scoring import probability_of, reasons_of, score_sql
from wraca.customers.duplicates.strings import damerau_levenshtein, jaro_winkler, within
from wraca.engine.duckdb_engine import connection

# Few values, close to each other, so that pairs stand at every level; any text beside them.
FIELDS = {
    "given_name": ["Kasia", "Katarzyna", "Katarzna", "K", "Jan", "Janina", "Łucja", "Ola", "Olga"],
    "family_name": ["Nowak", "Nowak-Kowalska", "Kowalska", "Kowalski", "Kowalsky", "Żak", "Kowalak"],
    "email": ["k.nowak@gmail.com", "knowak@wp.pl", "knowka@wp.pl", "jan.kowalski@o2.pl", "żółw.jan@wp.pl", "x@y.pl"],
    "phone": ["+48601202303", "601202330", "601202304", "48 22 1234567"],
    "street": ["ul. Polna 12/3", "Polna 12", "Polna 21", "Jana Pawła II 12", "Pola 12", "Leśna 4"],
    "address_2": ["Dwór", "Zamek 3"],
    "postcode": ["00-950", "00-951", "00-905", "30-002"],
    "city": ["Warszawa", "Kraków"],
    "birth_date": ["1984-03-09", "1984-09-03", "1984-03-08", "1990-03-09", "1971-01-02"],
    "document": ["84030912345", "84030912354", "84030913254", "90010112345"],
}
PERSON = st.fixed_dictionaries(
    {
        field: st.none() | st.sampled_from(values) | st.text(st.characters(codec="utf-8"), max_size=12)
        for field, values in FIELDS.items()
    }
)
WEIGHED = ("given", "family", "email", "phone", "document")


def shares_of(draw: st.DrawFn, size: int) -> tuple[float, ...]:
    """Logarithms of shares that add up to one."""
    parts = draw(st.lists(st.integers(1, 10_000), min_size=size, max_size=size))
    return tuple(math.log(part / sum(parts)) for part in parts)


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    kinds = [{c.name: shares_of(draw, len(c.codes())) for c in COMPARISONS} for _kind in range(3)]
    match_share, home_share = draw(st.floats(1e-9, 0.1)), draw(st.sampled_from([0.0, 1e-6, 0.01]))
    return Weights(match_share, home_share, *kinds, weighed=WEIGHED)


@pytest.fixture(scope="module")
def con():
    with tempfile.TemporaryDirectory() as folder, connection(512, Path(folder) / "spill", threads=1) as opened:
        yield opened


def rows_of(people: list[dict]) -> pa.Table:
    table = pa.table(
        {field: pa.array([person[field] for person in people], pa.string()) for field in FIELDS}
        | {"row": pa.array(range(len(people)), pa.int64())}
    )
    return comparable(table, "row", find_columns(list(FIELDS)))


def by_sql(con, people: pa.Table, pairs: list[tuple[int, int]], learnt: Weights, shares: dict) -> dict:
    con.register("few_people", people)
    con.register("few_pairs", pa.table({"id_l": [a for a, _b in pairs], "id_r": [b for _a, b in pairs]}))
    columns = {"field": pa.string(), "value": pa.string(), "share": pa.float64()}
    rows = [(field, value, share) for (field, value), share in shares.items()]
    con.register(
        "frequencies",
        pa.table({name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(columns.items())}),
    )
    levels = levels_sql(COMPARISONS, "few_pairs", "few_people", "few_people")
    found = con.execute(score_sql(COMPARISONS, learnt, f"({levels})")).to_arrow_table().to_pylist()
    return {(row["id_l"], row["id_r"]): row for row in found}


@given(st.lists(PERSON, min_size=2, max_size=5), weights(), st.floats(1e-6, 0.9), st.sets(st.sampled_from(WEIGHED)))
@settings(max_examples=40, deadline=None)
def test_python_says_what_the_sql_of_the_search_says(con, people, learnt, share, common):
    table = rows_of(people)
    rows = {row["id"]: row for row in table.to_pylist()}
    pairs = [(a, b) for a in rows for b in rows if a < b]
    shares = {(field, rows[0][field]): share for field in sorted(common) if rows[0][field] is not None}
    told = by_sql(con, table, pairs, learnt, shares)
    for a, b in pairs:
        pair = compare(COMPARISONS, rows[a], rows[b], shares)
        sql = told[a, b]
        assert pair == {name: sql[name] for name in pair}
        assert round(probability_of(COMPARISONS, learnt, pair), 9) == round(sql["probability"], 9)
        assert reasons_of(COMPARISONS, learnt, pair) == reasons_of(COMPARISONS, learnt, sql)
    likely = check_pairs(rows, pairs, learnt, shares, 0.5)
    assert [(one.left, one.right) for one in likely] == [pair for pair in pairs if told[pair]["probability"] >= 0.5]


#: What is compared together. Few enough that every pair of their values is looked at.
TOGETHER = (
    *(("given_name",), ("family_name",), ("phone",), ("birth_date",), ("document",)),
    *(("given_name", "family_name", "email"), ("street", "postcode", "city", "address_2")),
)
EVEN = {c.name: tuple(-math.log(len(c.codes())) for _code in c.codes()) for c in COMPARISONS}


def test_every_level_is_the_same_in_both(con):
    seen: set[tuple[str, int]] = set()
    for fields in TOGETHER:
        # Of names beside an e-mail address, a few.
        few = 4 if "email" in fields else None
        values = product(*([*FIELDS[field][: few if field.endswith("name") else None], None] for field in fields))
        people = [dict.fromkeys(FIELDS) | dict(zip(fields, chosen, strict=True)) for chosen in values]
        # One of them twice, so that somebody agrees.
        table = rows_of([*people, people[0]])
        rows = {row["id"]: row for row in table.to_pylist()}
        pairs = list(combinations(rows, 2))
        told = by_sql(con, table, pairs, Weights(0.01, 0.01, EVEN, EVEN, EVEN, WEIGHED), {})
        for a, b in pairs:
            pair = compare(COMPARISONS, rows[a], rows[b], {})
            assert pair == {name: told[a, b][name] for name in pair}, (rows[a], rows[b])
            seen |= {(comparison.name, pair[comparison.name]) for comparison in COMPARISONS}
    assert seen == {(c.name, level) for c in COMPARISONS for level in range(-1, len(c.levels) + 1)}


NAMES = st.text("abcdeł", min_size=1, max_size=9) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=9)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=50))
@settings(max_examples=40, deadline=None)
def test_texts_are_as_alike_as_duckdb_counts_it(con, pairs):
    con.register("texts", pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}))
    told = con.execute("SELECT jaro_winkler_similarity(a, b), damerau_levenshtein(a, b) FROM texts").fetchall()
    assert [(jaro_winkler(a, b), damerau_levenshtein(a.encode(), b.encode())) for a, b in pairs] == told
    assert [(within(a, b, 1), within(a, b, 2)) for a, b in pairs] == [(steps <= 1, steps <= 2) for _, steps in told]


def test_a_person_is_as_like_another_as_their_likest_row():
    found = [Likely(1, 4, 0.6, (), ""), Likely(2, 4, 0.9, (), "email"), Likely(3, 4, 0.7, (), "")]
    # 2 was merged into 1: their best is 0.9. 3 stands alone.
    assert strongest(found, {1: 1, 2: 1, 3: 3, 4: 4}) == [Likely(1, 4, 0.9, (), "email"), Likely(3, 4, 0.7, (), "")]
