"""Pareto/NBD against Fader and Hardie's published fit of the CDNOW sample, and against what must hold."""

import numpy as np
import pytest
from tests.lifecycle.models.published import cdnow_summary

from wraca.lifecycle.models import pareto_nbd
from wraca.lifecycle.models.pareto_nbd import Likelihood, ParetoNbd
from wraca.lifecycle.models.summary import group_days

PUBLISHED = ParetoNbd(r=0.553, alpha_weeks=10.578, s=0.606, beta_weeks=11.669)


def cdnow_groups():
    summary = cdnow_summary()
    return group_days(summary["repeats"], summary["recency_days"], summary["age_days"])


def test_pareto_nbd_fit_is_the_published_one_of_cdnow():
    groups, _ = cdnow_groups()
    fitted = pareto_nbd.fit(groups)
    found = fitted.parameters
    assert (round(found.r, 3), round(found.s, 3)) == (0.553, 0.606)
    assert (round(found.alpha_weeks, 3), round(found.beta_weeks, 3)) == (10.578, 11.669)
    assert fitted.log_likelihood == pytest.approx(-9594.976, abs=0.005)
    assert (fitted.converged, fitted.customers) == (True, 2357)


def test_expected_orders_are_the_published_25_46():
    groups, _ = group_days([26], [30.86 * 7], [31 * 7])
    assert pareto_nbd.expected_orders(PUBLISHED, groups, horizon_days=52 * 7) == pytest.approx([25.46], abs=0.005)


def test_gradient_and_hessian_are_those_of_the_value():
    likelihood = Likelihood.of(group_days([0, 1, 3, 40], [0, 30, 200, 330], [100, 300, 350, 360], [9, 4, 2, 1])[0])
    at, step = np.log([0.6, 8.0, 0.5, 20.0]), 1e-5
    _, gradient, hessian = likelihood.evaluate(at)
    for k, along in enumerate(np.eye(4) * step):
        up, down = likelihood.evaluate(at + along), likelihood.evaluate(at - along)
        assert (up[0] - down[0]) / (2 * step) == pytest.approx(gradient[k], rel=1e-6)
        assert (up[1] - down[1]) / (2 * step) == pytest.approx(hessian[k], rel=1e-5, abs=1e-6)
