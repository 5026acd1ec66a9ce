"""Fitted parameters as rows of a generation, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from wraca.lifecycle.models import gamma_gamma, pareto_nbd, rhythm
from wraca.lifecycle.models.fitted import Fitted
from wraca.lifecycle.models.gamma_gamma import GammaGamma
from wraca.lifecycle.models.pareto_nbd import ParetoNbd
from wraca.lifecycle.models.prior import GAMMA_GAMMA, PARETO_NBD, RHYTHM
from wraca.lifecycle.models.rhythm import Rhythm

KINDS = {pareto_nbd.NAME: ParetoNbd, rhythm.NAME: Rhythm, gamma_gamma.NAME: GammaGamma}


def parameter_rows(fitted: Fitted, until: date) -> list[dict[str, Any]]:
    shared = {
        "until": until,
        "model": fitted.model,
        "log_likelihood": _finite(fitted.log_likelihood),
        "converged": fitted.converged,
        "with_prior": fitted.with_prior,
        "customers": fitted.customers,
    }
    errors = fitted.standard_errors
    return [
        {**shared, "parameter": field.name, "value": float(value), "log_error": _finite(errors[field.name])}
        for field, value in zip(fields(fitted.parameters), astuple(fitted.parameters), strict=True)
    ]


def draw_rows(fitted: Fitted) -> list[dict[str, Any]]:
    """The posterior of a small shop; a large one needs none."""
    if fitted.draws is None:
        return []
    names = [field.name for field in fields(fitted.parameters)]
    return [
        {"model": fitted.model, "draw": draw, "parameter": name, "log_value": float(value)}
        for draw, row in enumerate(fitted.draws)
        for name, value in zip(names, row, strict=True)
    ]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


@dataclass(frozen=True, eq=False)
class ScoreParameters:
    """All that a score needs beside a customer's summary."""

    counting: Fitted
    rhythm: Rhythm
    spend: GammaGamma


def read_fitted(rows: Iterable[Mapping[str, Any]], draws: Iterable[Mapping[str, Any]] = ()) -> Fitted | None:
    """The Pareto/NBD among rows of one `until`; None where there is none. Its covariance is not kept."""
    own = [row for row in rows if row["model"] == pareto_nbd.NAME]
    if not own:
        return None
    names = [field.name for field in fields(ParetoNbd)]
    logs = _draw_matrix([row for row in draws if row["model"] == pareto_nbd.NAME], names)
    return Fitted(
        model=pareto_nbd.NAME,
        parameters=_build(ParetoNbd, own),
        log_likelihood=own[0]["log_likelihood"],
        converged=own[0]["converged"],
        customers=own[0]["customers"],
        groups=0,
        iterations=0,
        seconds=0.0,
        covariance=np.zeros((len(names), len(names))),
        with_prior=own[0]["with_prior"],
        draws=logs,
    )


def read_parameters(rows: Sequence[Mapping[str, Any]], draws: Iterable[Mapping[str, Any]]) -> ScoreParameters:
    """From the rows of one day and the draws; what a shop could not show comes from the prior."""
    counting = read_fitted(rows, draws)
    return ScoreParameters(
        counting=counting or prior_fitted(),
        rhythm=read_one(rhythm.NAME, rows) or prior_rhythm(),
        spend=read_one(gamma_gamma.NAME, rows) or GammaGamma(*np.exp(GAMMA_GAMMA.mean)),
    )


def read_one(model: str, rows: Iterable[Mapping[str, Any]]) -> Any:
    own = [row for row in rows if row["model"] == model]
    return _build(KINDS[model], own) if own else None


def prior_rhythm() -> Rhythm:
    """What is believed of a shop before its first repeat order."""
    return Rhythm(*(float(v) for v in np.exp(RHYTHM.mean)))


def prior_fitted() -> Fitted:
    """What is believed of a shop before its first customer."""
    return Fitted(
        model=pareto_nbd.NAME,
        parameters=ParetoNbd(*(float(v) for v in np.exp(PARETO_NBD.mean))),
        log_likelihood=0.0,
        converged=True,
        customers=0,
        groups=0,
        iterations=0,
        seconds=0.0,
        covariance=PARETO_NBD.covariance,
        with_prior=True,
    )


def _build(kind: type, rows: Iterable[Mapping[str, Any]]) -> Any:
    return kind(**{row["parameter"]: row["value"] for row in rows})


def _draw_matrix(rows: list[Mapping[str, Any]], names: list[str]) -> np.ndarray | None:
    if not rows:
        return None
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((1 + max(row["draw"] for row in rows), len(names)))
    for row in rows:
        matrix[row["draw"], column[row["parameter"]]] = row["log_value"]
    return matrix
