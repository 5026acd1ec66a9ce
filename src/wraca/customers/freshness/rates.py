"""How fast each field fades, learned from how often it is seen to change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wraca.customers.freshness.fading import Rate

#: Rates looked at: from once in ten thousand years to weekly.
_GRID = np.exp(np.linspace(np.log(1e-4), np.log(52.0), 800))


def learn_rate(
    years: Sequence[float] | npt.NDArray[np.float64],
    differed: Sequence[bool] | npt.NDArray[np.bool_],
    n: Sequence[int] | npt.NDArray[np.int64],
    prior: Rate,
) -> Rate:
    """The rate's posterior, from pairs of words that follow each other.

    years: between the two (of each group of pairs); differed: whether the second said something else; n: pairs in the
    group. Between two words nobody looked, so a difference says only that there was a change at some time, once or more
    often: its probability is 1 - exp(-rate * years), that of none exp(-rate * years). Returns the Gamma with the
    posterior's mean and variance.
    """
    span, changed = np.asarray(years, float), np.asarray(differed, bool)
    weight = np.asarray(n, float)
    exposure = float(np.sum(span[~changed] * weight[~changed]))
    log = (prior.shape * np.log(_GRID)) - _GRID * (prior.years + exposure)
    for length, pairs in zip(span[changed], weight[changed], strict=True):
        log += pairs * np.log(-np.expm1(-_GRID * length))
    density = np.exp(log - log.max())
    density /= density.sum()
    mean = float(np.sum(density * _GRID))
    variance = float(np.sum(density * (_GRID - mean) ** 2))
    return Rate(mean**2 / variance, mean / variance)
