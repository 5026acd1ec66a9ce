"""Rhythm: how many days lie between one order and the next of the same customer.

A gap is Gamma(shape, v), the shape common to the shop (1: no rhythm at all; the larger, the more regular), the rate v
the customer's own: Gamma(a, b_days) over customers. Given what a customer has shown, a coming gap divided by
(b_days + their gaps so far) is Beta-prime(shape, a + gaps * shape), so every quantile is an incomplete beta function,
also given the days that have already gone by without an order, which carry most of what can be known.

Of customers who do come back: whether they do is the counting models' question.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, betainccinv, gammaln, psi, zeta

from wraca.lifecycle.models.errors import CannotFit
from wraca.lifecycle.models.fitted import Fitted, Parameters
from wraca.lifecycle.models.fitting import Evaluation, Prior, fit_likelihood, on_logarithms
from wraca.lifecycle.models.summary import Gaps

NAME = "rhythm"


@dataclass(frozen=True)
class Rhythm(Parameters):
    shape: float
    a: float
    b_days: float


def fit(gaps: Gaps, *, prior: Prior | None = None) -> Fitted:
    """Maximum likelihood, or maximum a posteriori. Raises CannotFit without a prior for fewer than three gaps."""
    started = time.perf_counter()
    total = float(gaps.gaps @ gaps.customers)
    if prior is None and (total < 3 or gaps.total_customers < 2):
        raise CannotFit(f"expected three gaps of two customers or more; came {total:.0f}: fit with a prior")
    mean = float(gaps.total_days @ gaps.customers) / max(total, 1.0)
    start = np.log([1.0, 2.0, 2.0 * mean])
    return fit_likelihood(Rhythm, Likelihood.of(gaps).evaluate, start, gaps, model=NAME, prior=prior, started=started)


def log_likelihood(params: Rhythm, gaps: Gaps) -> np.ndarray:
    """Logarithm of the density of the gaps of one customer of each group; time in days."""
    k, a, b = params.shape, params.a, params.b_days
    end = a + k * gaps.gaps
    customer = a * np.log(b) - gammaln(a) + gammaln(end) - end * np.log(b + gaps.total_days)
    return customer + (k - 1) * gaps.total_log_days - gaps.gaps * gammaln(k)


def next_gap_days(
    params: Rhythm, gaps: ArrayLike, total_days: ArrayLike, *, elapsed_days: ArrayLike, probability: float
) -> np.ndarray:
    """The length that the gap now running stays under with `probability`, given that `elapsed_days` have passed.

    Never less than elapsed_days; counted from the last order. gaps = 0 (and total_days = 0): as everybody's.
    """
    scale = params.b_days + np.asarray(total_days, dtype=float)
    end = params.a + params.shape * np.asarray(gaps, dtype=float)
    elapsed = np.asarray(elapsed_days, dtype=float)
    longer = betaincc(params.shape, end, elapsed / (elapsed + scale))
    share = betainccinv(params.shape, end, (1 - probability) * longer)
    return np.maximum(scale * share / np.maximum(1 - share, 1e-15), elapsed)


def usual_gap_days(params: Rhythm, gaps: ArrayLike, total_days: ArrayLike) -> np.ndarray:
    """The median of the customer's next gap on the day of an order."""
    return next_gap_days(params, gaps, total_days, elapsed_days=0.0, probability=0.5)


def share_of_gaps_longer(params: Rhythm, gaps: ArrayLike, total_days: ArrayLike, *, days: ArrayLike) -> np.ndarray:
    """P(a gap of this customer is longer than `days`): 0.1 and less is "overdue" in the sense of the 90 % date."""
    scale = params.b_days + np.asarray(total_days, dtype=float)
    end = params.a + params.shape * np.asarray(gaps, dtype=float)
    elapsed = np.asarray(days, dtype=float)
    return betaincc(params.shape, end, elapsed / (elapsed + scale))


@dataclass(frozen=True, eq=False)
class Likelihood:
    gaps: Gaps
    distinct: np.ndarray
    customers_of: np.ndarray

    @classmethod
    def of(cls, gaps: Gaps) -> Likelihood:
        distinct, index = np.unique(gaps.gaps, return_inverse=True)
        return cls(gaps, distinct, np.bincount(index, weights=gaps.customers))

    def evaluate(self, logs: np.ndarray) -> Evaluation:
        """Log-likelihood, gradient and Hessian in the logarithms of (shape, a, b_days)."""
        k, a, b = theta = np.exp(logs)
        n, m, count = self.gaps.gaps, self.gaps.customers, self.customers_of
        end, of_rows = a + k * self.distinct, a + k * n
        scale = b + self.gaps.total_days
        total, gaps = m.sum(), m @ n
        log_scale, inverse = np.log(scale), 1 / scale
        value = total * (a * logs[2] - gammaln(a)) + count @ gammaln(end) - m @ (of_rows * log_scale)
        value += (k - 1) * (m @ self.gaps.total_log_days) - gaps * gammaln(k)
        gradient = np.array(
            [
                (count * self.distinct) @ psi(end) - (m * n) @ log_scale + m @ self.gaps.total_log_days - gaps * psi(k),
                total * (logs[2] - psi(a)) + count @ psi(end) - m @ log_scale,
                total * a / b - m @ (of_rows * inverse),
            ]
        )
        bend = zeta(2, end)
        kk = (count * self.distinct**2) @ bend - gaps * zeta(2, k)
        ka, kb = (count * self.distinct) @ bend, -(m * n) @ inverse
        aa, ab = count @ bend - total * zeta(2, a), total / b - m @ inverse
        bb = -total * a / b**2 + m @ (of_rows * inverse**2)
        return on_logarithms(float(value), gradient, np.array([[kk, ka, kb], [ka, aa, ab], [kb, ab, bb]]), theta)
