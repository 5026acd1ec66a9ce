"""How far the truth may lie from an expectation: of one customer's orders, and of all customers' together.

Both say where the *number of orders itself* will fall, so they hold the luck of the customers, not only what the fit
leaves open. Of the parameters: a fit that came with draws (`prior.fit_shop` of a small shop, whose posterior is wide
and curved) is mixed over them; any other adds the first-order spread along the axes of its covariance, eight scorings.
"""

from __future__ import annotations

import numpy as np

from wraca.lifecycle.models import bg_nbd, mbg_nbd, pareto_nbd
from wraca.lifecycle.models.fitted import Fitted, draw_parameters, root_of
from wraca.lifecycle.models.moments import Moments, interval_shares
from wraca.lifecycle.models.summary import Groups

MODEL_OF = {model.NAME: model for model in (pareto_nbd, mbg_nbd, bg_nbd)}
DRAWS = 200
ORDERS_DRAWN = 20_000


def orders_interval(
    fitted: Fitted, groups: Groups, *, horizon_days: float, level: float = 0.9
) -> tuple[np.ndarray, np.ndarray]:
    """Whole orders of one customer of each group in the next `horizon_days`: lower and upper end of the interval."""
    moments = predicted_moments(fitted, groups, horizon_days=horizon_days)
    return moments.interval(level)


def predicted_moments(fitted: Fitted, groups: Groups, *, horizon_days: float) -> Moments:
    """Moments of one customer's orders, with the parameters' uncertainty where the fit has draws.

    Without, one customer's luck is far larger than what thousands of customers leave open.
    """
    model = MODEL_OF[fitted.model]
    if fitted.draws is None:
        return model.order_moments(fitted.parameters, groups, horizon_days=horizon_days)
    return model.order_moments(draw_parameters(fitted, DRAWS), groups, horizon_days=horizon_days).mixed()


def total_orders_interval(
    fitted: Fitted, groups: Groups, *, horizon_days: float, level: float = 0.9, seed: int = 0
) -> tuple[float, float, float]:
    """Orders of all customers of `groups` together in the next `horizon_days`: lower end, median, upper end."""
    if fitted.draws is None:
        totals = _spread_along_axes(fitted, groups, horizon_days)
    else:
        totals = _totals(fitted.model, draw_parameters(fitted, DRAWS, seed=seed), groups, horizon_days)
    orders = _draw_counts(*totals, seed)
    below, above = interval_shares(np.mean(orders == 0), level)
    low, middle, high = np.quantile(orders, [below, 0.5, above], method="inverted_cdf")
    return float(low), float(middle), float(high)


def _totals(model: str, params, groups: Groups, horizon_days: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the sum over customers, who are independent once the parameters are given."""
    moments = MODEL_OF[model].order_moments(params, groups, horizon_days=horizon_days)
    return moments.mean @ groups.customers, moments.variance @ groups.customers


def _spread_along_axes(fitted: Fitted, groups: Groups, horizon_days: float) -> tuple[np.ndarray, np.ndarray]:
    mean, variance = _totals(fitted.model, fitted.parameters, groups, horizon_days)
    for axis in root_of(fitted.covariance).T:
        ends = [
            MODEL_OF[fitted.model].expected_orders(
                type(fitted.parameters).of_logarithms(fitted.log_parameters + side * axis),
                groups,
                horizon_days=horizon_days,
            )
            @ groups.customers
            for side in (-1, 1)
        ]
        variance = variance + ((ends[1] - ends[0]) / 2) ** 2
    return np.atleast_1d(mean), np.atleast_1d(variance)


def _draw_counts(mean: np.ndarray, variance: np.ndarray, seed: int) -> np.ndarray:
    """Negative binomial counts, as many for each pair: a Poisson around a Gamma with what variance is over the mean."""
    random = np.random.default_rng(seed)
    each = -(-ORDERS_DRAWN // len(mean))
    excess = np.maximum(variance - mean, 1e-6 * mean + 1e-12)
    rate = random.gamma((mean**2 / excess)[:, None], (excess / mean)[:, None], (len(mean), each))
    return random.poisson(np.minimum(rate, 1e15))
