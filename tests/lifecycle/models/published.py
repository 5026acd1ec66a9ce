"""Public order logs the papers were fitted on, read from the repository's neighbour `../shared/data` if it is there."""

from __future__ import annotations

import datetime as dt
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


def shared_data(name: str) -> Path:
    folder = Path(os.environ.get("WRACA_SHARED_DATA") or REPOSITORY.parent / "shared" / "data") / name
    if not folder.is_dir():
        pytest.skip(f"the public data set {name} is not beside the repository (or set WRACA_SHARED_DATA)")
    return folder


@lru_cache
def cdnow_order_days() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer, day (days since 1970) and dollars of each order day of the 1/10 sample, sorted."""
    table = pq.read_table(shared_data("cdnow_sample") / "transactions.parquet")
    days = table["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    customers = table["sample_customer_id"].to_numpy().astype(np.int64)
    key, index = np.unique(customers * 100_000 + days, return_inverse=True)
    return key // 100_000, key % 100_000, np.bincount(index, weights=table["amount_usd"].to_numpy())


@lru_cache
def cdnow_summary() -> dict[str, np.ndarray]:
    """By customer: repeats, recency and age in days on 1997-09-30, mean value of a repeat order day, orders after."""
    customer, day, value = cdnow_order_days()
    end = (dt.date(1997, 9, 30) - dt.date(1970, 1, 1)).days
    first = np.full(customer.max() + 1, 10**9)
    np.minimum.at(first, customer, day)
    last = np.zeros(customer.max() + 1)
    known = day <= end
    np.maximum.at(last, customer[known], day[known])
    repeat = known & (day > first[customer])
    size = len(first)
    repeats = np.bincount(customer[repeat], minlength=size)
    spent = np.bincount(customer[repeat], weights=value[repeat], minlength=size)
    after = np.bincount(customer[~known], minlength=size)
    real = np.unique(customer)
    columns = {"repeats": repeats, "recency_days": last - first, "age_days": end - first, "after": after}
    columns["mean_value"] = spent / np.maximum(repeats, 1)
    return {name: column[real].astype(float) for name, column in columns.items()}
