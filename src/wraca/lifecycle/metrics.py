"""What a forecast was worth, on days held back. All take weights: equal customers stand in one row."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import norm

LEVEL = 0.9


def auc(score: np.ndarray, happened: np.ndarray, weight: np.ndarray) -> float | None:
    """P(score of one to whom it happened > score of one to whom it did not), ties half. None if all are alike."""
    _, rank = np.unique(score, return_inverse=True)
    yes = np.bincount(rank, weights=weight * happened)
    no = np.bincount(rank, weights=weight * ~happened)
    if yes.sum() == 0 or no.sum() == 0:
        return None
    below = np.cumsum(no) - no
    return float(yes @ (below + no / 2) / (yes.sum() * no.sum()))


def auc_interval(value: float | None, happened: np.ndarray, weight: np.ndarray) -> tuple[float, float] | None:
    """Hanley and McNeil (1982)."""
    if value is None:
        return None
    yes, no = float(weight @ happened), float(weight @ ~happened)
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    variance = (value * (1 - value) + (yes - 1) * (q1 - value**2) + (no - 1) * (q2 - value**2)) / (yes * no)
    half = norm.ppf((1 + LEVEL) / 2) * np.sqrt(max(variance, 0.0))
    return max(0.0, value - half), min(1.0, value + half)


def mean_absolute_error(expected: np.ndarray, actual: np.ndarray, weight: np.ndarray) -> float | None:
    total = weight.sum()
    return float(weight @ np.abs(expected - actual) / total) if total > 0 else None


def total_error(expected: np.ndarray, actual: np.ndarray, weight: np.ndarray) -> float | None:
    """Relative error of the sum: +0.1 is a tenth too many."""
    came = float(weight @ actual)
    return float(weight @ expected) / came - 1 if came > 0 else None


def brier(probability: np.ndarray, happened: np.ndarray, weight: np.ndarray) -> float | None:
    """Mean squared error of a probability."""
    total = weight.sum()
    return float(weight @ (probability - happened) ** 2 / total) if total > 0 else None


def calibration(
    probability: np.ndarray, happened: np.ndarray, weight: np.ndarray, *, bins: int = 10
) -> list[dict[str, Any]]:
    """Of those given about this probability, how many it happened to, with the interval of that share."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    rows: list[dict[str, Any]] = []
    for index in range(bins):
        inside = which == index
        count = float(weight[inside].sum())
        if count == 0:
            continue
        hits = float(weight[inside] @ happened[inside])
        low, high = share_interval(hits, count)
        rows.append(
            {
                "from": index / bins,
                "to": (index + 1) / bins,
                "customers": round(count),
                "expected": float(weight[inside] @ probability[inside] / count),
                "actual": hits / count,
                "low": low,
                "high": high,
            }
        )
    return rows


def share_of(hits: float, count: float) -> dict[str, Any]:
    """A share with its interval and what it is a share of."""
    low, high = share_interval(hits, count)
    return {"value": hits / count if count else None, "low": low, "high": high, "of": round(count)}


def share_interval(hits: float, count: float) -> tuple[float | None, float | None]:
    """Wilson's."""
    if count <= 0:
        return None, None
    z = float(norm.ppf((1 + LEVEL) / 2))
    share, spread = hits / count, z * z / count
    centre = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / count + spread / count / 4) / (1 + spread)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def staircase_quantiles(
    lasted: np.ndarray, finished: np.ndarray, weight: np.ndarray, shares: tuple[float, ...]
) -> list[int | None]:
    """Kaplan-Meier: how long until so many have ended, those that still last counted as far as they came."""
    days = np.unique(lasted)
    rows = np.searchsorted(days, lasted)
    ended = np.bincount(rows, weights=weight * finished, minlength=len(days))
    all_ = np.bincount(rows, weights=weight, minlength=len(days))
    at_risk = all_.sum() - (np.cumsum(all_) - all_)
    still = np.cumprod(1 - ended / at_risk)
    reached = [np.flatnonzero(still <= 1 - share + 1e-12) for share in shares]
    return [int(days[found[0]]) if len(found) else None for found in reached]
