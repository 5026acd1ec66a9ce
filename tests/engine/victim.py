"""Publishes one generation after another, and tells of each."""

from __future__ import annotations

from pathlib import Path

from tests.engine.tables import GRAND, SUMS, numbers

from wraca.engine.generations import Generations
from wraca.engine.run import engine_for, run_steps


def work(root: str, name: str) -> None:
    folder = Path(root)
    lake = {"lake_numbers": numbers(folder / f"lake-{name}", 30)}
    for number in range(10_000):
        with Generations(folder / "generations").begin() as draft:
            outcome = run_steps(engine_for("duckdb", 256), [SUMS, GRAND], lake, draft.folder)
            draft.publish({"round": number}, outcome.tables)
            print("published", flush=True)  # noqa: T201
