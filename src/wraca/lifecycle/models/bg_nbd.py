"""BG/NBD: the reference, the model most papers compare with.

A customer orders at random at a rate of their own (Gamma: r, alpha) and after each *repeat* order leaves with a chance
of their own (Beta: a, b). Nobody can leave after the first order, so P(alive) is 1 for everyone who bought once: worse
than a coin as a sign of leaving. It is therefore not offered; expected orders and the probability of one are.
Source: Fader, Hardie, Lee (2005), "Counting Your Customers the Easy Way".
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from wraca.lifecycle.models import beta_geometric as family
from wraca.lifecycle.models.fitted import Fitted
from wraca.lifecycle.models.fitting import Prior, fit_likelihood, require_learnable
from wraca.lifecycle.models.moments import Moments
from wraca.lifecycle.models.summary import Groups

NAME = "bg_nbd"
FIRST_FLIP = 0


@dataclass(frozen=True)
class BgNbd(family.BetaGeometric):
    """Rates of ordering ~ Gamma(r, alpha), alpha in weeks; chance to leave after an order ~ Beta(a, b)."""


def fit(groups: Groups, *, prior: Prior | None = None) -> Fitted:
    """Maximum likelihood, or maximum a posteriori with a prior. Raises CannotFit where there is no maximum."""
    started = time.perf_counter()
    if prior is None:
        require_learnable(groups)
    evaluate = family.Likelihood.of(groups, first_flip=FIRST_FLIP).evaluate
    return fit_likelihood(
        BgNbd,
        evaluate,
        family.start_from(groups),
        groups,
        model=NAME,
        prior=prior,
        started=started,
        low=family.LOWEST,
        high=family.HIGHEST,
    )


def log_likelihood(params: BgNbd, groups: Groups) -> np.ndarray:
    """Logarithm of the likelihood of one customer of each group; time in weeks."""
    return family.log_likelihood(params, groups, first_flip=FIRST_FLIP)


def expected_orders(params: BgNbd, groups: Groups, *, horizon_days: float) -> np.ndarray:
    """Orders a customer of each group is expected to place in the next `horizon_days`."""
    return family.expected_orders(params, groups, horizon_days=horizon_days, first_flip=FIRST_FLIP)


def probability_of_order(params: BgNbd, groups: Groups, *, horizon_days: float) -> np.ndarray:
    """P(at least one order in the next `horizon_days`)."""
    return family.probability_of_order(params, groups, horizon_days=horizon_days, first_flip=FIRST_FLIP)


def expected_orders_of_newcomer(params: BgNbd, *, age_days) -> np.ndarray:
    """E[X(t)]: repeat orders in the first `age_days` of a customer not yet known."""
    return family.expected_orders_of_newcomer(params, age_days=age_days, first_flip=FIRST_FLIP)


def order_moments(params: BgNbd, groups: Groups, *, horizon_days: float) -> Moments:
    """Mean and variance of the number of orders in the next `horizon_days`, and the probability of none."""
    return family.order_moments(params, groups, horizon_days=horizon_days, first_flip=FIRST_FLIP)
