"""Gamma-Gamma: what an order is worth.

The value of an order day is Gamma(p, v) with a rate v of the customer's own, and v is Gamma(q, gamma) over customers:
the fewer orders we have seen, the more a customer's mean is drawn to the shop's. Value and frequency are taken to be
independent; `value_frequency_correlation` says how far that holds.
Source: Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi, zeta

from wraca.lifecycle.models.errors import CannotFit
from wraca.lifecycle.models.fitted import Fitted, Parameters
from wraca.lifecycle.models.fitting import Evaluation, Prior, fit_likelihood, on_logarithms
from wraca.lifecycle.models.summary import Spend

NAME = "gamma_gamma"
#: below q = 1 a newcomer's order has no finite mean
LOWEST = np.log([1e-4, 1.02, 1e-6])


@dataclass(frozen=True)
class GammaGamma(Parameters):
    """`gamma` in the unit of money of the data it was fitted on; p and q are pure numbers."""

    p: float
    q: float
    gamma: float


def fit(spend: Spend, *, prior: Prior | None = None) -> Fitted:
    """Maximum likelihood, or maximum a posteriori; a prior is on (p, q, gamma / mean value of the shop).

    Raises CannotFit without a prior where nobody has two orders or all spend the same: nothing tells p from q then.
    """
    started = time.perf_counter()
    if prior is None:
        require_learnable(spend)
    unit = float(spend.mean_value @ spend.customers / spend.customers.sum())
    likelihood = Likelihood(spend.orders, spend.mean_value / unit, spend.customers)
    fitted = fit_likelihood(
        GammaGamma,
        likelihood.evaluate,
        np.log([2.0, 3.0, 1.0]),
        spend,
        model=NAME,
        prior=prior,
        started=started,
        low=LOWEST,
    )
    # A density of money changes with its unit: one factor 1/unit for each customer.
    return replace(
        fitted,
        parameters=replace(fitted.parameters, gamma=fitted.parameters.gamma * unit),
        log_likelihood=fitted.log_likelihood - spend.total_customers * float(np.log(unit)),
    )


def log_likelihood(params: GammaGamma, spend: Spend) -> np.ndarray:
    """Logarithm of the density of the mean value of one customer of each group. Fader and Hardie (2013), eq. 1a."""
    x, z = spend.orders, spend.mean_value
    shape = params.p * x
    constant = gammaln(shape + params.q) - gammaln(shape) - gammaln(params.q) + params.q * np.log(params.gamma)
    return constant + shape * np.log(x * z) - np.log(z) - (shape + params.q) * np.log(params.gamma + x * z)


def expected_value(params: GammaGamma, orders: ArrayLike, mean_value: ArrayLike) -> np.ndarray:
    """Mean value of the customer's coming orders, given so many orders of such a mean. Fader and Hardie (2013), eq. 5.

    orders: >= 0; where 0, `mean_value` is not looked at and the shop's mean comes back.
    """
    x = np.asarray(orders, dtype=float)
    spent = np.where(x > 0, x * np.asarray(mean_value, dtype=float), 0.0)
    return params.p * (params.gamma + spent) / (params.p * x + params.q - 1)


def value_frequency_correlation(spend: Spend) -> float:
    """Pearson's correlation of number and mean value of orders, which the model takes to be 0. NaN if undefined."""
    weight = spend.customers / spend.customers.sum()
    x, z = spend.orders - weight @ spend.orders, spend.mean_value - weight @ spend.mean_value
    spread = np.sqrt((weight @ x**2) * (weight @ z**2))
    return float(weight @ (x * z) / spread) if spread > 0 else float("nan")


def require_learnable(spend: Spend) -> None:
    advice = "fit with a prior, which serves any shop"
    if spend.total_customers < 2 or np.ptp(spend.mean_value) == 0:
        raise CannotFit(f"expected customers who spend differently; came {spend.total_customers}: {advice}")
    if not np.any(spend.orders > 1):
        raise CannotFit(f"expected a customer with two orders; came none of {spend.total_customers}: {advice}")


@dataclass(frozen=True, eq=False)
class Likelihood:
    orders: np.ndarray
    mean_value: np.ndarray
    customers: np.ndarray

    def evaluate(self, logs: np.ndarray) -> Evaluation:
        """Log-likelihood, gradient and Hessian in the logarithms of (p, q, gamma)."""
        p, q, gamma = theta = np.exp(logs)
        x, z, n = self.orders, self.mean_value, self.customers
        spent, total = x * z, n.sum()
        scale = gamma + spent
        distinct, of_x = np.unique(x, return_inverse=True)
        n_x = np.bincount(of_x, weights=n)
        shape, end = p * distinct, p * distinct + q
        value = n_x @ (gammaln(end) - gammaln(shape)) + total * (q * logs[2] - gammaln(q))
        value += n @ (p * x * np.log(spent) - np.log(z) - (p * x + q) * np.log(scale))
        gradient = np.array(
            [
                (n_x * distinct) @ (psi(end) - psi(shape)) + (n * x) @ np.log(spent / scale),
                n_x @ psi(end) - total * psi(q) + total * logs[2] - n @ np.log(scale),
                total * q / gamma - n @ ((p * x + q) / scale),
            ]
        )
        bend = zeta(2, end)
        pp = (n_x * distinct**2) @ (bend - zeta(2, shape))
        pq = (n_x * distinct) @ bend
        pg = -(n * x) @ (1 / scale)
        qq = n_x @ bend - total * zeta(2, q)
        qg = total / gamma - n @ (1 / scale)
        gg = -total * q / gamma**2 + n @ ((p * x + q) / scale**2)
        return on_logarithms(float(value), gradient, np.array([[pp, pq, pg], [pq, qq, qg], [pg, qg, gg]]), theta)
