"""From a likelihood with its derivatives to a Fitted: what every model's `fit` shares."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from wraca.lifecycle.models.errors import CannotFit
from wraca.lifecycle.models.fitted import Fitted
from wraca.lifecycle.models.newton import Evaluation, covariance_of, maximise
from wraca.lifecycle.models.summary import Groups


@dataclass(frozen=True, eq=False)
class Prior:
    """Normal on the logarithms of the parameters."""

    mean: np.ndarray
    covariance: np.ndarray

    def penalty(self, logs: np.ndarray) -> float:
        """What the prior takes from the logarithm of the likelihood."""
        return 0.5 * float((logs - self.mean) @ np.linalg.inv(self.covariance) @ (logs - self.mean))

    def add_to(self, evaluation: Evaluation, logs: np.ndarray) -> Evaluation:
        value, gradient, hessian = evaluation
        precision = np.linalg.inv(self.covariance)
        pull = precision @ (logs - self.mean)
        return value - 0.5 * float((logs - self.mean) @ pull), gradient - pull, hessian - precision


def fit_likelihood(
    kind,
    evaluate: Callable[[np.ndarray], Evaluation],
    start: np.ndarray,
    table,
    *,
    model: str,
    prior: Prior | None = None,
    near: Any = None,
    started: float,
    low: float | np.ndarray = -15.0,
    high: float | np.ndarray = 15.0,
) -> Fitted:
    """Maximise `evaluate(log parameters)`, with the prior if there is one. `kind` builds the parameters.

    It starts from the parameters `near`, if given, else from the prior's mean, else from `start`.
    """
    target = evaluate if prior is None else lambda logs: prior.add_to(evaluate(logs), logs)
    if near is not None:
        start = np.log(astuple(near))
    elif prior is not None:
        start = prior.mean
    best = maximise(target, start, low=low, high=high)
    likelihood = best.value if prior is None else best.value + prior.penalty(best.at)
    return Fitted(
        model=model,
        parameters=kind.of_logarithms(best.at),
        log_likelihood=likelihood,
        converged=best.converged,
        customers=table.total_customers,
        groups=len(table),
        iterations=best.iterations,
        seconds=time.perf_counter() - started,
        covariance=covariance_of(best.hessian),
        with_prior=prior is not None,
    )


def on_logarithms(value: float, gradient: np.ndarray, hessian: np.ndarray, parameters: np.ndarray) -> Evaluation:
    """Chain rule from parameters to their logarithms."""
    slope = parameters * gradient
    return value, slope, np.outer(parameters, parameters) * hessian + np.diag(slope)


def require_learnable(groups: Groups) -> None:
    """Refuse what has no maximum: use a prior (`prior.fit_shop`) for such shops."""
    advice = "fit with a prior, which serves any shop"
    if groups.total_customers < 2:
        raise CannotFit(f"expected at least 2 customers; came {groups.total_customers}: {advice}")
    if not np.any(groups.repeats > 0):
        raise CannotFit(
            f"expected at least one repeat order; came none of {groups.total_customers} customers: {advice}"
        )
    if not np.any(groups.age_days > 0):
        raise CannotFit(f"expected customers older than a day; all first bought today: {advice}")
