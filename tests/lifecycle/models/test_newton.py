"""The optimiser on surfaces whose top is known."""

import numpy as np
import pytest

from wraca.lifecycle.models.newton import covariance_of, maximise


def hill(at: np.ndarray):
    """Top at (1, -2), curvature 2 and 8."""
    away = at - np.array([1.0, -2.0])
    stiff = np.array([2.0, 8.0])
    return -0.5 * float(stiff @ away**2), -stiff * away, -np.diag(stiff)


def saddle(at: np.ndarray):
    """-(x^2 - 1)^2 - y^2: a saddle at the origin, tops at x = +-1."""
    x, y = at
    value = -((x**2 - 1) ** 2) - y**2
    return value, np.array([-4 * x * (x**2 - 1), -2 * y]), np.array([[-12 * x**2 + 4, 0.0], [0.0, -2.0]])


def slope(at: np.ndarray):
    return float(at[0]), np.array([1.0]), np.zeros((1, 1))


def test_top_of_a_hill_is_found_with_its_covariance():
    best = maximise(hill, np.array([9.0, 9.0]))
    assert best.converged
    assert best.at == pytest.approx([1.0, -2.0])
    assert covariance_of(best.hessian) == pytest.approx(np.diag([0.5, 0.125]))


def test_a_saddle_is_left():
    best = maximise(saddle, np.array([0.01, 0.5]))
    assert best.converged
    assert best.at == pytest.approx([1.0, 0.0], abs=1e-5)


def test_a_slope_without_top_ends_at_the_bound_unconverged():
    best = maximise(slope, np.array([0.0]), high=3.0)
    assert (best.converged, best.at.tolist()) == (False, [3.0])


def test_a_flat_direction_gets_the_widest_variance():
    assert covariance_of(np.diag([-4.0, 0.0]), most=25.0) == pytest.approx(np.diag([0.25, 25.0]))
