"""Gamma-Gamma against Fader and Hardie (2013) on the 946 repeat buyers of CDNOW."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.models.published import cdnow_spend, cdnow_summary

from wraca.lifecycle.models import gamma_gamma, prior
from wraca.lifecycle.models.errors import BadSummary, CannotFit
from wraca.lifecycle.models.gamma_gamma import GammaGamma, Likelihood
from wraca.lifecycle.models.summary import Spend, group_spend

PUBLISHED = GammaGamma(p=6.25, q=3.74, gamma=15.44)


def test_fit_is_the_published_one_of_cdnow():
    fitted = gamma_gamma.fit(cdnow_spend())
    found = fitted.parameters
    assert (round(found.p, 2), round(found.q, 2), round(found.gamma, 2)) == (6.25, 3.74, 15.44)
    assert fitted.log_likelihood == pytest.approx(-4055.92, abs=0.005)
    assert (fitted.converged, fitted.customers) == (True, 946)
    assert fitted.log_likelihood == pytest.approx(gamma_gamma.log_likelihood(found, cdnow_spend()).sum())


def test_expected_values_of_the_first_ten_customers_are_the_published_ones():
    params, summary = gamma_gamma.fit(cdnow_spend()).parameters, cdnow_summary()
    found = gamma_gamma.expected_value(params, summary["repeats"][:10], summary["mean_value"][:10])
    assert found.round(2).tolist() == [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]


def test_expected_value_is_a_weighted_mean_of_shop_and_customer():
    # shop's mean p*gamma/(q-1) = 6.25*15.44/2.74 = 35.219; two orders of 50 weigh 12.5/(12.5+2.74)
    found = gamma_gamma.expected_value(PUBLISHED, [0, 2], [0.0, 50.0])
    assert found == pytest.approx([35.219, (2.74 * 35.219 + 12.5 * 50) / 15.24], abs=0.001)


@given(orders=st.integers(1, 500), value=st.floats(0.01, 1e6))
def test_expected_value_lies_between_shop_and_customer(orders, value):
    shop, found = gamma_gamma.expected_value(PUBLISHED, [0, orders], [0.0, value])
    assert min(shop, value) * (1 - 1e-9) <= found <= max(shop, value) * (1 + 1e-9)


def test_unit_of_money_changes_gamma_alone():
    spend = cdnow_spend()
    cents = gamma_gamma.fit(Spend(spend.orders, spend.mean_value * 100, spend.customers))
    dollars = gamma_gamma.fit(spend)
    assert cents.parameters.p == pytest.approx(dollars.parameters.p, rel=1e-6)
    assert cents.parameters.gamma == pytest.approx(100 * dollars.parameters.gamma, rel=1e-6)
    # a density per cent is a hundredth of one per dollar, for each of 946 customers
    assert cents.log_likelihood == pytest.approx(dollars.log_likelihood - 946 * np.log(100))


def test_gradient_and_hessian_are_those_of_the_value():
    likelihood = Likelihood(np.array([1.0, 3, 20]), np.array([0.7, 1.5, 1.1]), np.array([5.0, 2, 1]))
    at, step = np.log([2.0, 3.0, 1.5]), 1e-5
    _, gradient, hessian = likelihood.evaluate(at)
    for k, along in enumerate(np.eye(3) * step):
        up, down = likelihood.evaluate(at + along), likelihood.evaluate(at - along)
        assert (up[0] - down[0]) / (2 * step) == pytest.approx(gradient[k], rel=1e-6)
        assert (up[1] - down[1]) / (2 * step) == pytest.approx(hessian[k], rel=1e-5, abs=1e-6)


def test_known_parameters_are_recovered():
    random = np.random.default_rng(8)
    orders = random.integers(1, 12, 20_000)
    rate = random.gamma(4.0, 1 / 60.0, len(orders))
    mean = random.gamma(3.0 * orders, 1 / rate) / orders
    fitted = gamma_gamma.fit(group_spend(orders, mean)[0])
    assert np.abs(fitted.log_parameters - np.log([3.0, 4.0, 60.0])).max() < 0.1


def test_correlation_of_frequency_and_value_is_reported():
    # (1, 10), (2, 20), (3, 30): value rises exactly with orders
    rising = Spend(np.array([1, 2, 3]), np.array([10.0, 20, 30]), np.ones(3))
    assert gamma_gamma.value_frequency_correlation(rising) == pytest.approx(1.0)


def test_what_cannot_be_fitted_is_refused_and_served_by_the_prior():
    for orders, values in (([1, 1], [10.0, 20.0]), ([2, 3], [15.0, 15.0]), ([4], [20.0])):
        spend = Spend(orders, values, np.ones(len(orders)))
        with pytest.raises(CannotFit, match="prior"):
            gamma_gamma.fit(spend)
        fitted = prior.fit_spend(spend)
        assert fitted.converged
        assert 5 < gamma_gamma.expected_value(fitted.parameters, 0, 0.0) < 60


def test_free_orders_are_refused_by_row():
    with pytest.raises(BadSummary, match=r"mean_value > 0; not so in 1 of 2 rows \(1\)"):
        Spend([1, 1], [10.0, 0.0], [1, 1])
