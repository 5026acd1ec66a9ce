"""`wraca lifecycle evaluate` as people start it: a program of its own, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from wraca.engine.duckdb_engine import write_table
from wraca.engine.generations import Generations
from wraca.engine.schema import Schema

ORDER_DAYS = Schema(
    {"customer_id": "int64", "day": "date", "n_orders": "int64", "value_minor": "int64"}, ("customer_id", "day")
)


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WRACA_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "wraca", "lifecycle", "evaluate", *arguments],
        env={**kept, "WRACA_DATA": str(data), "LANG": "C"},
        capture_output=True,
        text=True,
    )


def publish_orders(data: Path, customers: int) -> None:
    """Each orders every 20 days and a little more, the later ones more rarely, from a day of their own."""
    first = date(2025, 1, 1)
    rows = [
        (customer, first + timedelta(days=customer % 60 + visit * (20 + customer % 41)))
        for customer in range(customers)
        for visit in range(2 + customer % 9)
    ]
    table = pa.table(
        {
            "customer_id": pa.array([customer for customer, _day in rows], pa.int64()),
            "day": pa.array([day for _customer, day in rows], pa.date32()),
            "n_orders": pa.array([1] * len(rows), pa.int64()),
            "value_minor": pa.array([5000 + 10 * customer for customer, _day in rows], pa.int64()),
        }
    )
    with Generations(data / "generations").begin() as draft:
        draft.publish({}, {"order_days": write_table(ORDER_DAYS, table, draft.folder / "order_days")}).close()


def test_evaluate_measures_the_published_generation_without_a_database(tmp_path):
    publish_orders(tmp_path, 80)
    ended = run(tmp_path, "--json", "--calibration-end", "2025-06-30", "--horizon-days", "90")
    assert (ended.returncode, ended.stderr) == (0, "")
    # Everybody's first order is within the 60 days after 1 January.
    assert json.loads(ended.stdout)["split"]["customers"] == 80
    assert not (tmp_path / "postgres").exists()


def test_evaluate_of_an_empty_folder_says_what_to_run(tmp_path):
    ended = run(tmp_path, "--json")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "wraca: nothing has been computed yet: run `wraca refresh`\n"
