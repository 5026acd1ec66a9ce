"""What a customer's coming orders are worth: their number times their value, with an interval of the sum itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from wraca.lifecycle.models import gamma_gamma
from wraca.lifecycle.models.fitted import Fitted
from wraca.lifecycle.models.gamma_gamma import GammaGamma
from wraca.lifecycle.models.intervals import predicted_moments
from wraca.lifecycle.models.moments import Moments, interval_shares
from wraca.lifecycle.models.summary import Groups


@dataclass(frozen=True, eq=False)
class ValueInterval:
    """In the unit of money the value model was fitted on; one value a row."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def expected_value(
    fitted: Fitted,
    value_fitted: Fitted,
    groups: Groups,
    orders: ArrayLike,
    mean_value: ArrayLike,
    *,
    horizon_days: float,
    level: float = 0.9,
) -> ValueInterval:
    """Value of the orders of the next `horizon_days`, one customer of each group.

    orders, mean_value: what the customer has ordered so far, as `gamma_gamma.expected_value` takes them; one a group.
    """
    moments = predicted_moments(fitted, groups, horizon_days=horizon_days)
    return value_of_orders(moments, value_fitted.parameters, orders, mean_value, level=level)


def value_of_orders(
    moments: Moments, params: GammaGamma, orders: ArrayLike, mean_value: ArrayLike, *, level: float = 0.9
) -> ValueInterval:
    """The same from moments at hand, which must stand in the order of `orders`."""
    mean = moments.mean * gamma_gamma.expected_value(params, orders, mean_value)
    shares = interval_shares(moments.probability_of_none, level)
    low, high = (_quantile(moments, params, orders, mean_value, share) for share in shares)
    return ValueInterval(mean, low, high)


def _quantile(moments: Moments, params: GammaGamma, orders, mean_value, share: np.ndarray) -> np.ndarray:
    """Nothing with the probability of no order; else scale * Gamma(k) / Gamma(end), a scaled Beta-prime.

    Given Y orders the sum is Gamma(p Y) over the customer's rate, itself Gamma(end, gamma + spent); k is the shape
    that gives the sum over Y, too, its relative variance: 1/k = cv(Y)^2 + 1 / (p E[Y]).
    """
    x = np.asarray(orders, dtype=float)
    spent = np.where(x > 0, x * np.asarray(mean_value, dtype=float), 0.0)
    count, variance = moments.of_positive()
    shape = 1 / (variance / count**2 + 1 / (params.p * count))
    of_some = (share - moments.probability_of_none) / np.maximum(1 - moments.probability_of_none, 1e-12)
    value = np.zeros(of_some.shape)
    # The inverse is the costly part: only where something is spent at all.
    some = of_some > 0
    shape, end = shape[some], np.broadcast_to(params.p * x + params.q, some.shape)[some]
    part = betaincinv(shape, end, np.minimum(of_some[some], 1 - 1e-12))
    scale = np.broadcast_to(params.gamma + spent, some.shape)[some]
    value[some] = params.p * count[some] * scale / shape * part / np.maximum(1 - part, 1e-15)
    return value
