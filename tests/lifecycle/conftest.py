"""A simulated shop of 400, refreshed once a run; what the tests of the life cycle look at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.reader import Reader
from wraca.engine.run import engine_for
from wraca.refresh import FACTS, run_refresh
from wraca.simulation.lake import fill_lake
from wraca.simulation.shape import ShopShape

ZONE = "Europe/Warsaw"
LAST_DAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 21, tzinfo=UTC)
SHAPE = ShopShape(customers=400, seed=7, last_day=LAST_DAY, days=500, orders_per_customer=5.0, products=40)


def refreshed(lake: Lake, folder: Path, **options) -> Reader:
    run_refresh(engine_for("duckdb", 2048), lake, Generations(folder), None, NOW, zone=ZONE, **options)
    generation = Generations(folder).current()
    assert generation is not None
    return Reader(generation)


@pytest.fixture(scope="session")
def shop_lake(tmp_path_factory) -> Lake:
    lake = Lake(tmp_path_factory.mktemp("shop") / "lake")
    fill_lake(SHAPE, lake, FACTS)
    return lake


@pytest.fixture(scope="session")
def shop(shop_lake, tmp_path_factory) -> Reader:
    """The generation as of LAST_DAY, a day not yet over."""
    return refreshed(shop_lake, tmp_path_factory.mktemp("generations"))
