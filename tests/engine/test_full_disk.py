"""A disk that is full at any write: said in a sentence, nothing half published, and the next run is whole.

/dev/full refuses like a full disk whatever is written to it, through Python and through DuckDB.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.engine.conftest import CLICKS, PURCHASES
from tests.engine.tables import SUMS, numbers

from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.months import Months
from wraca.engine.run import engine_for, run_steps
from wraca.kit.errors import WracaError

FULL = Path("/dev/full")
SENTENCE = "full: free some space and run it again"
FACTS = (PURCHASES, CLICKS)

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="/dev/full is Linux's")


def publish(generations: Generations, lake: dict, full: str = "") -> str:
    with generations.begin() as draft:
        if full:
            path = draft.folder / full.format(pid=os.getpid())
            path.parent.mkdir(exist_ok=True)
            path.symlink_to(FULL)
        outcome = run_steps(engine_for("duckdb", 256), [SUMS], lake, draft.folder)
        return draft.publish({}, outcome.tables).id


@pytest.mark.parametrize(
    "full", ["sums/part-00000.parquet", "serving.duckdb", ".manifest.json.{pid}", "../.current.json.{pid}"]
)
def test_disk_full_in_a_refresh_leaves_the_last_generation(tmp_path, full):
    lake, generations = {"lake_numbers": numbers(tmp_path, 20)}, Generations(tmp_path / "generations")
    first = publish(generations, lake)
    with pytest.raises(WracaError, match=SENTENCE):
        publish(generations, lake, full)
    assert [listed.id for listed in generations.list_()] == [first]
    assert [path.name for path in generations.folder.iterdir() if path.is_dir()] == [first]

    (generations.folder / f".current.json.{os.getpid()}").unlink(missing_ok=True)
    assert publish(generations, lake) > first


def buy(truth, day: str) -> None:
    truth.do(f"INSERT INTO purchase (buyer, placed_at, day, amount) VALUES (7, '{day} 12:00+00', '{day}', 12.34)")
    truth.do(f"INSERT INTO click (day) VALUES ('{day}')")


def days(lake: Lake, name: str) -> list[str]:
    with lake.open() as snapshot:
        files = snapshot.tables()[f"lake_{name}"].files
    return [file.name.partition(".")[0] for file in files]


def fill_disk_at_copy(monkeypatch, number: int) -> None:
    """The copy of this number, from 1, writes to a full disk."""
    write, calls = Months._copy, iter(range(1, 1000))

    def to_full_disk(self, select, target, options=""):
        is_it = next(calls) == number
        write(self, select, FULL if is_it else target, "" if is_it else options)

    monkeypatch.setattr(Months, "_copy", to_full_disk)


# What a second copy of two facts writes: the new purchase, its month, the new click, its month; then the contents.
@pytest.mark.parametrize("full", [1, 2, 3, 4, "manifests/.000002.json.{pid}", ".lake.json.{pid}"])
def test_disk_full_in_a_copy_leaves_the_lake_as_it_was(truth, tmp_path, monkeypatch, full):
    lake = Lake(tmp_path / "lake", memory_mb=256)
    buy(truth, "2026-01-05")
    lake.copy(truth.conninfo, FACTS)
    watermark = lake.watermark
    buy(truth, "2026-02-05")
    with monkeypatch.context() as patched:
        if isinstance(full, int):
            fill_disk_at_copy(patched, full)
        else:
            path = lake.folder / full.format(pid=os.getpid())
            path.symlink_to(FULL)
        with pytest.raises(WracaError, match=SENTENCE):
            lake.copy(truth.conninfo, FACTS)
    assert lake.watermark == watermark
    assert (days(lake, "purchases"), days(lake, "clicks")) == (["2026-01"], ["2026-01"])
    assert list(lake.folder.glob(".staging-*")) == []

    if isinstance(full, str):
        path.unlink()
    assert lake.copy(truth.conninfo, FACTS).rows == 2
    assert (days(lake, "purchases"), days(lake, "clicks")) == (["2026-01", "2026-02"], ["2026-01", "2026-02"])
