"""Draws from the posterior of a small shop, whose likelihood is too flat and too bent for a normal curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from wraca.lifecycle.models.fitted import Fitted, root_of
from wraca.lifecycle.models.fitting import Prior

PROPOSALS = 400
KEPT = 200
#: of Student's t that proposes: tails heavier than any posterior here
DEGREES = 6


def with_draws(
    fitted: Fitted, prior: Prior, log_likelihood: Callable[[np.ndarray], np.ndarray], *, seed: int = 0
) -> Fitted:
    """Sampling-importance-resampling: propose from a wide t around the optimum, keep in proportion to the posterior.

    log_likelihood: of rows of logarithms of parameters, one value a row.
    """
    random = np.random.default_rng(seed)
    size = len(fitted.covariance)
    normal = random.standard_normal((PROPOSALS, size))
    stretch = np.sqrt(DEGREES / random.chisquare(DEGREES, PROPOSALS))[:, None]
    away = normal * stretch
    logs = fitted.log_parameters + away @ root_of(fitted.covariance).T
    proposed = -(DEGREES + size) / 2 * np.log1p((away**2).sum(axis=1) / DEGREES)
    off = logs - prior.mean
    believed = log_likelihood(logs) - 0.5 * np.einsum("ij,jk,ik->i", off, np.linalg.inv(prior.covariance), off)
    weight = np.exp(believed - proposed - (believed - proposed).max())
    return replace(fitted, draws=logs[_systematic(weight / weight.sum(), KEPT, random)])


def _systematic(share: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """`count` rows in proportion to their share, evenly spread: less noise than independent picks."""
    picks = (random.random() + np.arange(count)) / count
    rows = np.searchsorted(np.cumsum(share), picks)
    return random.permutation(np.minimum(rows, len(share) - 1))
