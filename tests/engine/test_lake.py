from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from tests.engine.conftest import CLICKS, ITEMS, PURCHASES, Truth

from wraca.engine.facts import restamp_sql
from wraca.engine.files import hold
from wraca.engine.lake import Lake
from wraca.engine.schema import Schema
from wraca.kit.errors import Conflict, NotReady, WracaError

FACTS = [PURCHASES, ITEMS, CLICKS]


def rows_of(lake: Lake, name: str) -> list[tuple]:
    with lake.open() as snapshot:
        table = snapshot.tables()[f"lake_{name}"]
        if not table.files:
            return []
        files = [str(file) for file in table.files]
        return duckdb.execute("SELECT * FROM read_parquet(?) ORDER BY 1", [files]).fetchall()


def at(text: str) -> datetime:
    """The lake's timestamps have no zone and mean UTC."""
    return datetime.fromisoformat(text)


def buy(truth: Truth, *days: str) -> None:
    values = ", ".join(f"(7, '{day} 23:30+02', '{day}', 12.34, 'Łódź')" for day in days)
    truth.do(f"INSERT INTO purchase (buyer, placed_at, day, amount, place) VALUES {values}")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake", memory_mb=256)


def test_copy_keeps_types_and_cuts_by_month(truth, lake):
    buy(truth, "2026-01-31", "2026-02-01")
    report = lake.copy(truth.conninfo, FACTS)
    assert report.whole == ("purchases", "items", "clicks")
    assert report.tables["purchases"].rows == 2
    # 23:30 in a zone two hours ahead is 21:30 in UTC; 12.34 is 1234 hundredths
    assert rows_of(lake, "purchases") == [
        (1, 7, at("2026-01-31 21:30"), date(2026, 1, 31), 1234, "Łódź"),
        (2, 7, at("2026-02-01 21:30"), date(2026, 2, 1), 1234, "Łódź"),
    ]
    with lake.open() as snapshot:
        assert [file.name for file in snapshot.tables()["lake_purchases"].files] == [
            "2026-01.000001.0.parquet",
            "2026-02.000001.0.parquet",
        ]
        assert snapshot.tables()["lake_items"].files == ()


def test_second_copy_after_one_new_row_copies_only_it(truth, lake):
    buy(truth, *["2026-01-05"] * 500, *["2026-02-05"] * 500)
    lake.copy(truth.conninfo, FACTS)
    buy(truth, "2026-02-07")
    report = lake.copy(truth.conninfo, FACTS)
    copied = {name: (table.rows, table.removed, table.months) for name, table in report.tables.items()}
    assert copied == {"purchases": (1, 0, ("2026-02",)), "items": (0, 0, ()), "clicks": (0, 0, ())}
    assert report.whole == ()
    assert len(rows_of(lake, "purchases")) == 1001


def test_copy_of_nothing_new_copies_nothing(truth, lake):
    buy(truth, "2026-01-05")
    lake.copy(truth.conninfo, FACTS)
    assert lake.copy(truth.conninfo, FACTS).rows == 0


def test_update_replaces_the_row(truth, lake):
    buy(truth, "2026-01-05", "2026-01-06")
    lake.copy(truth.conninfo, FACTS)
    # An ORM writes the old stamp back with the rest of the row.
    truth.do("UPDATE purchase SET amount = 1, changed = changed WHERE id = 1")
    lake.copy(truth.conninfo, FACTS)
    assert [row[4] for row in rows_of(lake, "purchases")] == [100, 1234]


def test_row_whose_month_changes_leaves_the_old_month(truth, lake):
    buy(truth, "2026-01-05", "2026-01-06")
    lake.copy(truth.conninfo, FACTS)
    truth.do("UPDATE purchase SET day = '2026-03-01' WHERE id = 1")
    report = lake.copy(truth.conninfo, FACTS)
    assert [(row[0], row[3]) for row in rows_of(lake, "purchases")] == [(1, date(2026, 3, 1)), (2, date(2026, 1, 6))]
    assert report.tables["purchases"].months == ("2026-01", "2026-03")
    assert report.tables["purchases"].removed == 0


def test_deletion_cascades_and_empties_a_month(truth, lake):
    buy(truth, "2026-01-05", "2026-02-06")
    truth.do("INSERT INTO item (purchase, name) VALUES (1, 'a'), (2, 'b')")
    lake.copy(truth.conninfo, FACTS)
    truth.do("DELETE FROM purchase WHERE id = 1")
    report = lake.copy(truth.conninfo, FACTS)
    assert [row[0] for row in rows_of(lake, "purchases")] == [2]
    assert rows_of(lake, "items") == [(2, date(2026, 2, 6), "b")]
    assert (report.tables["purchases"].removed, report.tables["items"].removed) == (1, 1)
    with lake.open() as snapshot:
        assert len(snapshot.tables()["lake_purchases"].files) == 1


def test_row_deleted_and_written_again_stays(truth, lake):
    buy(truth, "2026-01-05")
    lake.copy(truth.conninfo, FACTS)
    truth.do(
        "DELETE FROM purchase WHERE id = 1",
        "INSERT INTO purchase (id, buyer, placed_at, day) VALUES (1, 8, '2026-01-09', '2026-01-09')",
    )
    lake.copy(truth.conninfo, FACTS)
    assert [row[:2] for row in rows_of(lake, "purchases")] == [(1, 8)]


def test_truncate_empties_the_table_but_for_what_came_after(truth, lake):
    buy(truth, "2026-01-05", "2026-02-05")
    lake.copy(truth.conninfo, FACTS)
    truth.do("TRUNCATE purchase, item")
    buy(truth, "2026-03-05")
    lake.copy(truth.conninfo, FACTS)
    assert [row[0] for row in rows_of(lake, "purchases")] == [3]


def test_joined_table_that_changes_changes_the_row(truth, lake):
    buy(truth, "2026-01-05", "2026-01-06")
    truth.do("INSERT INTO item (purchase, name) VALUES (1, 'a'), (2, 'b')")
    lake.copy(truth.conninfo, FACTS)
    truth.do("UPDATE purchase SET day = '2026-04-01' WHERE id = 2")
    report = lake.copy(truth.conninfo, FACTS)
    assert report.tables["items"].rows == 1
    assert rows_of(lake, "items") == [(1, date(2026, 1, 5), "a"), (2, date(2026, 4, 1), "b")]


def test_append_only_rows_are_not_doubled_while_a_writer_holds_the_horizon(truth, lake):
    with truth.connect() as slow:
        slow.execute("INSERT INTO click (day) VALUES ('2026-01-01')")
        truth.do("INSERT INTO click (day) VALUES ('2026-01-02')")
        lake.copy(truth.conninfo, FACTS)
        lake.copy(truth.conninfo, FACTS)
        assert [row[0] for row in rows_of(lake, "clicks")] == [2]
    lake.copy(truth.conninfo, FACTS)
    assert [row[0] for row in rows_of(lake, "clicks")] == [1, 2]


def test_append_only_row_that_is_deleted_leaves(truth, lake):
    truth.do("INSERT INTO click (day) VALUES ('2026-01-01'), ('2026-02-01')")
    lake.copy(truth.conninfo, FACTS)
    truth.do("DELETE FROM click WHERE id = 1", "INSERT INTO click (day) VALUES ('2026-02-02')")
    report = lake.copy(truth.conninfo, FACTS)
    assert [row[0] for row in rows_of(lake, "clicks")] == [2, 3]
    assert report.tables["clicks"].removed == 1


def test_changed_declaration_copies_that_fact_whole(truth, lake):
    buy(truth, "2026-01-05")
    lake.copy(truth.conninfo, FACTS)
    wider = replace(PURCHASES, columns={**PURCHASES.columns, "extra": ("int64", "t.buyer + 1")})
    report = lake.copy(truth.conninfo, [wider, ITEMS, CLICKS])
    assert report.whole == ("purchases",)
    assert [row[-1] for row in rows_of(lake, "purchases")] == [8]


def test_forget_and_restamp_copy_everything_anew(truth, lake):
    buy(truth, "2026-01-05")
    truth.do("ALTER TABLE purchase DISABLE TRIGGER engine_stamp", "UPDATE purchase SET changed = 9e15")
    truth.do("ALTER TABLE purchase ENABLE TRIGGER engine_stamp", *restamp_sql(["purchase", "item", "click"]))
    lake.copy(truth.conninfo, FACTS)
    lake.forget()
    assert lake.copy(truth.conninfo, FACTS).whole == ("purchases", "items", "clicks")
    # The stamp of the dump would have been above every watermark.
    assert lake.copy(truth.conninfo, FACTS).rows == 0


def test_other_cluster_copies_everything_anew(truth, lake, monkeypatch):
    buy(truth, "2026-01-05")
    lake.copy(truth.conninfo, FACTS)
    text = next((lake.folder / "manifests").glob("*.json"))
    text.write_text(text.read_text().replace('"cluster": "', '"cluster": "9'))
    assert lake.copy(truth.conninfo, FACTS).whole == ("purchases", "items", "clicks")
    assert len(rows_of(lake, "purchases")) == 1


def test_failed_copy_publishes_nothing(truth, lake):
    buy(truth, "2026-01-05")
    lake.copy(truth.conninfo, FACTS)
    before = lake.watermark
    buy(truth, "2026-01-06")
    truth.do("DROP TABLE item")
    with pytest.raises(WracaError, match="item"):
        lake.copy(truth.conninfo, FACTS)
    assert lake.watermark == before
    assert len(rows_of(lake, "purchases")) == 1
    assert not [path.name for path in lake.folder.iterdir() if path.name.startswith((".staging", ".spill"))]


def test_error_in_the_middle_of_a_stream_publishes_nothing(truth, lake):
    buy(truth, *["2026-01-05"] * 200_000)
    lake.copy(truth.conninfo, FACTS)
    before = lake.watermark
    columns = {**PURCHASES.columns, "share": ("int64", "1 / (t.id - 199999)")}
    with pytest.raises(WracaError, match="division by zero"):
        lake.copy(truth.conninfo, [replace(PURCHASES, columns=columns)])
    assert lake.watermark == before
    assert len(rows_of(lake, "purchases")) == 200_000


def test_reader_keeps_its_files_until_it_closes(truth, lake):
    buy(truth, "2026-01-05")
    lake.copy(truth.conninfo, FACTS)
    with lake.open() as snapshot:
        (file,) = snapshot.tables()["lake_purchases"].files
        for day in ("2026-01-06", "2026-01-07"):
            buy(truth, day)
            lake.copy(truth.conninfo, FACTS)
        assert file.exists()
    lake.copy(truth.conninfo, FACTS)
    assert not file.exists()
    assert len(list((lake.folder / "tables" / "purchases").iterdir())) == 1


def test_two_copies_at_once_conflict(truth, lake):
    lake.folder.mkdir()
    held = hold(lake.folder / "copy.lock", exclusive=True)
    with pytest.raises(Conflict, match="another copy"):
        lake.copy(truth.conninfo, FACTS)
    held.release()
    lake.copy(truth.conninfo, FACTS)


def test_database_that_does_not_answer_is_said_without_the_password(lake):
    with pytest.raises(NotReady, match="does not answer") as error:
        lake.copy("postgresql://me:secret@127.0.0.1:1/none", FACTS)
    assert "secret" not in str(error.value)


def test_write_fills_a_table_from_arrow_and_from_parquet(lake):
    schema = Schema({"id": "int64", "day": "date"}, ("id",))
    rows = pa.table({"id": [1, 2], "day": [date(2026, 1, 1), None]})
    assert lake.write("visits", schema, rows, month="day") == 2
    with lake.open() as snapshot:
        files = snapshot.tables()["lake_visits"].files
        assert [file.name[:7] for file in files] == ["2026-01", "undated"]
    assert lake.write("copies", schema, files) == 2
    assert rows_of(lake, "copies") == rows_of(lake, "visits") == [(1, date(2026, 1, 1)), (2, None)]


def test_empty_lake_says_what_to_run(lake):
    with pytest.raises(NotReady, match="wraca refresh"):
        lake.open()
