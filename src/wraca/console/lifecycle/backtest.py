"""The held-back measurements as a table: a metric a row, a model a column, with what the metric means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Metric:
    label: str | Promise
    meaning: str | Promise
    #: `high` or `low` is good; empty: near one is.
    best: str


METRICS: Mapping[str, Metric] = {
    "auc": Metric(
        _("Order of the customers (AUC)"),
        _("how often a buyer was ranked above one who did not buy; 0.5 is a coin"),
        "high",
    ),
    "mae": Metric(_("Error per customer (MAE)"), _("orders too many or too few, on average"), "low"),
    "total_error": Metric(
        _("Error of the total"), _("expected less actual orders of all customers, as a share"), "zero"
    ),
    "brier": Metric(_("Brier score"), _("squared error of the stated chances; 0 is perfect"), "low"),
    "leaving_found": Metric(_("Leavers found"), _("of those who did not order, how many were called leaving"), "high"),
    "calibration": Metric(_("Calibration"), _("how far the stated chances were from what happened, on average"), "low"),
    "calibration_error": Metric(
        _("Calibration"), _("how far the stated chances were from what happened, on average"), "low"
    ),
    "coverage": Metric(_("Inside the interval of 90%"), _("customers whose orders fell inside; 0.9 is right"), ""),
    "leaving_stayed_away": Metric(
        _("Leavers who stayed away"), _("of those called leaving, how many did not order"), "high"
    ),
}
MODELS: Mapping[str, str | Promise] = {
    "pareto_nbd": "Pareto/NBD",
    "mbg_nbd": "MBG/NBD",
    "bg_nbd": "BG/NBD",
    "wraca": "Wraca",
    "stages": _("Stages"),
    "recency": _("Last order alone"),
    "past_rate": _("Past rate alone"),
    "rate": _("Past rate alone"),
    "26_weeks": _("Fixed rule of 26 weeks"),
    "fixed_26_weeks": _("Fixed rule of 26 weeks"),
}


def compare_models(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """rows: model, metric, value, low, high, n. Metrics without a meaning here keep their code."""
    models = sorted({row["model"] for row in rows}, key=_rank)
    metrics = sorted(
        {row["metric"] for row in rows},
        key=lambda code: (code not in METRICS, list(METRICS).index(code) if code in METRICS else 0, code),
    )
    cells = {(row["metric"], row["model"]): row for row in rows}
    return {
        "models": [MODELS.get(model, model) for model in models],
        "rows": [
            {
                "metric": METRICS.get(metric, Metric(metric, "", "")),
                "cells": [
                    {"model": MODELS.get(model, model), **(cells.get((metric, model)) or {})} for model in models
                ],
                "best": _best(metric, [cells.get((metric, model)) for model in models]),
            }
            for metric in metrics
        ],
    }


def _rank(model: str) -> tuple[int, str]:
    order = list(MODELS)
    return (order.index(model) if model in order else len(order), model)


def _best(metric: str, cells: Sequence[Mapping[str, Any] | None]) -> int | None:
    """The place of the best model, so that a baseline that wins is seen to win."""
    known = [(cell["value"], at) for at, cell in enumerate(cells) if cell and cell["value"] is not None]
    direction = METRICS[metric].best if metric in METRICS else ""
    if not known or not direction:
        return None
    if direction == "zero":
        return min(known, key=lambda found: (abs(found[0]), found[1]))[1]
    return (max if direction == "high" else min)(known, key=lambda found: found[0])[1]
