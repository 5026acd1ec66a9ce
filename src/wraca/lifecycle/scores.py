"""What to expect of a customer: pure functions of their history and the shop's parameters.

One function, two callers: the refresh scores every distinct history of the shop in columns, `queries.score_customer`
the one person somebody looks at. Both put days on the same grid, so they agree to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wraca.lifecycle.grid import on_grid
from wraca.lifecycle.models import rhythm
from wraca.lifecycle.models.intervals import predicted_moments
from wraca.lifecycle.models.moments import Moments
from wraca.lifecycle.models.outlook import Outlook
from wraca.lifecycle.models.summary import Groups, distinct_rows
from wraca.lifecycle.models.value import value_of_orders
from wraca.lifecycle.parameters import ScoreParameters

HORIZONS_DAYS = (30, 90, 365)
LEVEL = 0.9
#: A date for the next order is named where one within a year is at least as likely as not.
LEAST_PROBABILITY = 0.5
DIGITS = 9
#: No date is named further away than this.
MOST_DAYS = 3650


@dataclass(frozen=True, eq=False)
class Histories:
    """One row a distinct history, days on the grid."""

    repeats: np.ndarray
    recency_days: np.ndarray
    silence_days: np.ndarray
    #: Order days with a value above zero.
    valued_days: np.ndarray

    @classmethod
    def of(cls, repeats, recency_days, silence_days, valued_days) -> Histories:
        """From true days."""
        whole = (np.atleast_1d(np.asarray(column, dtype=np.int64)) for column in (repeats, valued_days))
        repeats, valued = whole
        return cls(repeats, on_grid(np.atleast_1d(recency_days)), on_grid(np.atleast_1d(silence_days)), valued)

    def groups(self) -> Groups:
        age = self.recency_days + self.silence_days
        return Groups(self.repeats, self.recency_days, age, np.ones(len(self.repeats)))


def score_histories(parameters: ScoreParameters, histories: Histories) -> dict[str, np.ndarray]:
    """Columns named like those of the table `scores`; NaN where a thing is unknown."""
    if len(histories.repeats) == 0:
        return {name: np.empty(0) for name in SCORES}
    outlook = Outlook(parameters.counting.parameters, histories.groups())
    columns = _orders(outlook)
    columns |= _gaps(parameters, histories)
    columns |= _next_order(parameters, histories, columns["p_order_365"] >= LEAST_PROBABILITY)
    columns |= _value(parameters, histories, outlook)
    return {name: np.round(columns[name], DIGITS) for name in SCORES}


def _orders(outlook: Outlook) -> dict[str, np.ndarray]:
    columns = {}
    for days in HORIZONS_DAYS:
        columns[f"expected_orders_{days}"] = outlook.expected_orders(days)
        columns[f"p_order_{days}"] = outlook.probability_of_order(days)
    columns["p_alive"] = np.clip(outlook.probability_alive(), 0.0, 1.0)
    return columns


def _gaps(parameters: ScoreParameters, histories: Histories) -> dict[str, np.ndarray]:
    """Which do not depend on the silence: once for each distinct pace."""
    (gaps, recency), index = distinct_rows(histories.repeats, histories.recency_days)
    total = np.maximum(recency, gaps)
    usual = rhythm.usual_gap_days(parameters.rhythm, gaps, total)
    late = rhythm.next_gap_days(parameters.rhythm, gaps, total, elapsed_days=0.0, probability=LEVEL)
    return {"usual_gap_days": np.where(gaps > 0, usual, np.nan)[index], "late_gap_days": np.ceil(late)[index]}


def _next_order(parameters: ScoreParameters, histories: Histories, likely: np.ndarray) -> dict[str, np.ndarray]:
    """Days from the last order to the next; NaN where none within a year is likely."""
    gaps, silence = histories.repeats[likely], histories.silence_days[likely]
    total = np.maximum(histories.recency_days[likely], gaps)
    columns = {}
    for name, share in (("low", (1 - LEVEL) / 2), ("mid", 0.5), ("high", (1 + LEVEL) / 2)):
        days = rhythm.next_gap_days(parameters.rhythm, gaps, total, elapsed_days=silence, probability=share)
        columns[f"next_order_{name}_days"] = np.full(len(likely), np.nan)
        columns[f"next_order_{name}_days"][likely] = np.minimum(np.ceil(days), MOST_DAYS)
    return columns


def _value(parameters: ScoreParameters, histories: Histories, outlook: Outlook) -> dict[str, np.ndarray]:
    """Of the next 365 days: value = value_constant + value_slope * valued_minor; its interval in shares of it.

    Gamma-Gamma is a scale family in (gamma + what was spent), so the shares depend on the history alone.
    """
    money, n = parameters.spend, histories.valued_days.astype(float)
    moments = _moments(parameters, histories, outlook)
    slope = outlook.expected_orders(365) * money.p / (money.p * n + money.q - 1)
    interval = value_of_orders(moments, money, n, np.where(n > 0, money.gamma, 0.0), level=LEVEL)
    spent = n * money.gamma
    mean = slope * (money.gamma + spent)
    return {
        "expected_orders_365_low": moments.quantile((1 - LEVEL) / 2),
        "expected_orders_365_high": moments.quantile((1 + LEVEL) / 2),
        "value_constant": slope * money.gamma,
        "value_slope": slope,
        "value_low_share": interval.low / np.maximum(mean, 1e-300),
        "value_high_share": interval.high / np.maximum(mean, 1e-300),
    }


def _moments(parameters: ScoreParameters, histories: Histories, outlook: Outlook) -> Moments:
    """Of a year's orders: mixed over the draws where the fit has some, else what the outlook knows already."""
    if parameters.counting.draws is None:
        return outlook.moments(365)
    return predicted_moments(parameters.counting, histories.groups(), horizon_days=365)


SCORES = (
    *(f"{name}_{days}" for days in HORIZONS_DAYS for name in ("expected_orders", "p_order")),
    "expected_orders_365_low",
    "expected_orders_365_high",
    "p_alive",
    "usual_gap_days",
    "late_gap_days",
    "next_order_low_days",
    "next_order_mid_days",
    "next_order_high_days",
    "value_constant",
    "value_slope",
    "value_low_share",
    "value_high_share",
)
