"""Rhythm: the gaps between a customer's orders, and when the next one is due."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import betaprime

from wraca.lifecycle.models import prior, rhythm
from wraca.lifecycle.models.errors import BadSummary, CannotFit
from wraca.lifecycle.models.rhythm import Likelihood, Rhythm
from wraca.lifecycle.models.summary import Gaps, group_gaps

PARAMS = Rhythm(shape=2.0, a=3.0, b_days=60.0)


def simulated(customers: int, seed: int) -> Gaps:
    random = np.random.default_rng(seed)
    count = random.integers(1, 15, customers)
    rate = np.repeat(random.gamma(3.0, 1 / 200.0, customers), count)
    gaps = np.maximum(random.gamma(2.0, 1 / rate), 1.0)
    owner = np.repeat(np.arange(customers), count)
    return group_gaps(count, np.bincount(owner, gaps), np.bincount(owner, np.log(gaps)))[0]


def test_known_parameters_are_recovered():
    fitted = rhythm.fit(simulated(20_000, 9))
    assert fitted.converged
    assert np.abs(fitted.log_parameters - np.log([2.0, 3.0, 200.0])).max() < 0.05


def test_likelihood_of_one_gap_is_the_compound_gamma_density():
    # a gap of 40 days: 40/b is Beta-prime(shape, a); the density of the gap has one more 1/b
    gaps = Gaps([1], [40.0], [np.log(40.0)], [1])
    expected = betaprime(2.0, 3.0).logpdf(40.0 / 60.0) - np.log(60.0)
    assert rhythm.log_likelihood(PARAMS, gaps) == pytest.approx([expected])


def test_likelihood_of_two_gaps_is_the_integral_over_rates():
    def density(rate):
        gaps = rate**4 * 20 * 30 * np.exp(-rate * 50)
        return gaps * 60.0**3 * rate**2 * np.exp(-60 * rate) / 2

    gaps = Gaps([2], [50.0], [np.log(20.0) + np.log(30.0)], [1])
    assert rhythm.log_likelihood(PARAMS, gaps) == pytest.approx([np.log(quad(density, 0, 2)[0])], rel=1e-8)


def test_gradient_and_hessian_are_those_of_the_value():
    likelihood = Likelihood.of(simulated(50, 1))
    at, step = np.log([1.5, 2.0, 50.0]), 1e-5
    _, gradient, hessian = likelihood.evaluate(at)
    for k, along in enumerate(np.eye(3) * step):
        up, down = likelihood.evaluate(at + along), likelihood.evaluate(at - along)
        assert (up[0] - down[0]) / (2 * step) == pytest.approx(gradient[k], rel=1e-6)
        assert (up[1] - down[1]) / (2 * step) == pytest.approx(hessian[k], rel=1e-5, abs=1e-5)


def test_next_gap_of_a_newcomer_is_the_beta_prime_of_the_shop():
    found = rhythm.next_gap_days(PARAMS, 0, 0.0, elapsed_days=0.0, probability=0.8)
    assert found == pytest.approx(60.0 * betaprime(2.0, 3.0).ppf(0.8))
    assert rhythm.usual_gap_days(PARAMS, 0, 0.0) == pytest.approx(60.0 * betaprime(2.0, 3.0).median())


def test_days_already_gone_by_are_taken_into_account():
    # P(gap <= q | gap > 30) = .5 means F(q) = F(30) + .5 (1 - F(30))
    law = betaprime(2.0, 3.0, scale=60.0)
    found = rhythm.next_gap_days(PARAMS, 0, 0.0, elapsed_days=30.0, probability=0.5)
    assert found == pytest.approx(law.ppf(law.cdf(30) + 0.5 * law.sf(30)))


@given(gaps=st.integers(0, 300), mean=st.floats(1, 400), elapsed=st.floats(0, 5000), share=st.floats(0.01, 0.98))
def test_quantiles_are_ordered_and_never_in_the_past(gaps, mean, elapsed, share):
    early, late = (
        rhythm.next_gap_days(PARAMS, gaps, gaps * mean, elapsed_days=elapsed, probability=probability)
        for probability in (share, share + 0.01)
    )
    assert np.isfinite(late)
    assert elapsed <= early <= late * (1 + 1e-6)


def test_a_regular_customer_is_expected_in_their_own_time():
    # 24 gaps of 14 days against a shop whose customers come every b*k/(a-1) = 60 days
    low, high = (
        rhythm.next_gap_days(PARAMS, 24, 24 * 14.0, elapsed_days=0.0, probability=share) for share in (0.05, 0.95)
    )
    assert low < 14 < high < 45


def test_nine_in_ten_gaps_come_before_the_overdue_day():
    random = np.random.default_rng(2)
    rate = random.gamma(3.0, 1 / 60.0, 50_000)
    past = random.gamma(2.0 * 4, 1 / rate)
    due = rhythm.next_gap_days(PARAMS, 4, past, elapsed_days=0.0, probability=0.9)
    assert (random.gamma(2.0, 1 / rate) <= due).mean() == pytest.approx(0.9, abs=0.006)
    assert rhythm.share_of_gaps_longer(PARAMS, 4, past, days=due) == pytest.approx(np.full(50_000, 0.1))


def test_too_few_gaps_are_refused_and_served_by_the_prior():
    gaps = Gaps([1], [30.0], [np.log(30.0)], [1])
    with pytest.raises(CannotFit, match="prior"):
        rhythm.fit(gaps)
    assert prior.fit_rhythm(gaps).converged


def test_gaps_of_less_than_a_day_are_refused():
    with pytest.raises(BadSummary, match="total_days >= gaps"):
        Gaps([3], [2.0], [0.0], [1])
