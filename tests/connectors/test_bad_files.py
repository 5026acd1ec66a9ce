"""Files that are not what they should be: a sentence or a rejected row, never a traceback, never half a row."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cast import NOW, SOURCE, load_cast
from typer.testing import CliRunner

from wraca.connectors import reading
from wraca.connectors.importing import ImportOptions, import_file
from wraca.connectors.models import ImportRun
from wraca.connectors.queries import list_rejects
from wraca.connectors.reasons import sentence_of
from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput


@pytest.fixture(autouse=True)
def cast(db):
    load_cast()


def bring(path, kind="customers"):
    return import_file(ImportOptions(path, kind, SOURCE), NOW)


def rejected(run) -> list[tuple[int, str]]:
    return [(reject.row_number, reject.reason) for reject in list_rejects(run.pk)]


def damage(path, share: float) -> None:
    """Overwrites the middle of the pages, header and footer left as they are."""
    content = bytearray(path.read_bytes())
    place = int(len(content) * share)
    content[place : place + 3000] = b"\xff" * 3000
    path.write_bytes(content)


def test_damaged_page_keeps_what_came_before_and_says_where(tmp_path):
    path = tmp_path / "p.parquet"
    ids = [f"p{n}-{hash(n) % 7919}" for n in range(40_000)]
    pq.write_table(pa.table({"outside_id": ids}), path, row_group_size=10_000, use_dictionary=False)
    damage(path, 0.6)
    with pytest.raises(InvalidInput, match=r"is damaged after row 20001\. What came before is kept; export it anew"):
        bring(path)
    assert ImportRun.objects.latest("pk").state == "failed"
    assert Customer.objects.filter(outside_id__startswith="p").count() == 20_000


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (pa.timestamp("us", "UTC"), 253_402_300_800_000_000),  # the first moment of the year 10000
        (pa.timestamp("s"), -62_167_219_200),  # the first moment of the year 0
        (pa.timestamp("ms", "UTC"), 2**62),
        (pa.timestamp("us", "Nowhere/Nothing"), 1_700_000_000_000_000),
        (pa.date32(), 2**30),
    ],
)
def test_moment_outside_of_time_rejects_its_row_only(tmp_path, type_, value):
    path = tmp_path / "p.parquet"
    rows = pa.array([value, None], pa.int32() if pa.types.is_date32(type_) else pa.int64()).cast(type_)
    pq.write_table(pa.table({"outside_id": ["t1", "t2"], "signed_up_at": rows}), path)
    run = bring(path)
    assert (run.new, rejected(run)) == (1, [(2, "date_malformed")])
    assert str(value) in sentence_of("date_malformed", list_rejects(run.pk)[0].values)


def test_nanoseconds_are_cut_and_far_ones_rejected(tmp_path):
    path = tmp_path / "p.parquet"
    moments = pa.array([1_767_225_600_123_456_789, 2**63 - 1], pa.timestamp("ns", "UTC"))
    pq.write_table(pa.table({"outside_id": ["t1", "t2"], "signed_up_at": moments}), path)
    # 2**63 ns is in 2262.
    assert rejected(bring(path)) == [(3, "moment_out_of_range")]
    assert Customer.objects.get(outside_id="t1").signed_up_at == datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    ["0000-01-01", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "10000-01-01", "1" * 19],
)
@pytest.mark.parametrize("column", ["placed_at", "paid_at", "cancelled_at", "source_updated_at", "refunded_at"])
def test_moment_out_of_range_in_text_rejects_its_row(tmp_path, moment, column):
    path = tmp_path / "o.csv"
    told = {"outside_id": "m1", "placed_at": "2026-03-01 17:00", "line_quantity": "1", "line_unit_price": "5"}
    told |= {"refund_id": "r", "refund_amount": "1", "refunded_at": "2026-03-02"} | {column: moment}
    path.write_text(",".join(told) + "\n" + ",".join(told.values()) + "\n")
    run = bring(path, "orders")
    assert (run.new, run.rejected) == (0, 1)
    assert rejected(run)[0][1] in {"date_malformed", "moment_too_early", "moment_out_of_range"}


def test_nul_in_a_later_row_rejects_that_row(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(b"outside_id,city\nn1,Gdynia\nn2,Gda\x00nsk\nn\x003,Hel\n")
    run = bring(path)
    assert (run.new, rejected(run)) == (1, [(3, "text_malformed"), (4, "id_with_control_character")])


def test_line_longer_than_a_row_is_one_reject(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROW_BYTES", 1000)
    path = tmp_path / "c.jsonl"
    lines = [{"outside_id": "l1"}, {"outside_id": "l2", "city": "x" * 2500}, {"outside_id": "l3"}]
    path.write_text("\n".join(map(json.dumps, lines)))
    run = bring(path)
    assert (run.new, rejected(run)) == (2, [(2, "row_too_long")])
    assert list_rejects(run.pk)[0].raw.startswith('{"outside_id": "l2"')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'outside_id,city\na1,x\na2,"open\n', "near line 3: a quote is opened and never closed"),
        (b'outside_id,city\na1,x\na2,"a"b\n', "near line 3: a closing quote is not followed by a separator"),
        ("outside_id,city\na1,Łódź\n".encode() + b"a2,y\n" * 20_000 + b"a3,\xb1\n", "a character is not UTF-8"),
        (b'outside_id,city\na1,x\na2,"' + b"y" * 3000, "a field is longer than 10 MB, so a closing quote"),
    ],
)
def test_breaking_off_is_told_in_words_of_files(tmp_path, monkeypatch, content, said):
    import csv

    before = csv.field_size_limit(2000)
    path = tmp_path / "c.csv"
    path.write_bytes(content)
    try:
        with pytest.raises(InvalidInput, match=re.escape(said)):
            bring(path)
    finally:
        csv.field_size_limit(before)
    assert Customer.objects.filter(outside_id="a1").exists()


@pytest.mark.parametrize(("name", "said"), [("", "is a folder. Name one file in it."), ("none", "There is no file")])
def test_what_is_no_file_is_told_apart(tmp_path, name, said):
    import typer

    from wraca.cli.import_files import register

    app = typer.Typer()
    register(app)
    outcome = CliRunner().invoke(app, [str(tmp_path / name)])
    assert isinstance(outcome.exception, InvalidInput)
    assert said in str(outcome.exception)


def test_small_file_does_not_wait_for_libraries_it_does_not_need():
    """Bringing in four rows spent more time on importing these than on anything else."""
    said = (
        "import django, sys; django.setup(); import wraca.connectors.importing;"
        " print(sorted({'pyarrow', 'numpy', 'phonenumbers', 'duckdb'} & set(sys.modules)))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "wraca.settings"}
    found = subprocess.run([sys.executable, "-c", said], env=environment, check=True, capture_output=True, text=True)
    assert found.stdout == "[]\n"
