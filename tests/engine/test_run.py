from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.tables import GRAND, NUMBERS, SUMS, numbers

from wraca.engine.duckdb_engine import DuckDBEngine, ascends, read_table, write_table
from wraca.engine.run import engine_for, run_steps
from wraca.engine.schema import Schema, TableFiles
from wraca.engine.steps import Fit, Step
from wraca.kit.errors import InvalidInput, WracaError

ENGINE = DuckDBEngine(memory_mb=256)
ONE = Schema({"number": "int64"}, ("number",))


@pytest.fixture
def lake(tmp_path: Path) -> dict[str, TableFiles]:
    return {"lake_numbers": numbers(tmp_path)}


def step(build, schema: Schema) -> Step:
    return Step("made", ("lake_numbers",), schema, build)


def test_steps_run_in_order_and_report_each(lake, tmp_path):
    heard = []
    outcome = run_steps(ENGINE, [SUMS, GRAND], lake, tmp_path / "draft", heard.append)
    assert [(p.name, p.index, p.total, p.rows) for p in heard] == [
        ("sums", 1, 2, None),
        ("sums", 1, 2, 100),
        ("grand", 2, 2, None),
        ("grand", 2, 2, 1),
    ]
    assert all(p.seconds > 0 and p.peak_mb > 10 for p in outcome.done)
    assert list(outcome.seconds) == ["sums", "grand"]
    # 0 + 1 + ... + 999
    assert read_table(outcome.tables["grand"]).to_pylist() == [{"parameter": "total", "value": 499500.0}]


def test_sum_of_integers_is_written_as_an_integer(lake, tmp_path):
    written = ENGINE.run(SUMS, lake, tmp_path / "sums")
    schema = pq.read_schema(written.files[0])
    assert schema.types == [pa.int64(), pa.int64(), pa.float64()]


def test_floats_are_rounded_to_their_digits_and_rows_ordered_by_key(tmp_path):
    schema = Schema({"k": "string", "x": "float64", "y": "float64"}, ("k",), digits={"x": 2})
    rows = pa.table({"k": ["ż", "b", "a"], "x": [1.005, 2 / 3, -0.001], "y": [2 / 3, 1e300, None]})
    written = write_table(schema, rows, tmp_path / "made")
    assert read_table(written).to_pylist() == [
        {"k": "a", "x": 0.0, "y": None},
        {"k": "b", "x": 0.67, "y": 1e300},
        {"k": "ż", "x": 1.0, "y": 0.666666667},  # 1.005 is a little less than it looks
    ]
    assert str(read_table(written)["x"][0]) == "0.0"  # not -0.0


def test_same_rows_give_the_same_bytes_on_any_number_of_threads(tmp_path):
    lake = {"lake_numbers": numbers(tmp_path, 300_000)}
    shuffled = step(lambda lake_numbers: lake_numbers.order_by(lake_numbers.half.sin()), NUMBERS)
    texts = []
    for threads in (1, 2, 4, 4):
        engine = DuckDBEngine(memory_mb=512, threads=threads)
        written = engine.run(shuffled, lake, tmp_path / f"t{len(texts)}")
        texts.append(written.files[0].read_bytes())
    assert texts[0] == texts[1] == texts[2] == texts[3]
    assert read_table(written)["number"].to_pylist() == list(range(300_000))


def test_table_without_files_is_read_as_empty(tmp_path):
    written = ENGINE.run(SUMS, {"lake_numbers": TableFiles(NUMBERS)}, tmp_path / "sums")
    assert read_table(written).num_rows == 0
    assert pq.read_schema(written.files[0]).names == ["tens", "total", "mean_half"]


REFUSED = {
    "undeclared columns": (lambda lake_numbers: lake_numbers, ONE),
    "number is float64, not int64": (lambda lake_numbers: lake_numbers.select(number="half"), ONE),
    "must give each": (lambda lake_numbers: lake_numbers.select(number="tens"), ONE),
    "none empty": (
        lambda lake_numbers: lake_numbers.select(number=(lake_numbers.number > 0).ifelse(lake_numbers.number, None)),
        ONE,
    ),
    "NaN or infinity in half": (
        lambda lake_numbers: lake_numbers.mutate(half=1 / lake_numbers.half),
        NUMBERS,
    ),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_step_that_breaks_its_declaration_is_refused(lake, tmp_path, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        ENGINE.run(step(*REFUSED[sentence]), lake, tmp_path / "made")


@pytest.mark.parametrize(
    ("files", "ascending"),
    [
        ([[(1, "b"), (2, "a"), (2, "b")]], True),
        ([[(1, "b")], [(1, "c"), (2, "a")]], True),
        ([[]], True),
        ([[(1, "b"), (2, "b"), (2, "b")]], False),
        ([[(1, "b")], [(1, "b"), (2, "a")]], False),
        ([[(2, "a"), (1, "b")]], False),
        ([[(1, "b"), (2, None)]], False),
    ],
)
def test_keys_ascend_only_where_each_is_greater_than_the_one_before(tmp_path, files, ascending):
    # The key's columns stand in the files the other way round.
    schema = pa.schema([("text", pa.string()), ("number", pa.int64())])
    paths = []
    for index, rows in enumerate(files):
        paths.append(tmp_path / f"{index}.parquet")
        columns = [[text for _, text in rows], [number for number, _ in rows]]
        pq.write_table(pa.table(columns, schema=schema), paths[-1])
    table = TableFiles(Schema({"text": "string", "number": "int64"}, ("number", "text")), tuple(paths))
    assert ascends(table) is ascending


def test_sum_beyond_64_bits_is_refused_not_cut(lake, tmp_path):
    big = step(
        lambda lake_numbers: lake_numbers.group_by(number=lake_numbers.tens * 0).agg(
            total=(lake_numbers.number * 0 + 2**62).sum()
        ),
        Schema({"number": "int64", "total": "int64"}, ("number",)),
    )
    with pytest.raises(InvalidInput, match=r"step made .* INT64"):
        ENGINE.run(big, lake, tmp_path / "made")


def test_fit_that_gives_a_fraction_as_an_integer_is_refused(lake, tmp_path):
    fit = Fit("made", ("lake_numbers",), ONE, lambda lake_numbers: pa.table({"number": [1.5]}))
    with pytest.raises(InvalidInput, match="made"):
        ENGINE.run(fit, lake, tmp_path / "made")


def test_unknown_or_repeated_names_are_refused_before_anything_runs(lake, tmp_path):
    with pytest.raises(InvalidInput, match=r"step grand reads \['sums'\]"):
        run_steps(ENGINE, [GRAND, SUMS], lake, tmp_path / "draft")
    with pytest.raises(InvalidInput, match="would overwrite"):
        run_steps(ENGINE, [SUMS, SUMS], lake, tmp_path / "draft")
    assert not (tmp_path / "draft").exists()


def test_too_little_memory_is_said(tmp_path):
    lake = {"lake_numbers": numbers(tmp_path, 500_000)}
    pairs = step(
        lambda lake_numbers: lake_numbers.group_by(number=lake_numbers.tens % 2).agg(
            total=lake_numbers.number.cast("string").collect().length()
        ),
        Schema({"number": "int64", "total": "int64"}, ("number",)),
    )
    with pytest.raises(WracaError, match="WRACA_ENGINE_MEMORY_MB"):
        DuckDBEngine(memory_mb=8, threads=1).run(pairs, lake, tmp_path / "made")


@pytest.mark.parametrize("setting", ["", "sqlite", "spark", "local"])
def test_unknown_engine_is_refused_with_the_choices(setting):
    with pytest.raises(InvalidInput, match="give one of: duckdb"):
        engine_for(setting)


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (({"a": "int32"}, ("a",)), "unknown dtype int32"),
        (({"a": "int64"}, ("b",)), "must name columns"),
        (({"a": "int64"}, ()), "must name columns"),
        (({"a": "int64"}, ("a",), {"a": 2}), "digits are for float64"),
    ],
)
def test_schema_that_cannot_be_is_refused(schema, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        Schema(*schema)
