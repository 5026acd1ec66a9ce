"""The integral behind Pareto/NBD against 2F1, and its derivatives against differences."""

import numpy as np
import pytest
from scipy.special import hyp2f1

from wraca.lifecycle.models.tail import log_tail, tail_moments

#: p, alpha, q, beta, t and log G to 17 digits, from mpmath 1.3's 2F1 at 40 digits
REFERENCE = [
    ((0.6, 10.0, 1.5, 20.0, 0.0), -3.1901241648547017),
    ((1.6, 10.6, 1.6, 11.7, 30.0), -8.9662002679445731),
    ((0.2, 1.0, 1.1, 900.0, 0.0), -0.74413523515583676),
    ((0.2, 900.0, 1.1, 1.0, 0.0), 0.50735610345169987),
    ((40.5, 2.0, 1.4, 500.0, 5.0), -89.254637091252283),
    ((3000.5, 3.0, 1.6, 80.0, 700.0), -19681.454548808838),
    ((3000.5, 300.0, 1.6, 8.0, 1428.0), -22380.070717444136),
    ((5000.0, 0.5, 3.0, 2000.0, 0.5), -31.320450756350401),
]


@pytest.mark.parametrize(("arguments", "expected"), REFERENCE)
def test_log_tail_is_that_of_2f1_at_forty_digits(arguments, expected):
    assert float(log_tail(*arguments)) == pytest.approx(expected, rel=1e-13, abs=3e-7)


def test_log_tail_is_scipys_2f1_where_that_is_sound():
    random = np.random.default_rng(0)
    p, q = random.uniform(0.3, 12, 500), random.uniform(1.1, 3, 500)
    alpha, t = random.uniform(5, 40, 500), random.uniform(0, 80, 500)
    beta = alpha * random.uniform(0.4, 1.8, 500)
    rate = p + q - 1
    expected = np.log(hyp2f1(rate, q, rate + 1, (alpha - beta) / (alpha + t)) / rate) - rate * np.log(alpha + t)
    assert log_tail(p, alpha, q, beta, t) == pytest.approx(expected, rel=1e-9)


def test_log_tail_is_finite_for_thousands_of_orders_and_ten_thousand_days():
    orders = np.arange(0, 5000, 7.0)[:, None]
    weeks = np.array([0.0, 1 / 7, 10.0, 10_000 / 7])
    for alpha, beta in ((1e-2, 1e4), (1e4, 1e-2), (10.0, 10.0)):
        assert np.all(np.isfinite(log_tail(0.3 + orders, alpha, 1.2, beta, weeks)))


def test_tail_shrinks_with_time():
    values = log_tail(1.5, 10.0, 1.6, 300.0, np.linspace(0, 1000, 400))
    assert np.all(np.diff(values) < 0)


def test_derivatives_are_those_of_the_value():
    arguments, step = np.array([2.6, 10.0, 1.6, 40.0]), 1e-5
    tail = tail_moments(*arguments, 30.0)
    for k, along in enumerate(np.eye(4) * arguments * step):
        up, down = tail_moments(*(arguments + along), 30.0), tail_moments(*(arguments - along), 30.0)
        width = 2 * step * arguments[k]
        assert (up.log - down.log) / width == pytest.approx(tail.first[k], rel=1e-7)
        of_first = (up.first - down.first) / width + tail.first * tail.first[k]
        assert of_first == pytest.approx(tail.second[k], rel=1e-6)
