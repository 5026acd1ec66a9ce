"""A refresh killed at any moment leaves the last generation readable, and the next refresh whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date

import pytest

from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.reader import Reader
from wraca.refresh import FACTS, STEPS
from wraca.simulation.lake import fill_lake
from wraca.simulation.shape import ShopShape

KILLS = 20
CHILD = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.run import engine_for
from wraca.refresh import run_refresh
root = Path(sys.argv[1])
engine = engine_for("duckdb", 1024)
now = datetime(2026, 10, 20, 21, tzinfo=UTC)
run_refresh(
    engine,
    Lake(root / "lake"),
    Generations(root / "generations"),
    None,
    now,
    zone="Europe/Warsaw",
    report=lambda progress: print(progress.name, flush=True),
)
"""


def refresh(root, *, kill_at: int | None = None, seconds: float = 0.0) -> tuple[int, int]:
    """The exit code, minus 9 of one that was killed, and how many reports it gave.

    kill_at: it is killed so many seconds after that report. A moment counted from the start would be another one on
    every machine.
    """
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert child.stdout is not None
    reports = 0
    for reports, _ in enumerate(child.stdout, start=1):
        if reports == kill_at:
            time.sleep(seconds)
            os.killpg(child.pid, signal.SIGKILL)
            break
    child.stdout.close()
    return child.wait(), reports


def stages(root) -> list[dict]:
    generation = Generations(root / "generations").current()
    assert generation is not None
    with generation:
        reader = Reader(generation)
        assert [step.name for step in STEPS if not reader.has(step.name)] == []
        return reader.select("SELECT * FROM stage_changes ORDER BY customer_id, day")


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_twenty_kills_leave_the_last_generation_and_a_whole_next_one(tmp_path):
    shape = ShopShape(customers=200, seed=5, last_day=date(2026, 10, 20), days=300, products=40)
    fill_lake(shape, Lake(tmp_path / "lake"), FACTS)
    code, reports = refresh(tmp_path)
    assert (code, reports) == (0, 2 * len(STEPS))
    expected = stages(tmp_path)
    assert expected

    chance, codes = random.Random(20), []
    for attempt in range(KILLS):
        # The last report, too: what follows is the publication itself.
        kill_at = reports - attempt if attempt < 3 else chance.randint(1, reports)
        codes.append(refresh(tmp_path, kill_at=kill_at, seconds=chance.uniform(0, 0.05))[0])
        assert stages(tmp_path) == expected
    assert codes.count(-signal.SIGKILL) > KILLS / 2

    before = Generations(tmp_path / "generations").list_()[0].id
    assert refresh(tmp_path)[0] == 0
    assert Generations(tmp_path / "generations").list_()[0].id > before
    assert stages(tmp_path) == expected
    left = {path.name for path in (tmp_path / "generations").iterdir() if path.is_dir()}
    assert left == {listed.id for listed in Generations(tmp_path / "generations").list_()}
