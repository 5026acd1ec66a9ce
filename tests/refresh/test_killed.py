"""A refresh killed at any moment leaves the last generation readable, and the next refresh whole."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.forks import Forks

from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.reader import Reader
from wraca.refresh import FACTS, STEPS
from wraca.simulation.lake import fill_lake
from wraca.simulation.shape import ShopShape

KILLS = 20


def refresh(forks: Forks, root: Path, *, kill_at: int | None = None, seconds: float = 0.0) -> tuple[int | None, int]:
    """The exit code, minus 9 of one that was killed, and how many reports it gave.

    kill_at: it is killed so many seconds after that report. A moment counted from the start would be another one on
    every machine.
    """
    forks.start(root)
    reports = 0
    for reports, _ in enumerate(forks.lines(), start=1):
        if reports == kill_at:
            time.sleep(seconds)
            forks.kill()
    return forks.code, reports


@pytest.fixture
def forks() -> Iterator[Forks]:
    with Forks("tests.refresh.victim") as forks:
        yield forks


def stages(root: Path) -> list[dict]:
    generation = Generations(root / "generations").current()
    assert generation is not None
    with generation:
        reader = Reader(generation)
        assert [step.name for step in STEPS if not reader.has(step.name)] == []
        return reader.select("SELECT * FROM stage_changes ORDER BY customer_id, day")


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_twenty_kills_leave_the_last_generation_and_a_whole_next_one(forks, tmp_path):
    shape = ShopShape(customers=200, seed=5, last_day=date(2026, 10, 20), days=300, products=40)
    fill_lake(shape, Lake(tmp_path / "lake"), FACTS)
    code, reports = refresh(forks, tmp_path)
    assert (code, reports) == (0, 2 * len(STEPS))
    expected = stages(tmp_path)
    assert expected

    chance, codes = random.Random(20), []
    for attempt in range(KILLS):
        # The last report, too: what follows is the publication itself.
        kill_at = reports - attempt if attempt < 3 else chance.randint(1, reports)
        codes.append(refresh(forks, tmp_path, kill_at=kill_at, seconds=chance.uniform(0, 0.05))[0])
        assert stages(tmp_path) == expected
    assert codes.count(-signal.SIGKILL) > KILLS / 2

    before = Generations(tmp_path / "generations").list_()[0].id
    assert refresh(forks, tmp_path)[0] == 0
    assert Generations(tmp_path / "generations").list_()[0].id > before
    assert stages(tmp_path) == expected
    left = {path.name for path in (tmp_path / "generations").iterdir() if path.is_dir()}
    assert left == {listed.id for listed in Generations(tmp_path / "generations").list_()}
