"""What every counting model must hold; run over `wraca.lifecycle.models.MODELS`."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from hypothesis import strategies as st

from wraca.lifecycle.models.errors import CannotFit
from wraca.lifecycle.models.summary import Groups, group_days


def parameters_of(model: ModuleType):
    """Any sane parameters of the model: shapes 0.2 to 5, scales 1 to 100 weeks."""
    shape, scale = st.floats(0.2, 5.0), st.floats(1.0, 100.0)
    kinds = {"pareto_nbd": (shape, scale, shape, scale)}
    kind = {"pareto_nbd": "ParetoNbd", "mbg_nbd": "MbgNbd", "bg_nbd": "BgNbd"}[model.NAME]
    return st.builds(getattr(model, kind), *kinds.get(model.NAME, (shape, scale, shape, shape)))


@st.composite
def customers(draw) -> Groups:
    """One customer: up to 2,000 repeats in up to 10,000 days."""
    age = draw(st.integers(1, 10_000))
    repeats = draw(st.integers(0, min(age, 2000)))
    recency = draw(st.integers(repeats, age)) if repeats else 0
    return group_days([repeats], [recency], [age])[0]


def check_scores_are_sane(model: ModuleType, params, groups: Groups, horizon_days: float) -> None:
    """Finite; 0 <= P(order) <= min(1, E[orders]) as P(Y > 0) <= E[Y]; E[orders] grows with the horizon."""
    expected = model.expected_orders(params, groups, horizon_days=horizon_days)
    longer = model.expected_orders(params, groups, horizon_days=2 * horizon_days)
    probability = model.probability_of_order(params, groups, horizon_days=horizon_days)
    assert np.all(np.isfinite(model.log_likelihood(params, groups)))
    assert np.all((probability >= 0) & (probability <= 1))
    assert np.all(probability <= expected + 1e-7)
    assert np.all(expected <= longer * (1 + 1e-9))
    assert np.all(longer <= 2 * expected * (1 + 1e-6) + 1e-12), "a customer can only leave, never speed up"


def check_moments_agree(model: ModuleType, params, groups: Groups, horizon_days: float) -> None:
    """Mean and chance of none are the other two scores; the variance is at least what that chance forces."""
    moments = model.order_moments(params, groups, horizon_days=horizon_days)
    expected = model.expected_orders(params, groups, horizon_days=horizon_days)
    none = 1 - model.probability_of_order(params, groups, horizon_days=horizon_days)
    assert moments.mean == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert moments.probability_of_none == pytest.approx(none, abs=1e-7)
    assert np.all(moments.variance >= -1e-9 * expected**2)


def check_silence_never_raises_hope(model: ModuleType, params, repeats: int) -> None:
    """Of two customers with the same past, who has been silent longer is expected to order less."""
    ages = np.array([100.0, 200.0, 400.0, 800.0])
    groups, _ = group_days(np.full(4, repeats), np.full(4, 90.0 if repeats else 0.0), ages)
    expected = model.expected_orders(params, groups, horizon_days=90)
    assert np.all(np.diff(expected) <= 1e-12)


def check_groups_are_their_customers(model: ModuleType, params) -> None:
    """A group of three is one customer three times, in fit and score."""
    rows = [0, 2, 5, 2, 2], [0, 50, 200, 50, 50], [300, 300, 300, 300, 300]
    apart, together = Groups(*map(np.array, rows), np.ones(5)), group_days(*rows)[0]
    assert together.customers.tolist() == [1, 3, 1]
    one_by_one = model.log_likelihood(params, apart)
    assert one_by_one.sum() == pytest.approx(model.log_likelihood(params, together) @ together.customers)


def check_refuses_what_has_no_maximum(model: ModuleType) -> None:
    for rows in (([0] * 9, [0] * 9, [50] * 9), ([3], [10], [20]), ([0, 0], [0, 0], [0, 0])):
        with pytest.raises(CannotFit, match="prior"):
            model.fit(group_days(*rows)[0])
