"""What scores and stages would have been worth: fitted up to a day, compared with what came after it.

Every model stands beside the rules an owner might use instead: how long since the last order, the past rate carried on,
"gone after 26 weeks", the silence over the customer's own mean gap.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from wraca.kit.errors import InvalidInput
from wraca.lifecycle import metrics
from wraca.lifecycle.models import MODELS, gamma_gamma, pareto_nbd, rhythm
from wraca.lifecycle.models.errors import BadSummary, CannotFit
from wraca.lifecycle.models.fitted import Fitted
from wraca.lifecycle.models.prior import PARETO_NBD, fit_rhythm, fit_spend
from wraca.lifecycle.models.summary import DAYS_PER_WEEK, Groups, group_days, group_gaps, group_spend
from wraca.lifecycle.parameters import prior_rhythm
from wraca.lifecycle.stages import silence_limits

FIXED_RULE_DAYS = 26 * DAYS_PER_WEEK
EPOCH = date(1970, 1, 1)
#: Pareto/NBD with the prior of other shops, which a large shop's own data outweigh.
DEFAULT = "pareto_nbd_with_prior"


@dataclass(frozen=True, eq=False)
class OrderDays:
    """One row a customer and day with an order, ordered by both; days count from 1970."""

    customer: np.ndarray
    day: np.ndarray
    #: Of the day's orders; None where values are not known.
    value: np.ndarray | None = None

    @classmethod
    def of(cls, customer: np.ndarray, day: np.ndarray, value: np.ndarray | None = None) -> OrderDays:
        """From orders in any order; those of a customer and day are one."""
        order = np.lexsort((day, customer))
        customer, day = customer[order], day[order]
        fresh = np.ones(len(day), dtype=bool)
        fresh[1:] = (customer[1:] != customer[:-1]) | (day[1:] != day[:-1])
        summed = None if value is None else np.add.reduceat(value[order], np.flatnonzero(fresh)) if len(day) else value
        return cls(customer[fresh], day[fresh], summed)


@dataclass(frozen=True, eq=False)
class Holdout:
    """Customers as they stood at the end of the calibration, and what they did in the horizon. One row a customer."""

    repeats: np.ndarray
    recency_days: np.ndarray
    silence_days: np.ndarray
    log_gaps: np.ndarray
    orders: np.ndarray
    #: Days from the end of the calibration to the first order in the horizon; NaN: none.
    next_days: np.ndarray
    valued_days: np.ndarray
    mean_value: np.ndarray
    value: np.ndarray
    horizon_days: int

    @property
    def happened(self) -> np.ndarray:
        return self.orders > 0

    @property
    def weight(self) -> np.ndarray:
        return np.ones(len(self.repeats))


def split(days: OrderDays, *, calibration_end: int, horizon_days: int) -> Holdout:
    """Raises InvalidInput where there is nobody to learn from or nothing to compare with."""
    before = days.day <= calibration_end
    after = ~before & (days.day <= calibration_end + horizon_days)
    if not before.any():
        raise InvalidInput(f"no order falls on or before {_date(calibration_end)}: give a later --calibration-end")
    if not (days.day > calibration_end).any():
        raise InvalidInput(f"no order comes after {_date(calibration_end)}: give an earlier --calibration-end")
    who, start, count = np.unique(days.customer[before], return_index=True, return_counts=True)
    day = days.day[before]
    first, last = day[start], day[start + count - 1]
    gaps = np.diff(day, prepend=day[:1])
    gaps[start] = 1
    logs = np.add.reduceat(np.log(np.maximum(gaps, 1)), start)
    value = days.value if days.value is not None else np.zeros(len(days.day))
    paid = np.where(value[before] > 0, value[before], 0.0)
    valued = np.add.reduceat((paid > 0).astype(float), start)
    rows, inside = np.searchsorted(who, days.customer[after]), np.isin(days.customer[after], who)
    rows, later = rows[inside], days.day[after][inside] - calibration_end
    next_days = np.full(len(who), np.inf)
    np.minimum.at(next_days, rows, later.astype(float))
    return Holdout(
        repeats=count - 1,
        recency_days=last - first,
        silence_days=calibration_end - last,
        log_gaps=logs,
        orders=np.bincount(rows, minlength=len(who)),
        next_days=np.where(np.isinf(next_days), np.nan, next_days),
        valued_days=valued,
        mean_value=np.add.reduceat(paid, start) / np.maximum(valued, 1),
        value=np.bincount(rows, weights=value[after][inside], minlength=len(who)),
        horizon_days=horizon_days,
    )


def evaluate(days: OrderDays, *, calibration_end: int, horizon_days: int) -> dict[str, Any]:
    """The measurements, as `wraca lifecycle evaluate --json` prints them; see docs/algorithms/lifecycle.md."""
    started = time.perf_counter()
    holdout = split(days, calibration_end=calibration_end, horizon_days=horizon_days)
    groups, index = group_days(holdout.repeats, holdout.recency_days, holdout.recency_days + holdout.silence_days)
    models = {name: _model(module, None, groups, index, holdout) for name, module in MODELS.items()}
    # What the refresh fits, in small shops and large ones.
    default = models[DEFAULT] = _model(pareto_nbd, PARETO_NBD, groups, index, holdout)
    wraca: dict[str, Any] = {name: default.get(name) for name in ("auc", "mae", "total_error", "brier")}
    wraca["default"] = DEFAULT
    wraca |= models
    wraca["leaving"] = _leaving(holdout)
    wraca["next_order"] = _next_order(holdout)
    if days.value is not None:
        wraca["value"] = _value(holdout, groups, index)
    return {
        "wraca": wraca,
        "baselines": _baselines(holdout, with_value=days.value is not None),
        "split": _split_words(days, holdout, calibration_end),
        "seconds": {
            "fit": {name: model["fit_seconds"] for name, model in models.items() if "fit_seconds" in model},
            "total": round(time.perf_counter() - started, 3),
        },
    }


def _model(module, prior, groups: Groups, index: np.ndarray, holdout: Holdout) -> dict[str, Any]:
    try:
        fitted: Fitted = module.fit(groups, prior=prior)
    except (CannotFit, BadSummary) as error:
        return {"error": str(error)}
    params, days = fitted.parameters, holdout.horizon_days
    expected = module.expected_orders(params, groups, horizon_days=days)[index]
    probability = module.probability_of_order(params, groups, horizon_days=days)[index]
    if not (np.isfinite(expected).all() and np.isfinite(probability).all()):
        return {"error": f"the fit of {fitted.model} gives no finite forecast for these orders"}
    return {
        "parameters": {name: float(value) for name, value in asdict(params).items()},
        "log_likelihood": fitted.log_likelihood,
        "converged": fitted.converged,
        "fit_seconds": round(fitted.seconds, 4),
        **_forecast(expected, holdout),
        "brier": metrics.brier(probability, holdout.happened, holdout.weight),
        "calibration": metrics.calibration(probability, holdout.happened, holdout.weight),
    }


def _forecast(expected: np.ndarray, holdout: Holdout) -> dict[str, Any]:
    """Of a number of orders, which also ranks."""
    return {
        **_ranking(expected, holdout),
        "mae": metrics.mean_absolute_error(expected, holdout.orders, holdout.weight),
        "total_error": metrics.total_error(expected, holdout.orders, holdout.weight),
        "expected_orders": float(expected.sum()),
        "actual_orders": int(holdout.orders.sum()),
    }


def _ranking(score: np.ndarray, holdout: Holdout) -> dict[str, Any]:
    again = holdout.repeats > 0
    value = metrics.auc(score, holdout.happened, holdout.weight)
    return {
        "auc": value,
        "auc_interval": metrics.auc_interval(value, holdout.happened, holdout.weight),
        "auc_repeaters": metrics.auc(score[again], holdout.happened[again], holdout.weight[again]),
    }


def _leaving(holdout: Holdout) -> dict[str, Any]:
    """Of those who would be called leaving, how many stayed away; of those who did, how many were."""
    limits, _ = silence_limits(_rhythm(holdout), holdout.repeats, holdout.recency_days)
    return _called_away(holdout.silence_days > limits, holdout)


def _called_away(called: np.ndarray, holdout: Holdout) -> dict[str, Any]:
    away = ~holdout.happened
    both = float((called & away).sum())
    return {
        "customers": int(called.sum()),
        "precision": metrics.share_of(both, float(called.sum())),
        "recall": metrics.share_of(both, float(away.sum())),
        "stayed_away_of_all": metrics.share_of(float(away.sum()), float(len(away))),
    }


def _rhythm(holdout: Holdout) -> rhythm.Rhythm:
    again = holdout.repeats > 0
    if not again.any():
        return prior_rhythm()
    gaps, _ = group_gaps(holdout.repeats[again], holdout.recency_days[again], holdout.log_gaps[again])
    return fit_rhythm(gaps).parameters


def _next_order(holdout: Holdout) -> dict[str, Any]:
    """Mean absolute error, in days, of the date of the next order of repeat buyers who did order in the horizon."""
    known = (holdout.repeats > 0) & holdout.happened
    if not known.any():
        return {"customers": 0, "mae_days": None, "baselines": {}}
    gaps, total, silent = (
        c[known].astype(float) for c in (holdout.repeats, holdout.recency_days, holdout.silence_days)
    )
    params = _rhythm(holdout)
    middle = rhythm.next_gap_days(params, gaps, total, elapsed_days=silent, probability=0.5) - silent
    ends = [
        rhythm.next_gap_days(params, gaps, total, elapsed_days=silent, probability=share) - silent
        for share in (0.05, 0.95)
    ]
    actual, mean_gap = holdout.next_days[known], total / gaps
    inside = float(((actual >= np.floor(ends[0])) & (actual <= np.ceil(ends[1]))).sum())
    rules = {
        "population_median": np.maximum(np.median(mean_gap) - silent, 0.0),
        "own_mean_gap": np.maximum(mean_gap - silent, 0.0),
        "memoryless": 0.69 * mean_gap,
    }
    return {
        "customers": int(known.sum()),
        "mae_days": float(np.abs(middle - actual).mean()),
        "within_interval": metrics.share_of(inside, float(known.sum())),
        "baselines": {name: {"mae_days": float(np.abs(days - actual).mean())} for name, days in rules.items()},
    }


def _value(holdout: Holdout, groups: Groups, index: np.ndarray) -> dict[str, Any]:
    valued = holdout.valued_days > 0
    if not valued.any():
        return {"error": "no order has a value above zero"}
    spend, _ = group_spend(holdout.valued_days[valued], holdout.mean_value[valued])
    fitted = fit_spend(spend)
    counting = pareto_nbd.fit(groups, prior=PARETO_NBD).parameters
    orders = pareto_nbd.expected_orders(counting, groups, horizon_days=holdout.horizon_days)[index]
    each = gamma_gamma.expected_value(fitted.parameters, holdout.valued_days, holdout.mean_value)
    return {
        "parameters": {name: float(value) for name, value in asdict(fitted.parameters).items()},
        "log_likelihood": fitted.log_likelihood,
        "converged": fitted.converged,
        "value_frequency_correlation": _known(gamma_gamma.value_frequency_correlation(spend)),
        **_money(orders * each, holdout),
    }


def _money(expected: np.ndarray, holdout: Holdout) -> dict[str, Any]:
    return {
        "mae": metrics.mean_absolute_error(expected, holdout.value, holdout.weight),
        "total_error": metrics.total_error(expected, holdout.value, holdout.weight),
    }


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _baselines(holdout: Holdout, *, with_value: bool) -> dict[str, Any]:
    age = holdout.recency_days + holdout.silence_days
    rate = holdout.repeats / np.maximum(age, 1)
    kept = holdout.silence_days <= FIXED_RULE_DAYS
    mean_gap = np.where(holdout.repeats > 0, holdout.recency_days / np.maximum(holdout.repeats, 1), 1e-9)
    past = _forecast(rate * holdout.horizon_days, holdout)
    if with_value:
        past["value"] = _money(rate * holdout.horizon_days * holdout.mean_value, holdout)
    return {
        "recency": _ranking(-holdout.silence_days.astype(float), holdout),
        "past_rate": past,
        "fixed_26_weeks": {**_ranking(kept.astype(float), holdout), "leaving": _called_away(~kept, holdout)},
        "own_gap_ratio": _ranking(-holdout.silence_days / mean_gap, holdout),
    }


def _split_words(days: OrderDays, holdout: Holdout, calibration_end: int) -> dict[str, Any]:
    return {
        "first_day": _date(int(days.day.min())),
        "last_day": _date(int(days.day.max())),
        "calibration_end": _date(calibration_end),
        "horizon_days": holdout.horizon_days,
        "customers": len(holdout.repeats),
        "repeat_orders": int(holdout.repeats.sum()),
        "orders_in_horizon": int(holdout.orders.sum()),
        "active_in_horizon": int(holdout.happened.sum()),
    }


def _date(number: int) -> str:
    return str(EPOCH + timedelta(days=int(number)))
