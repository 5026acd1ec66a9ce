"""Nothing missed, nothing extra, whatever writers do while the lake is copied."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.engine.conftest import ITEMS, PURCHASES, Truth
from tests.engine.test_lake import rows_of

from wraca.engine.lake import Lake

FACTS = [PURCHASES, ITEMS]
DAYS = ["2026-01-10", "2026-02-10", "2026-03-10"]
TRUTH_ITEMS = "SELECT t.id, p.day, t.name FROM item t JOIN purchase p ON p.id = t.purchase ORDER BY 1"
TRUTH_PURCHASES = "SELECT id, day, place FROM purchase ORDER BY 1"


def lake_purchases(lake: Lake) -> list[tuple]:
    return [(row[0], row[3], row[5]) for row in rows_of(lake, "purchases")]


def assert_equal(lake: Lake, truth: Truth) -> None:
    assert lake_purchases(lake) == truth.rows(TRUTH_PURCHASES)
    assert rows_of(lake, "items") == truth.rows(TRUTH_ITEMS)


class Writer(threading.Thread):
    """Writes its own rows in transactions long and short, some rolled back, some in savepoints. Each purchase says in
    `place` how many items it has, so that half a transaction in the lake can be seen."""

    def __init__(self, truth: Truth, number: int, until: float) -> None:
        super().__init__()
        self.truth, self.until, self.random, self.mine = truth, until, random.Random(number), []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with self.truth.connect(autocommit=True) as connection:
                while time.monotonic() < self.until:
                    self._transaction(connection)
        except Exception as error:
            self.error = error

    def _transaction(self, connection: psycopg.Connection) -> None:
        kept, mine = self.random.random() < 0.8, list(self.mine)
        with connection.transaction(force_rollback=not kept):
            for _ in range(self.random.randint(1, 3)):
                with connection.transaction(force_rollback=self.random.random() < 0.2) as savepoint:
                    changed = self._write(connection, list(mine))
                mine = mine if savepoint.force_rollback else changed
            time.sleep(self.random.choice([0, 0, 0.002, 0.05]))
        self.mine = mine if kept else self.mine

    def _write(self, connection: psycopg.Connection, mine: list[int]) -> list[int]:
        deed = self.random.random()
        if deed < 0.5 or not mine:
            return [*mine, self._insert(connection)]
        chosen = self.random.choice(mine)
        if deed < 0.8:
            connection.execute("UPDATE purchase SET day = %s WHERE id = %s", (self.random.choice(DAYS), chosen))
            return mine
        connection.execute("DELETE FROM purchase WHERE id = %s", (chosen,))
        return [each for each in mine if each != chosen]

    def _insert(self, connection: psycopg.Connection) -> int:
        items, day = self.random.randint(0, 3), self.random.choice(DAYS)
        row = connection.execute(
            "INSERT INTO purchase (placed_at, day, place) VALUES (now(), %s, %s) RETURNING id", (day, str(items))
        ).fetchone()
        for name in range(items):
            connection.execute("INSERT INTO item (purchase, name) VALUES (%s, %s)", (row[0], f"n{name}"))
        return row[0]


def run_writers(truth: Truth, lake: Lake, seconds: float) -> int:
    writers = [Writer(truth, number, time.monotonic() + seconds) for number in range(6)]
    for writer in writers:
        writer.start()
    copies = 0
    while any(writer.is_alive() for writer in writers):
        lake.copy(truth.conninfo, FACTS)
        copies += 1
        assert_consistent(lake)
    for writer in writers:
        writer.join()
        assert writer.error is None
    return copies


def assert_consistent(lake: Lake) -> None:
    """One moment of truth: every purchase has as many items as it says, each on the purchase's day."""
    expected = sorted((row[1], int(row[2])) for row in lake_purchases(lake))
    days: dict[object, int] = {}
    for day, count in expected:
        days[day] = days.get(day, 0) + count
    found: dict[object, int] = dict.fromkeys(days, 0)
    for _, day, _name in rows_of(lake, "items"):
        found[day] = found.get(day, 0) + 1
    assert found == days


@pytest.mark.parametrize("seconds", [2, pytest.param(30, marks=pytest.mark.long)])
def test_copy_under_concurrent_writers_misses_nothing_and_adds_nothing(truth, tmp_path, seconds):
    lake = Lake(tmp_path / "lake", memory_mb=256)
    assert run_writers(truth, lake, seconds) >= 2
    lake.copy(truth.conninfo, FACTS)
    assert_equal(lake, truth)
    assert len(lake_purchases(lake)) > 10


#: (connection, deed, which day or which of its rows)
DEEDS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["insert", "insert", "move", "delete", "commit", "rollback", "copy"]),
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=25,
)


class Interleaved:
    """Three connections, each with an open transaction over rows of its own."""

    def __init__(self, truth: Truth, lake: Lake) -> None:
        self.truth, self.lake = truth, lake
        self.connections = [truth.connect() for _ in range(3)]

    def do(self, who: int, deed: str, which: int) -> None:
        own = self.connections[who]
        if deed == "insert":
            own.execute(
                "INSERT INTO purchase (placed_at, day, place, buyer) VALUES (now(), %s, '0', %s)", (DAYS[which], who)
            )
        elif deed == "move":
            own.execute("UPDATE purchase SET day = %s WHERE buyer = %s", (DAYS[which], who))
        elif deed == "delete":
            own.execute(
                "DELETE FROM purchase WHERE id IN (SELECT id FROM purchase WHERE buyer = %s ORDER BY id LIMIT %s)",
                (who, which),
            )
        elif deed == "copy":
            self.copy()
        else:
            getattr(own, deed)()

    def copy(self) -> None:
        self.lake.copy(self.truth.conninfo, FACTS)
        assert_equal(self.lake, self.truth)

    def close(self) -> None:
        for connection in self.connections:
            connection.rollback()
            connection.close()
        self.copy()


def check_interleaving(truth: Truth, deeds: list[tuple[int, str, int]]) -> None:
    truth.do("DELETE FROM purchase")
    with tempfile.TemporaryDirectory() as folder:
        interleaved = Interleaved(truth, Lake(Path(folder), memory_mb=256))
        try:
            for deed in deeds:
                interleaved.do(*deed)
        finally:
            interleaved.close()


def quietly(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


#: The case that ids, times and the newest finished transaction all lose: the older one is the last to commit.
LATE_COMMIT = [(0, "insert", 0), (1, "insert", 0), (1, "commit", 0), (0, "copy", 0), (0, "commit", 0)]


@quietly(8)
@example(deeds=LATE_COMMIT)
@given(deeds=DEEDS)
def test_every_copy_equals_truth_at_its_moment(truth, deeds):
    check_interleaving(truth, deeds)


@pytest.mark.long
@quietly(150)
@given(deeds=DEEDS)
def test_every_copy_equals_truth_at_its_moment_long(truth, deeds):
    check_interleaving(truth, deeds)
