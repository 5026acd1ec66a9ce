"""What a fit hands back."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace
from typing import Any

import numpy as np

from wraca.lifecycle.models.errors import BadSummary


@dataclass(frozen=True, eq=False)
class Fitted:
    """Parameters with what is known of their worth. Show `converged`; store all but `covariance` beside the scores."""

    model: str
    parameters: Any
    #: at the parameters, without the prior; time in weeks where the model has a clock
    log_likelihood: float
    #: the optimiser stopped where the slope is nil, inside the bounds
    converged: bool
    customers: int
    groups: int
    iterations: int
    seconds: float
    #: of the logarithms of the parameters: the inverse of minus the Hessian at the optimum
    covariance: np.ndarray
    #: a prior had a say
    with_prior: bool = False
    #: logarithms of parameters drawn from the posterior, one row a draw, where normality would not do
    draws: np.ndarray | None = None

    @property
    def log_parameters(self) -> np.ndarray:
        return np.log(astuple(self.parameters))

    @property
    def standard_errors(self) -> dict[str, float]:
        """Of the logarithms, so roughly the relative error of each parameter."""
        names = (field.name for field in fields(self.parameters))
        return dict(zip(names, np.sqrt(np.diag(self.covariance)), strict=True))


class Parameters:
    """Base of every model's parameters: frozen dataclasses of positive numbers (or arrays that broadcast)."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = np.asarray(getattr(self, field.name), dtype=float)
            if not (np.all(np.isfinite(value)) and np.all(value > 0)):
                raise BadSummary(f"expected {field.name} > 0 and finite; came {value}: fit the model anew")

    @classmethod
    def of_logarithms(cls, logs: np.ndarray):
        return cls(*np.exp(logs))


def draw_parameters(fitted: Fitted, count: int, *, seed: int = 0):
    """`count` sets of parameters the data allow, as one set of columns of shape (count, 1): broadcasts over groups.

    From the draws that came with the fit (in their order, repeated if need be), else normal on the logarithms.
    """
    if fitted.draws is not None:
        logs = fitted.draws[np.arange(count) % len(fitted.draws)]
    else:
        logs = draw_logarithms(fitted, count, np.random.default_rng(seed))
    columns = np.exp(logs).T[:, :, None]
    return replace(fitted.parameters, **dict(zip((f.name for f in fields(fitted.parameters)), columns, strict=True)))


def draw_logarithms(fitted: Fitted, count: int, random: np.random.Generator):
    """Normal around the optimum, cut at 4 standard errors: an exponential of a far tail is nobody's belief."""
    normal = np.clip(random.standard_normal((count, len(fitted.covariance))), -4, 4)
    return fitted.log_parameters + normal @ root_of(fitted.covariance).T


def root_of(covariance: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.maximum(values, 0))
