"""Sufficient statistics of a shop's customers, equal rows merged: all that a model ever sees."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from wraca.lifecycle.models.errors import BadSummary, reject_rows

DAYS_PER_WEEK = 7


@dataclass(frozen=True, eq=False)
class Groups:
    """Customers by (repeat orders, day of the last order, age), the letters x, t_x, T of the literature.

    Raises BadSummary unless 0 <= t_x <= T, x is a whole number, t_x = 0 where x = 0, and every group has customers.
    """

    #: order days after the first one, "x"
    repeats: np.ndarray
    #: days from the first order to the last one, "t_x"
    recency_days: np.ndarray
    #: days from the first order to today, "T"
    age_days: np.ndarray
    #: how many customers have exactly these three numbers
    customers: np.ndarray

    def __post_init__(self) -> None:
        freeze_columns(self)
        x, t_x, age = self.repeats, self.recency_days, self.age_days
        reject_rows((x < 0) | (x != np.floor(x)), "repeats to be whole and >= 0", "count order days after the first")
        reject_rows(t_x < 0, "recency_days >= 0", "it is last order day less first order day")
        reject_rows(t_x > age, "recency_days <= age_days", "check the time zone of the order days and of today")
        reject_rows((x == 0) & (t_x > 0), "recency_days = 0 where repeats = 0", "count order days, not orders")
        reject_rows(self.customers <= 0, "customers > 0", "leave empty groups out")

    def __len__(self) -> int:
        return len(self.repeats)

    @property
    def total_customers(self) -> int:
        return round(float(self.customers.sum()))


@dataclass(frozen=True, eq=False)
class Spend:
    """Customers by (orders counted, mean value of one). Raises BadSummary unless both are > 0."""

    orders: np.ndarray
    #: in any unit of money, the same throughout
    mean_value: np.ndarray
    customers: np.ndarray

    def __post_init__(self) -> None:
        freeze_columns(self)
        reject_rows(self.orders < 1, "orders >= 1", "leave customers without an order of value out")
        reject_rows(self.mean_value <= 0, "mean_value > 0", "leave free and fully refunded orders out")
        reject_rows(self.customers <= 0, "customers > 0", "leave empty groups out")

    def __len__(self) -> int:
        return len(self.orders)

    @property
    def total_customers(self) -> int:
        return round(float(self.customers.sum()))


@dataclass(frozen=True, eq=False)
class Gaps:
    """Customers by (finished gaps between order days, their sum), and the sum of all logarithms of gaps.

    `total_log_days` is of one customer of the group (the mean of the group, where its customers differ).
    Raises BadSummary unless gaps >= 1 and each gap is at least one day in the mean.
    """

    gaps: np.ndarray
    total_days: np.ndarray
    total_log_days: np.ndarray
    customers: np.ndarray

    def __post_init__(self) -> None:
        freeze_columns(self)
        reject_rows(self.gaps < 1, "gaps >= 1", "leave customers with one order day out")
        reject_rows(self.total_days < self.gaps, "total_days >= gaps", "two order days are at least one day apart")
        most = self.gaps * np.log(self.total_days / self.gaps)
        reject_rows(self.total_log_days > most + 1e-6, "a mean of logarithms under that of equal gaps", "check the sum")
        reject_rows(self.customers <= 0, "customers > 0", "leave empty groups out")

    def __len__(self) -> int:
        return len(self.gaps)

    @property
    def total_customers(self) -> int:
        return round(float(self.customers.sum()))


def group_days(
    repeats: ArrayLike, recency_days: ArrayLike, age_days: ArrayLike, customers: ArrayLike = 1
) -> tuple[Groups, np.ndarray]:
    """Merge equal rows. Returns the groups, sorted, and for every row given the position of its group."""
    x, t_x, age, count = (
        np.asarray(column, dtype=float) for column in np.broadcast_arrays(repeats, recency_days, age_days, customers)
    )
    Groups(x, t_x, age, count)
    (x, t_x, age), index = distinct_rows(x, t_x, age)
    return Groups(x, t_x, age, np.bincount(index, weights=count, minlength=len(x))), index


def group_weeks(
    repeats: ArrayLike, recency_days: ArrayLike, age_days: ArrayLike, customers: ArrayLike = 1
) -> tuple[Groups, np.ndarray]:
    """The same with both times moved to the middle of their week: far fewer groups for shops of a million."""
    return group_days(
        repeats,
        np.where(np.asarray(repeats) > 0, middle_of_week(recency_days), 0.0),
        middle_of_week(age_days),
        customers,
    )


def middle_of_week(days: ArrayLike) -> np.ndarray:
    """Day 0-6 -> 3, 7-13 -> 10, …: keeps the order of two days, so recency never passes age."""
    return np.floor(np.asarray(days, dtype=float) / DAYS_PER_WEEK) * DAYS_PER_WEEK + DAYS_PER_WEEK // 2


def group_spend(orders: ArrayLike, mean_value: ArrayLike, *, digits: int = 3) -> tuple[Spend, np.ndarray]:
    """Merge customers whose mean value agrees to `digits` significant digits."""
    n, value = np.asarray(orders, dtype=float), np.asarray(mean_value, dtype=float)
    Spend(n, value, np.ones_like(n))
    (n, value), index = distinct_rows(n, significant(value, digits))
    return Spend(n, value, np.bincount(index, minlength=len(n)).astype(float)), index


def group_gaps(gaps: ArrayLike, total_days: ArrayLike, total_log_days: ArrayLike) -> tuple[Gaps, np.ndarray]:
    """Merge customers of equal number and sum of gaps; their logarithms enter the likelihood only as a sum."""
    n, days, logs = (np.asarray(column, dtype=float) for column in (gaps, total_days, total_log_days))
    Gaps(n, days, logs, np.ones_like(n))
    (n, days), index = distinct_rows(n, days)
    count = np.bincount(index, minlength=len(n)).astype(float)
    return Gaps(n, days, np.bincount(index, weights=logs, minlength=len(n)) / count, count), index


def distinct_rows(*columns: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Distinct rows in order, and for every row given the position of its equal. One sort, no row objects."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, code = np.unique(column, return_inverse=True)
        key = key * len(values) + code
    _, first, index = np.unique(key, return_index=True, return_inverse=True)
    return [column[first] for column in columns], index


def significant(values: np.ndarray, digits: int) -> np.ndarray:
    """Round positive values to a number of significant digits."""
    unit = 10.0 ** (np.floor(np.log10(values)) - digits + 1)
    return np.round(values / unit) * unit


def freeze_columns(table) -> None:
    """Make every column a read-only float array of one length; refuse what is not a finite number."""
    columns = [np.array(getattr(table, field.name), dtype=float, ndmin=1) for field in fields(table)]
    if len({column.shape for column in columns}) != 1 or columns[0].ndim != 1:
        shapes = ", ".join(f"{field.name} {column.shape}" for field, column in zip(fields(table), columns, strict=True))
        raise BadSummary(f"expected columns of one length; came {shapes}: build them from the same rows")
    for field, column in zip(fields(table), columns, strict=True):
        reject_rows(~np.isfinite(column), f"{field.name} to be a finite number", "leave unknown customers out")
        column.flags.writeable = False
        object.__setattr__(table, field.name, column)
