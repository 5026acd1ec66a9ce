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
run_refresh(engine, Lake(root / "lake"), Generations(root / "generations"), None, now, zone="Europe/Warsaw")
"""


def refresh(root, kill_after: float | None = None) -> int:
    """The exit code; minus 9 of one that was killed."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(root)], start_new_session=True)
    if kill_after is not None:
        time.sleep(kill_after)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


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
    started = time.monotonic()
    assert refresh(tmp_path) == 0
    whole_seconds, expected = time.monotonic() - started, stages(tmp_path)
    assert expected

    chance, killed = random.Random(20), 0
    for _ in range(KILLS):
        killed += refresh(tmp_path, kill_after=chance.uniform(0.2, 0.98) * whole_seconds) == -signal.SIGKILL
        assert stages(tmp_path) == expected
    assert killed > KILLS / 2

    before = Generations(tmp_path / "generations").list_()[0].id
    assert refresh(tmp_path) == 0
    assert Generations(tmp_path / "generations").list_()[0].id > before
    assert stages(tmp_path) == expected
    left = {path.name for path in (tmp_path / "generations").iterdir() if path.is_dir()}
    assert left == {listed.id for listed in Generations(tmp_path / "generations").list_()}
