"""Customers as the models say they are: for tests, benchmarks and coverage, where the truth must be known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wraca.lifecycle.models.beta_geometric import BetaGeometric
from wraca.lifecycle.models.pareto_nbd import ParetoNbd
from wraca.lifecycle.models.summary import DAYS_PER_WEEK


@dataclass(frozen=True, eq=False)
class Past:
    """One row a customer: as the shop sees them today, and the orders it does not see yet."""

    repeats: np.ndarray
    recency_days: np.ndarray
    age_days: np.ndarray
    orders_to_come: np.ndarray


def simulate_pareto(
    params: ParetoNbd, age_days: np.ndarray, *, horizon_days: float, random: np.random.Generator
) -> Past:
    """Given how many fall in a life, the moments of Poisson orders are uniform in it: the last is their greatest."""
    size = len(age_days)
    rate = random.gamma(params.r, 1 / (params.alpha_weeks * DAYS_PER_WEEK), size)
    leaving = random.gamma(params.s, 1 / (params.beta_weeks * DAYS_PER_WEEK), size)
    life = random.exponential(1 / np.maximum(leaving, 1e-300))
    seen = np.minimum(life, age_days)
    repeats = random.poisson(rate * seen)
    recency = seen * random.random(size) ** (1 / np.maximum(repeats, 1)) * (repeats > 0)
    ahead = np.clip(life - age_days, 0, horizon_days)
    return Past(repeats.astype(float), recency, np.asarray(age_days, float), random.poisson(rate * ahead))


def simulate_beta_geometric(
    params: BetaGeometric, age_days: np.ndarray, *, first_flip: int, horizon_days: float, random: np.random.Generator
) -> Past:
    """Orders go on until the coin says no; the k-th of n uniform moments is Beta(k, n-k+1)."""
    size = len(age_days)
    rate = random.gamma(params.r, 1 / (params.alpha_weeks * DAYS_PER_WEEK), size)
    leave = random.beta(params.a, params.b, size)
    last = random.geometric(np.maximum(leave, 1e-9)) - first_flip
    wanted = random.poisson(rate * age_days)
    repeats = np.minimum(wanted, last)
    moment = random.beta(np.maximum(repeats, 1), np.maximum(wanted - repeats, 0) + 1)
    more = np.minimum(random.poisson(rate * horizon_days), last - repeats)
    return Past(repeats.astype(float), age_days * moment * (repeats > 0), np.asarray(age_days, float), more)
