"""Mean, variance and chance of none of a number of orders to come: what intervals are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Moments:
    """One value a group, of one customer of it."""

    mean: np.ndarray
    variance: np.ndarray
    probability_of_none: np.ndarray
