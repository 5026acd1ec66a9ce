"""How earlier forecasts came out: week by week, and customer by customer over the last months."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wraca.engine.schema import Schema
from wraca.engine.steps import Fit
from wraca.lifecycle import metrics
from wraca.lifecycle.fits import arrow_of, column, groups_of
from wraca.lifecycle.models import pareto_nbd
from wraca.lifecycle.models.fitted import Fitted
from wraca.lifecycle.models.outlook import Outlook
from wraca.lifecycle.models.summary import Groups
from wraca.lifecycle.parameters import read_fitted
from wraca.lifecycle.stages import LEAVING, STAGES

_TRACKING = Schema(
    {
        # A week from Monday; customers known when its month began, by parameters of that day.
        "week": "date",
        "actual_orders": "int64",
        "expected_orders": "float64",
        "expected_low": "float64",
        "expected_high": "float64",
    },
    key=("week",),
    digits={"expected_orders": 3, "expected_low": 3, "expected_high": 3},
)


def track(month_groups: pa.Table, fit_parameters: pa.Table, months: pa.Table, repeat_orders: pa.Table) -> pa.Table:
    """Each month's orders foreseen at its beginning, spread evenly over its days and added up to weeks.

    A week's interval is that of its months in proportion to days: independent weeks within a month would have just this
    variance, dependent ones less.
    """
    rows = fit_parameters.to_pylist()
    foreseen = _foreseen(month_groups, rows, months.sort_by("month_index").to_pylist())
    ordered = dict(zip(repeat_orders["day"].to_pylist(), repeat_orders["orders"].to_pylist(), strict=True))
    weeks: dict[date, list[date]] = {}
    for day in sorted(foreseen):
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return arrow_of(
        _TRACKING, [_week(monday, days, foreseen, ordered) for monday, days in weeks.items() if len(days) == 7]
    )


def _foreseen(month_groups: pa.Table, rows: list[dict], months: list[dict]) -> dict[date, tuple[float, float]]:
    """Day -> mean and variance of its orders."""
    days: dict[date, tuple[float, float]] = {}
    for before, month in pairwise(months):
        fitted = read_fitted([row for row in rows if row["until"] == before["ends"]])
        known = month_groups.filter(pc.equal(month_groups["until"], pa.scalar(before["ends"], pa.date32())))
        if fitted is None or not len(known):
            continue
        length = (month["ends"] - month["starts"]).days + 1
        mean, variance = _month(fitted, groups_of(known), length)
        # Of the month that runs, the days that are over.
        over = length if month["complete"] else (month["until"] - month["starts"]).days
        for offset in range(over):
            days[month["starts"] + timedelta(days=offset)] = (mean / length, variance / length)
    return days


def _month(fitted: Fitted, groups: Groups, horizon_days: int) -> tuple[float, float]:
    mean, variance = Outlook(fitted.parameters, groups).mean_and_variance(horizon_days)
    return float(mean @ groups.customers), float(variance @ groups.customers)


def _week(monday: date, days: list[date], foreseen: dict, ordered: dict[date, int]) -> dict:
    mean = sum(foreseen[day][0] for day in days)
    spread = 1.645 * float(np.sqrt(sum(foreseen[day][1] for day in days)))
    return {
        "week": monday,
        "actual_orders": sum(ordered.get(day, 0) for day in days),
        "expected_orders": mean,
        "expected_low": max(0.0, mean - spread),
        "expected_high": mean + spread,
    }


TRACKING = Fit("tracking", ("month_groups", "fit_parameters", "months", "repeat_orders"), _TRACKING, track)

_DURATIONS = Schema(
    {
        "stage": "string",
        # Stays so far; of them, those that ended. Quantiles count the others as far as they came; null: not reached.
        "spells": "int64",
        "finished": "int64",
        "q25_days": "int64",
        "median_days": "int64",
        "q75_days": "int64",
    },
    key=("stage",),
)


def measure_durations(stage_spells: pa.Table) -> pa.Table:
    rows = []
    for stage in STAGES:
        own = stage_spells.filter(pc.equal(stage_spells["stage"], stage))
        if not len(own):
            continue
        weight, finished = column(own, "spells").astype(float), column(own, "finished").astype(bool)
        quantiles = metrics.staircase_quantiles(column(own, "lasted_days"), finished, weight, (0.25, 0.5, 0.75))
        rows.append(
            {
                "stage": stage,
                "spells": int(weight.sum()),
                "finished": int(weight @ finished),
                **dict(zip(("q25_days", "median_days", "q75_days"), quantiles, strict=True)),
            }
        )
    return arrow_of(_DURATIONS, rows)


STAGE_DURATIONS = Fit("stage_durations", ("stage_spells",), _DURATIONS, measure_durations)

_BACKTEST = Schema(
    {
        # `pareto_nbd`, `stages`, or a rule an owner might use: `recency`, `past_rate`, `fixed_26_weeks`.
        "model": "string",
        # auc, mae, total_error, brier, calibration_error; leaving_stayed_away: of those called leaving, how many did
        # not order; leaving_found: of those who did not, how many were called so.
        "metric": "string",
        "value": "float64",
        "low": "float64",
        "high": "float64",
        # What it is of: customers.
        "n": "int64",
        # Learnt up to this day, compared with the days after it.
        "until": "date",
        "horizon_days": "int64",
    },
    key=("model", "metric"),
    digits={"value": 6, "low": 6, "high": 6},
)


def measure_backtest(backtest_groups: pa.Table, fit_parameters: pa.Table, span: pa.Table) -> pa.Table:
    """The forecasts of three months ago, beside simple rules. Empty where the shop is younger, or nobody came to it."""
    until = backtest_groups["until"][0].as_py() if len(backtest_groups) else None
    fitted = read_fitted([row for row in fit_parameters.to_pylist() if row["until"] == until])
    if until is None or fitted is None:
        return arrow_of(_BACKTEST, [])
    horizon = (span["as_of"][0].as_py() - until).days
    rows = [*_forecast_rows(fitted, backtest_groups, horizon), *_rule_rows(backtest_groups, horizon)]
    return arrow_of(_BACKTEST, [{**row, "until": until, "horizon_days": horizon} for row in rows])


def _forecast_rows(fitted: Fitted, table: pa.Table, horizon: int) -> list[dict]:
    orders, weight = column(table, "orders"), column(table, "customers").astype(float)
    happened, groups, n = orders > 0, groups_of(table), int(weight.sum())
    outlook = Outlook(fitted.parameters, groups)
    expected, probability = outlook.expected_orders(horizon), outlook.probability_of_order(horizon)
    return [
        *_auc_rows("pareto_nbd", expected, happened, weight),
        *_error_rows("pareto_nbd", expected, orders, weight),
        _row("pareto_nbd", "brier", metrics.brier(probability, happened, weight), None, None, n),
        _row("pareto_nbd", "calibration_error", _calibration_error(probability, happened, weight), None, None, n),
    ]


def _calibration_error(probability: np.ndarray, happened: np.ndarray, weight: np.ndarray) -> float | None:
    """Mean distance, over customers, of what was said from what happened to those of whom about the same was said."""
    bins = metrics.calibration(probability, happened, weight)
    total = sum(bin_["customers"] for bin_ in bins)
    return sum(bin_["customers"] * abs(bin_["actual"] - bin_["expected"]) for bin_ in bins) / total if total else None


def _rule_rows(table: pa.Table, horizon: int) -> list[dict]:
    orders, weight = column(table, "orders"), column(table, "customers").astype(float)
    happened, silence = orders > 0, column(table, "silence_days")
    age = np.maximum(silence + column(table, "recency_days"), 1)
    past = column(table, "repeats") / age * horizon
    gone = silence > 182
    leaving = np.array([stage == LEAVING for stage in table["stage"].to_pylist()])
    return [
        *_auc_rows("recency", -silence.astype(float), happened, weight),
        *_auc_rows("past_rate", past, happened, weight),
        *_error_rows("past_rate", past, orders, weight),
        *_auc_rows("fixed_26_weeks", (~gone).astype(float), happened, weight),
        *_away_rows("fixed_26_weeks", gone, ~happened, weight),
        *_away_rows("stages", leaving, ~happened, weight),
    ]


def _auc_rows(model: str, score: np.ndarray, happened: np.ndarray, weight: np.ndarray) -> list[dict]:
    value = metrics.auc(score, happened, weight)
    low, high = metrics.auc_interval(value, happened, weight) or (None, None)
    return [_row(model, "auc", value, low, high, int(weight.sum()))]


def _error_rows(model: str, expected: np.ndarray, orders: np.ndarray, weight: np.ndarray) -> list[dict]:
    n = int(weight.sum())
    return [
        _row(model, "mae", metrics.mean_absolute_error(expected, orders, weight), None, None, n),
        _row(model, "total_error", metrics.total_error(expected, orders, weight), None, None, n),
    ]


def _away_rows(model: str, called: np.ndarray, away: np.ndarray, weight: np.ndarray) -> list[dict]:
    both = float(weight @ (called & away))
    shares = {
        "leaving_stayed_away": metrics.share_of(both, float(weight @ called)),
        "leaving_found": metrics.share_of(both, float(weight @ away)),
    }
    return [_row(model, name, s["value"], s["low"], s["high"], s["of"]) for name, s in shares.items()]


def _row(model: str, metric: str, value: float | None, low: float | None, high: float | None, n: int) -> dict:
    return {"model": model, "metric": metric, "value": value, "low": low, "high": high, "n": n}


_CALIBRATION = Schema(
    {
        # Customers of whom a probability of an order from `said_from` to `said_to` was said.
        "said_from": "float64",
        "said_to": "float64",
        "customers": "int64",
        "expected": "float64",
        "actual": "float64",
        "low": "float64",
        "high": "float64",
        "until": "date",
        "horizon_days": "int64",
    },
    key=("said_from",),
    digits=dict.fromkeys(("said_from", "said_to", "expected", "actual", "low", "high"), 6),
)


def measure_calibration(backtest_groups: pa.Table, fit_parameters: pa.Table, span: pa.Table) -> pa.Table:
    until = backtest_groups["until"][0].as_py() if len(backtest_groups) else None
    fitted = read_fitted([row for row in fit_parameters.to_pylist() if row["until"] == until])
    if until is None or fitted is None:
        return arrow_of(_CALIBRATION, [])
    horizon = (span["as_of"][0].as_py() - until).days
    probability = pareto_nbd.probability_of_order(fitted.parameters, groups_of(backtest_groups), horizon_days=horizon)
    weight = column(backtest_groups, "customers").astype(float)
    bins = metrics.calibration(probability, column(backtest_groups, "orders") > 0, weight)
    rows = [
        {"said_from": b.pop("from"), "said_to": b.pop("to"), **b, "until": until, "horizon_days": horizon} for b in bins
    ]
    return arrow_of(_CALIBRATION, rows)


CALIBRATION = Fit("calibration", ("backtest_groups", "fit_parameters", "span"), _CALIBRATION, measure_calibration)
BACKTEST = Fit("backtest", ("backtest_groups", "fit_parameters", "span"), _BACKTEST, measure_backtest)
