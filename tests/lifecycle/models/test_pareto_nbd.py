"""Pareto/NBD against Fader and Hardie's published fit of the CDNOW sample, and against what must hold."""

from dataclasses import astuple

import numpy as np
import pytest
from tests.lifecycle.models.published import auc, cdnow_groups, cdnow_master, cdnow_summary, summary_of

from wraca.lifecycle.models import pareto_nbd
from wraca.lifecycle.models.newton import maximise
from wraca.lifecycle.models.outlook import Outlook
from wraca.lifecycle.models.pareto_nbd import Likelihood, ParetoNbd
from wraca.lifecycle.models.prior import PARETO_NBD
from wraca.lifecycle.models.simulated import simulate_pareto
from wraca.lifecycle.models.summary import group_days, group_weeks

PUBLISHED = ParetoNbd(r=0.553, alpha_weeks=10.578, s=0.606, beta_weeks=11.669)
HOLDOUT_DAYS = 39 * 7


def test_fit_is_the_published_one_of_cdnow():
    groups, _ = cdnow_groups()
    fitted = pareto_nbd.fit(groups)
    found = fitted.parameters
    assert (round(found.r, 3), round(found.s, 3)) == (0.553, 0.606)
    assert (round(found.alpha_weeks, 3), round(found.beta_weeks, 3)) == (10.578, 11.669)
    assert fitted.log_likelihood == pytest.approx(-9594.976, abs=0.005)
    assert (fitted.converged, fitted.customers, fitted.groups) == (True, 2357, 1016)
    assert fitted.log_likelihood == pytest.approx(pareto_nbd.log_likelihood(found, groups) @ groups.customers)


def test_fit_settles_at_the_same_place_from_far_away():
    groups, _ = cdnow_groups()
    likelihood = Likelihood.of(groups)
    for start in ([-3.0, -3, -3, -3], [2.0, 5, 2, 7], [-1.0, 6, 1, 0]):
        best = maximise(likelihood.evaluate, np.array(start))
        assert best.converged
        assert best.value == pytest.approx(-9594.97618, abs=1e-4)


@pytest.mark.parametrize("prior", [None, PARETO_NBD])
def test_fit_begun_near_settles_at_the_same_place_in_fewer_passes(prior):
    groups, _ = cdnow_groups()
    cold = pareto_nbd.fit(groups, prior=prior)
    # Parameters such as a month earlier would give: some per cent off.
    near = ParetoNbd(*np.array(astuple(cold.parameters)) * [1.05, 0.96, 0.97, 1.08])
    warm = pareto_nbd.fit(groups, prior=prior, near=near)
    assert warm.converged
    assert astuple(warm.parameters) == pytest.approx(astuple(cold.parameters), rel=1e-7)
    assert warm.log_likelihood == pytest.approx(cold.log_likelihood, abs=1e-7)
    assert warm.iterations < cold.iterations


def test_log_likelihood_of_a_fit_with_a_prior_is_without_the_prior():
    groups, _ = cdnow_groups()
    fitted = pareto_nbd.fit(groups, prior=PARETO_NBD)
    alone = pareto_nbd.log_likelihood(fitted.parameters, groups) @ groups.customers
    assert fitted.log_likelihood == pytest.approx(alone, abs=1e-6)


def test_outlook_answers_each_horizon_as_if_it_were_asked_alone():
    groups, _ = cdnow_groups()
    together = Outlook(PUBLISHED, groups)
    for days in (365, 30, 90):
        alone = Outlook(PUBLISHED, groups)
        assert np.array_equal(together.expected_orders(days), alone.expected_orders(days))
        assert np.array_equal(together.probability_of_order(days), alone.probability_of_order(days))


def test_expected_orders_are_the_published_25_46():
    groups, _ = group_days([26], [30.86 * 7], [31 * 7])
    assert pareto_nbd.expected_orders(PUBLISHED, groups, horizon_days=52 * 7) == pytest.approx([25.46], abs=0.005)


def test_holdout_of_cdnow_is_as_measured_elsewhere():
    # methods: total -11.5 %, mean absolute error .755, correlation .630, AUC .779
    (groups, index), after = cdnow_groups(), cdnow_summary()["after"]
    fitted = pareto_nbd.fit(groups)
    expected = pareto_nbd.expected_orders(fitted.parameters, groups, horizon_days=HOLDOUT_DAYS)[index]
    assert expected.sum() / after.sum() - 1 == pytest.approx(-0.115, abs=0.0005)
    assert np.abs(expected - after).mean() == pytest.approx(0.755, abs=0.0006)
    assert np.corrcoef(expected, after)[0, 1] == pytest.approx(0.630, abs=0.0006)
    assert auc(expected, after > 0) == pytest.approx(0.779, abs=0.0006)


def test_expected_orders_tell_who_returns_better_than_recency_on_the_whole_of_cdnow():
    # methods: .769 against .759 for recency, over 23,570 customers; total -12.9 %, mean absolute error .794
    summary = summary_of(*cdnow_master())
    groups, index = group_days(summary["repeats"], summary["recency_days"], summary["age_days"])
    params = pareto_nbd.fit(groups).parameters
    expected = pareto_nbd.expected_orders(params, groups, horizon_days=HOLDOUT_DAYS)[index]
    returned = summary["after"] > 0
    silence = summary["age_days"] - summary["recency_days"]
    assert auc(expected, returned) == pytest.approx(0.769, abs=0.0006)
    assert auc(-silence, returned) == pytest.approx(0.759, abs=0.0006)
    assert np.abs(expected - summary["after"]).mean() == pytest.approx(0.794, abs=0.0006)


def test_tracking_of_cdnow_at_week_78_is_within_2_percent():
    # 4,339 repeat orders up to week 78; every customer counted from their own first day
    (groups, _), after = cdnow_groups(), cdnow_summary()["after"]
    params = pareto_nbd.fit(groups).parameters
    by_age = pareto_nbd.expected_orders_of_newcomer(params, age_days=groups.age_days + HOLDOUT_DAYS)
    actual = groups.repeats @ groups.customers + after.sum()
    assert actual == 4339
    assert by_age @ groups.customers == pytest.approx(actual, rel=0.02)


def test_gradient_and_hessian_are_those_of_the_value():
    likelihood = Likelihood.of(group_days([0, 1, 3, 40], [0, 30, 200, 330], [100, 300, 350, 360], [9, 4, 2, 1])[0])
    at, step = np.log([0.6, 8.0, 0.5, 20.0]), 1e-5
    _, gradient, hessian = likelihood.evaluate(at)
    for k, along in enumerate(np.eye(4) * step):
        up, down = likelihood.evaluate(at + along), likelihood.evaluate(at - along)
        assert (up[0] - down[0]) / (2 * step) == pytest.approx(gradient[k], rel=1e-6)
        assert (up[1] - down[1]) / (2 * step) == pytest.approx(hessian[k], rel=1e-5, abs=1e-6)


def test_known_parameters_are_recovered():
    truth = ParetoNbd(0.9, 7.0, 0.7, 30.0)
    random = np.random.default_rng(5)
    past = simulate_pareto(truth, random.uniform(0, 700, 30_000), horizon_days=1, random=random)
    fitted = pareto_nbd.fit(group_weeks(past.repeats, past.recency_days, past.age_days)[0])
    off = fitted.log_parameters - np.log([0.9, 7.0, 0.7, 30.0])
    assert fitted.converged
    # chi-square with 4 degrees of freedom: 18.5 leaves one in a thousand; weeks for days cost a little more
    assert off @ np.linalg.solve(fitted.covariance, off) < 30
    assert np.abs(off).max() < 0.25


def test_scores_and_moments_are_those_of_simulated_customers():
    truth = ParetoNbd(0.9, 7.0, 0.7, 30.0)
    random = np.random.default_rng(3)
    past = simulate_pareto(truth, random.uniform(0, 700, 50_000), horizon_days=365, random=random)
    groups, index = group_days(past.repeats, past.recency_days, past.age_days)
    moments = pareto_nbd.order_moments(truth, groups, horizon_days=365)
    mean, variance = moments.mean[index], moments.variance[index]
    some = 1 - moments.probability_of_none[index]
    came = past.orders_to_come
    assert mean.mean() == pytest.approx(came.mean(), rel=0.02)
    assert some.mean() == pytest.approx((came > 0).mean(), rel=0.02)
    assert variance.mean() == pytest.approx(((came - mean) ** 2).mean(), rel=0.06)
    for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        of = (some >= low) & (some < high)
        assert some[of].mean() == pytest.approx((came[of] > 0).mean(), abs=0.015)


def test_newcomers_expectation_is_that_of_simulated_customers():
    truth = ParetoNbd(0.9, 7.0, 0.7, 30.0)
    random = np.random.default_rng(4)
    past = simulate_pareto(truth, np.full(200_000, 400.0), horizon_days=1, random=random)
    expected = pareto_nbd.expected_orders_of_newcomer(truth, age_days=[0.0, 400.0])
    assert expected == pytest.approx([0.0, past.repeats.mean()], rel=0.01)


def test_s_of_one_and_two_are_no_special_cases():
    groups, _ = group_days([0, 4], [0, 200], [300, 300])
    for s in (1.0, 2.0):
        around = [
            pareto_nbd.order_moments(ParetoNbd(0.5, 10.0, s + off, 20.0), groups, horizon_days=365)
            for off in (-1e-7, 0.0, 1e-7)
        ]
        assert around[1].mean == pytest.approx((around[0].mean + around[2].mean) / 2, rel=1e-9)
        assert around[1].variance == pytest.approx((around[0].variance + around[2].variance) / 2, rel=1e-6)
