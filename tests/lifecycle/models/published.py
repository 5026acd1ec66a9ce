"""The CDNOW sample, on which the papers' figures stand: 2,357 customers of early 1997, Fader and Hardie's.

From the repository's neighbour `../shared/data` (or WRACA_SHARED_DATA) if it is there, else from the copy that the
development dependency `lifetimes` ships.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from wraca.lifecycle.models.summary import Groups, Spend, group_days

REPOSITORY = Path(__file__).resolve().parents[3]
LAST_DAY = (dt.date(1997, 9, 30) - dt.date(1970, 1, 1)).days


@lru_cache
def cdnow_orders() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer, day since 1970 and dollars of each order."""
    file = Path(os.environ.get("WRACA_SHARED_DATA") or REPOSITORY.parent / "shared" / "data") / "cdnow_sample"
    if file.is_dir():
        table = pq.read_table(file / "transactions.parquet")
        days = table["date"].to_numpy().astype("datetime64[D]")
        return table["sample_customer_id"].to_numpy(), days.astype(np.int64), table["amount_usd"].to_numpy()
    lines = _file_of_lifetimes("CDNOW_sample.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip()]
    return (
        np.array([int(row[1]) for row in rows]),
        _days([row[2] for row in rows]),
        np.array([float(row[4]) for row in rows]),
    )


@lru_cache
def cdnow_master() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The whole file the sample is a tenth of: 23,570 customers."""
    lines = _file_of_lifetimes("CDNOW_master.txt").read_text().splitlines()[1:]
    rows = [line.split() for line in lines if line.strip()]
    return (
        np.array([int(row[0]) for row in rows]),
        _days([row[1] for row in rows]),
        np.array([float(row[3]) for row in rows]),
    )


def _file_of_lifetimes(name: str) -> Path:
    if (package := importlib.util.find_spec("lifetimes")) is None or package.origin is None:
        pytest.skip(f"{name}: lifetimes, which ships it, is not installed")
    return Path(package.origin).parent / "datasets" / name


def _days(written: list[str]) -> np.ndarray:
    days = np.array([f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in written], dtype="datetime64[D]")
    return days.astype(np.int64)


@lru_cache
def cdnow_summary() -> dict[str, np.ndarray]:
    return summary_of(*cdnow_orders())


def summary_of(customers: np.ndarray, days: np.ndarray, values: np.ndarray) -> dict[str, np.ndarray]:
    """By customer, on 1997-09-30, same-day orders being one: repeats, recency, age, mean repeat value, orders after."""
    key, index = np.unique(customers * 100_000 + days, return_inverse=True)
    customer, day, value = key // 100_000, key % 100_000, np.bincount(index, weights=values)
    size = int(customer.max()) + 1
    first, last = np.full(size, 10**9), np.zeros(size)
    np.minimum.at(first, customer, day)
    known = day <= LAST_DAY
    np.maximum.at(last, customer[known], day[known])
    repeat = known & (day > first[customer])
    repeats = np.bincount(customer[repeat], minlength=size)
    spent = np.bincount(customer[repeat], weights=value[repeat], minlength=size)
    after = np.bincount(customer[~known], minlength=size)
    columns = {"repeats": repeats, "recency_days": last - first, "age_days": LAST_DAY - first, "after": after}
    columns["mean_value"] = spent / np.maximum(repeats, 1)
    return {name: column[np.unique(customer)].astype(float) for name, column in columns.items()}


def cdnow_groups() -> tuple[Groups, np.ndarray]:
    summary = cdnow_summary()
    return group_days(summary["repeats"], summary["recency_days"], summary["age_days"])


def cdnow_spend() -> Spend:
    """The 946 customers with a repeat order, by their repeat orders, as in Fader and Hardie (2013)."""
    summary = cdnow_summary()
    buyers = summary["repeats"] > 0
    return Spend(summary["repeats"][buyers], summary["mean_value"][buyers], np.ones(buyers.sum()))


def auc(score: np.ndarray, bought: np.ndarray) -> float:
    """Chance that a buyer's score is above a non-buyer's, ties as halves."""
    _, index, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[index]
    buyers = bought.sum()
    return float((rank[bought].sum() - buyers * (buyers + 1) / 2) / (buyers * (~bought).sum()))
