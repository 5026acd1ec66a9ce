"""What is to come of customers as they stand today, by the Pareto/NBD.

Every question needs the same integrals at (x, t_x) and (x, T): they are taken once for all questions put to one
`Outlook`, and once for each distinct point, of which there are far fewer than customers.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import exprel

from wraca.lifecycle.models.moments import Moments
from wraca.lifecycle.models.summary import DAYS_PER_WEEK, Groups, distinct_rows
from wraca.lifecycle.models.tail import log_tail


class Outlook:
    """params: a `ParetoNbd`, whose numbers may be columns of shape (draws, 1). Answers have one value a group."""

    def __init__(self, params: Any, groups: Groups) -> None:
        self.params = params
        self.x, self.recency, self.age = weeks(groups)
        self._kernels: dict[float, np.ndarray] = {}

    def probability_alive(self) -> np.ndarray:
        return self._alive

    def expected_orders(self, horizon_days: float) -> np.ndarray:
        return self._alive * self._expected_if_alive(horizon_days / DAYS_PER_WEEK)

    def probability_of_order(self, horizon_days: float) -> np.ndarray:
        return np.clip(-np.expm1(self.log_kernel(horizon_days) - self.log_kernel()), 0.0, 1.0)

    def moments(self, horizon_days: float) -> Moments:
        none = np.clip(np.exp(self.log_kernel(horizon_days) - self.log_kernel()), 0.0, 1.0)
        return Moments(*self.mean_and_variance(horizon_days), none)

    def mean_and_variance(self, horizon_days: float) -> tuple[np.ndarray, np.ndarray]:
        """Of the number of orders in the next `horizon_days`.

        Given the customer is alive today, rates are Gamma(r+x, alpha+T) and Gamma(s, beta+T), independent; orders are
        Poisson over the part of the horizon lived, whose first two moments are those of a cut Pareto.
        """
        r, alpha, s, beta = letters(self.params)
        t = horizon_days / DAYS_PER_WEEK
        shape, scale = r + self.x, alpha + self.age
        mean = self._expected_if_alive(t)
        square = shape * (shape + 1) / scale**2 * mean_squared_exposure(s, beta + self.age, t)
        alive = self._alive
        return alive * mean, alive * (square + mean) - (alive * mean) ** 2

    def log_kernel(self, further_days: float = 0.0) -> np.ndarray:
        """log of: (alpha+T)^-(r+x) (beta+T)^-s + s * integral from t_x to T of (alpha+u)^-(r+x) (beta+u)^-(s+1),

        with T so many days from now. The difference of tails cannot cancel: the first term is at least s times the tail
        it is added to.
        """
        if further_days not in self._kernels:
            further = further_days / DAYS_PER_WEEK
            log_s = np.log(self.params.s)
            recent, aged = self._recent_tail + log_s, self._aged_tail(further) + log_s
            alive = self._log_alive_kernel(further) - recent
            self._kernels[further_days] = recent + np.log(np.maximum(np.exp(alive) + 1 - np.exp(aged - recent), 1e-300))
        return self._kernels[further_days]

    @cached_property
    def _alive(self) -> np.ndarray:
        return np.exp(self._log_alive_kernel(0.0) - self.log_kernel())

    def _log_alive_kernel(self, further: float) -> np.ndarray:
        r, alpha, s, beta = letters(self.params)
        age = self.age + further
        return -(r + self.x) * np.log(alpha + age) - s * np.log(beta + age)

    @cached_property
    def _recent_tail(self) -> np.ndarray:
        (x, recency), index = distinct_rows(self.x, self.recency)
        return self._log_tail(x, recency)[..., index]

    @cached_property
    def _distinct_ages(self) -> tuple[list[np.ndarray], np.ndarray]:
        return distinct_rows(self.x, self.age)

    def _aged_tail(self, further: float) -> np.ndarray:
        (x, age), index = self._distinct_ages
        return self._log_tail(x, age + further)[..., index]

    def _log_tail(self, x: np.ndarray, t: np.ndarray) -> np.ndarray:
        r, alpha, s, beta = letters(self.params)
        return log_tail(r + x, alpha, s + 1, beta, t)

    def _expected_if_alive(self, t: float) -> np.ndarray:
        r, alpha, s, beta = letters(self.params)
        return (r + self.x) / (alpha + self.age) * mean_exposure(s, beta + self.age, t)


def mean_exposure(s, beta, t) -> np.ndarray:
    """E[min(t, life)] of a life with survival (beta / (beta + life))^s; smooth through s = 1."""
    grown = np.log1p(t / beta)
    return beta * grown * exprel((1 - s) * grown)


def mean_squared_exposure(s, beta, t) -> np.ndarray:
    """E[min(t, life)^2] = 2 * integral of u * survival(u); smooth through s = 1 and s = 2."""
    grown = np.log1p(t / beta)
    return 2 * beta**2 * grown * (exprel((2 - s) * grown) - exprel((1 - s) * grown))


def letters(params: Any) -> tuple:
    return params.r, params.alpha_weeks, params.s, params.beta_weeks


def weeks(groups: Groups) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return groups.repeats, groups.recency_days / DAYS_PER_WEEK, groups.age_days / DAYS_PER_WEEK
