"""Pareto/NBD: the default for scores.

A customer orders at random at a rate of their own (Gamma over customers: r, alpha) until, at an unseen moment that
comes at a rate of their own too (Gamma: s, beta), they are gone for good.
Source: Schmittlein, Morrison, Colombo (1987); Fader and Hardie (2005), "A Note on Deriving the Pareto/NBD Model".
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi, zeta

from wraca.lifecycle.models.fitted import Fitted, Parameters
from wraca.lifecycle.models.fitting import Evaluation, Prior, fit_likelihood, on_logarithms, require_learnable
from wraca.lifecycle.models.moments import Moments
from wraca.lifecycle.models.outlook import Outlook, letters, mean_exposure, weeks
from wraca.lifecycle.models.summary import DAYS_PER_WEEK, Groups, distinct_rows
from wraca.lifecycle.models.tail import tail_moments

NAME = "pareto_nbd"


@dataclass(frozen=True)
class ParetoNbd(Parameters):
    """Rates of ordering ~ Gamma(r, alpha), of leaving ~ Gamma(s, beta); both scales in weeks."""

    r: float
    alpha_weeks: float
    s: float
    beta_weeks: float


def fit(groups: Groups, *, prior: Prior | None = None, near: ParetoNbd | None = None) -> Fitted:
    """Maximum likelihood, or maximum a posteriori with a prior. Raises CannotFit where there is no maximum.

    near: parameters to start from, such as last month's: the same optimum in half the passes.
    """
    started = time.perf_counter()
    if prior is None:
        require_learnable(groups)
    return fit_likelihood(
        ParetoNbd,
        Likelihood.of(groups).evaluate,
        start_from(groups),
        groups,
        model=NAME,
        prior=prior,
        near=near,
        started=started,
    )


def log_likelihood(params: ParetoNbd, groups: Groups) -> np.ndarray:
    """Logarithm of the likelihood of one customer of each group; time in weeks. Fader and Hardie (2005), eq. 18."""
    r, alpha, s, beta = letters(params)
    x, _, _ = weeks(groups)
    shape = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return shape + Outlook(params, groups).log_kernel()


def probability_alive(params: ParetoNbd, groups: Groups) -> np.ndarray:
    """P(not gone by today | history). Fader and Hardie (2005), eq. 11."""
    return Outlook(params, groups).probability_alive()


def expected_orders(params: ParetoNbd, groups: Groups, *, horizon_days: float) -> np.ndarray:
    """Orders a customer of each group is expected to place in the next `horizon_days`. Fader and Hardie, eq. 41."""
    return Outlook(params, groups).expected_orders(horizon_days)


def probability_of_order(params: ParetoNbd, groups: Groups, *, horizon_days: float) -> np.ndarray:
    """P(at least one order in the next `horizon_days`): silence until then, against silence until today."""
    return Outlook(params, groups).probability_of_order(horizon_days)


def order_moments(params: ParetoNbd, groups: Groups, *, horizon_days: float) -> Moments:
    """Mean and variance of the number of orders in the next `horizon_days`, and the probability of none."""
    return Outlook(params, groups).moments(horizon_days)


def expected_orders_of_newcomer(params: ParetoNbd, *, age_days) -> np.ndarray:
    """E[X(t)]: repeat orders in the first `age_days` of a customer not yet known. Fader and Hardie (2005), eq. 27."""
    r, alpha, s, beta = letters(params)
    t = np.asarray(age_days, dtype=float) / DAYS_PER_WEEK
    return r / alpha * mean_exposure(s, beta, t)


def start_from(groups: Groups) -> np.ndarray:
    """Logarithms to start at: the shop's mean rate, customers as unequal as an exponential, lives as long as ages."""
    x, _, age = weeks(groups)
    age_sum = max(float(age @ groups.customers), 1e-3)
    mean_age = age_sum / groups.total_customers
    rate = max(float(x @ groups.customers), 0.5) / age_sum
    return np.log([0.7, 0.7 / rate, 0.5, mean_age])


@dataclass(frozen=True, eq=False)
class Likelihood:
    """The groups, arranged so that gamma functions run over distinct x and the integral over distinct (x, t)."""

    x: np.ndarray
    age: np.ndarray
    customers: np.ndarray
    distinct_x: np.ndarray
    customers_of_x: np.ndarray
    points_x: np.ndarray
    points_t: np.ndarray
    at_recency: np.ndarray
    at_age: np.ndarray

    @classmethod
    def of(cls, groups: Groups) -> Likelihood:
        x, t_x, age = weeks(groups)
        (points_x, points_t), index = distinct_rows(np.concatenate([x, x]), np.concatenate([t_x, age]))
        (distinct_x,), of_x = distinct_rows(x)
        counts = np.bincount(of_x, weights=groups.customers)
        rows = (index[: len(x)], index[len(x) :])
        return cls(x, age, groups.customers, distinct_x, counts, points_x, points_t, *rows)

    def evaluate(self, logs: np.ndarray) -> Evaluation:
        """Log-likelihood, gradient and Hessian in the logarithms of (r, alpha, s, beta).

        A customer's kernel is a sum of three terms t_k with weights w_k = t_k / kernel (the third negative, summing to
        one), so with the slopes g_k and seconds S_k of the terms, relative to them:
        gradient g = sum w_k g_k, Hessian = sum w_k S_k - g g'.
        """
        r, alpha, s, beta = theta = np.exp(logs)
        tail = tail_moments(r + self.points_x, alpha, s + 1, beta, self.points_t)
        alive = AliveTerm(r + self.x, alpha + self.age, s, beta + self.age)
        recent, aged = tail.log[self.at_recency] + logs[2], tail.log[self.at_age] + logs[2]
        alive_ratio, aged_ratio = np.exp(alive.log - recent), np.exp(aged - recent)
        kernel = np.maximum(alive_ratio + 1 - aged_ratio, 1e-300)
        w_alive, w_recent, w_aged = alive_ratio / kernel, 1 / kernel, -aged_ratio / kernel

        first, second = times_s(tail.first, tail.second, s)
        slopes = w_alive * alive.slopes + w_recent * first[:, self.at_recency] + w_aged * first[:, self.at_age]
        count = len(self.points_x)
        weight = np.bincount(self.at_recency, self.customers * w_recent, count)
        weight += np.bincount(self.at_age, self.customers * w_aged, count)
        hessian = second @ weight + alive.second(self.customers * w_alive)
        hessian -= (slopes * self.customers) @ slopes.T
        value = float(self.customers @ (recent + np.log(kernel)))
        return on_logarithms(*self._with_gammas(value, slopes @ self.customers, hessian, theta), theta)

    def _with_gammas(self, value, gradient, hessian, theta) -> Evaluation:
        """Add log Gamma(r+x) - log Gamma(r) + r log alpha + s log beta."""
        r, alpha, s, beta = theta
        x, n, total = self.distinct_x, self.customers_of_x, self.customers_of_x.sum()
        value += float(n @ (gammaln(r + x) - gammaln(r))) + total * (r * np.log(alpha) + s * np.log(beta))
        gradient += [
            float(n @ (psi(r + x) - psi(r))) + total * np.log(alpha),
            total * r / alpha,
            total * np.log(beta),
            total * s / beta,
        ]
        gammas = np.zeros((4, 4))
        gammas[0, 0] = n @ (zeta(2, r + x) - zeta(2, r))
        gammas[0, 1] = gammas[1, 0] = total / alpha
        gammas[1, 1] = -total * r / alpha**2
        gammas[2, 3] = gammas[3, 2] = total / beta
        gammas[3, 3] = -total * s / beta**2
        return value, gradient, hessian + gammas


class AliveTerm:
    """(alpha+T)^-(r+x) (beta+T)^-s: its logarithm and derivatives by (r, alpha, s, beta)."""

    def __init__(self, p, a, s, b) -> None:
        log_a, log_b = np.log(a), np.log(b)
        self.p, self.a, self.s, self.b = p, a, s, b
        self.log = -p * log_a - s * log_b
        self.slopes = np.array([-log_a, -p / a, -log_b, -s / b])

    def second(self, weight: np.ndarray) -> np.ndarray:
        """Sum over rows of weight times (second derivative relative to the term)."""
        total = (self.slopes * weight) @ self.slopes.T
        total[0, 1] -= weight @ (1 / self.a)
        total[1, 1] += weight @ (self.p / self.a**2)
        total[2, 3] -= weight @ (1 / self.b)
        total[3, 3] += weight @ (self.s / self.b**2)
        total[1, 0], total[3, 2] = total[0, 1], total[2, 3]
        return total


def times_s(first: np.ndarray, second: np.ndarray, s: float) -> tuple[np.ndarray, np.ndarray]:
    """Relative derivatives of s * G from those of G."""
    second = second.copy()
    second[2] += first / s
    second[:, 2] += first / s
    first = first.copy()
    first[2] += 1 / s
    return first, second
