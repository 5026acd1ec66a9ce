"""BG/NBD: the reference, the model most papers compare with.

A customer orders at random at a rate of their own (Gamma: r, alpha) and after each *repeat* order leaves with a chance
of their own (Beta: a, b). Nobody can leave after the first order, so P(alive) is 1 for everyone who bought once: worse
than a coin as a sign of leaving. It is therefore not offered; expected orders and the probability of one are.
Source: Fader, Hardie, Lee (2005), "Counting Your Customers the Easy Way".
"""

from __future__ import annotations

from dataclasses import dataclass

from wraca.lifecycle.models import beta_geometric as family

NAME = "bg_nbd"
FIRST_FLIP = 0


@dataclass(frozen=True)
class BgNbd(family.BetaGeometric):
    """Rates of ordering ~ Gamma(r, alpha), alpha in weeks; chance to leave after an order ~ Beta(a, b)."""


_MODEL = family.CoinModel(NAME, BgNbd, first_flip=FIRST_FLIP)
fit = _MODEL.fit
log_likelihood = _MODEL.log_likelihood
expected_orders = _MODEL.expected_orders
probability_of_order = _MODEL.probability_of_order
expected_orders_of_newcomer = _MODEL.expected_orders_of_newcomer
order_moments = _MODEL.order_moments
