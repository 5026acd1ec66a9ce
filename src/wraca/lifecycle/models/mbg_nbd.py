"""MBG/NBD: the quick one.

BG/NBD with a coin after the first order too, so one-time buyers can be gone: no integral to fit, sound P(alive).
Source: Batislam, Denizel, Filiztekin (2007), "Empirical validation and comparison of models for customer base
analysis".
"""

from __future__ import annotations

from dataclasses import dataclass

from wraca.lifecycle.models import beta_geometric as family

NAME = "mbg_nbd"
FIRST_FLIP = 1


@dataclass(frozen=True)
class MbgNbd(family.BetaGeometric):
    """Rates of ordering ~ Gamma(r, alpha), alpha in weeks; chance to leave after an order ~ Beta(a, b)."""


_MODEL = family.CoinModel(NAME, MbgNbd, first_flip=FIRST_FLIP)
fit = _MODEL.fit
log_likelihood = _MODEL.log_likelihood
probability_alive = _MODEL.probability_alive
expected_orders = _MODEL.expected_orders
probability_of_order = _MODEL.probability_of_order
expected_orders_of_newcomer = _MODEL.expected_orders_of_newcomer
order_moments = _MODEL.order_moments
