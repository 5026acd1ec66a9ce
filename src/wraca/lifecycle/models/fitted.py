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

    Normal on the logarithms, cut at 4 standard errors: an exponential of a far tail is nobody's belief.
    """
    size = len(fitted.covariance)
    normal = np.clip(np.random.default_rng(seed).standard_normal((count, size)), -4, 4)
    values, vectors = np.linalg.eigh(fitted.covariance)
    logs = fitted.log_parameters + normal @ (vectors * np.sqrt(np.maximum(values, 0))).T
    columns = np.exp(logs).T[:, :, None]
    return replace(fitted.parameters, **dict(zip((f.name for f in fields(fitted.parameters)), columns, strict=True)))
