"""Intervals of orders and value hold what they say, of one customer and of many."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from wraca.lifecycle.models import gamma_gamma, mbg_nbd, pareto_nbd, prior
from wraca.lifecycle.models.fitted import Fitted, draw_parameters
from wraca.lifecycle.models.gamma_gamma import GammaGamma
from wraca.lifecycle.models.intervals import orders_interval, total_orders_interval
from wraca.lifecycle.models.moments import Moments, negative_binomial_quantile
from wraca.lifecycle.models.pareto_nbd import ParetoNbd
from wraca.lifecycle.models.simulated import simulate_pareto
from wraca.lifecycle.models.summary import group_days
from wraca.lifecycle.models.value import expected_value

TRUTH = ParetoNbd(0.9, 7.0, 0.7, 30.0)


def known(parameters, *, customers: int, spread: float = 0.0, model: str = "pareto_nbd") -> Fitted:
    size = len(vars(parameters))
    return Fitted(model, parameters, 0.0, True, customers, 1, 1, 0.0, np.eye(size) * spread**2)


def simulated(customers: int, seed: int):
    random = np.random.default_rng(seed)
    age = np.floor(random.uniform(0, 100, customers)) * 7.0
    past = simulate_pareto(TRUTH, age, horizon_days=365, random=random)
    return past, *group_days(past.repeats, np.floor(past.recency_days), past.age_days), random


def test_quantiles_of_a_positive_count_are_those_of_its_law():
    # Y = 0 with .4, else 1 + NB(size 2, p .25): mean of NB 6, variance 24; share .7 of Y is (.7-.4)/.6 = .5 of NB
    some, mean, square = 0.6, 7.0, 24.0 + 49.0
    moments = Moments(np.array([some * mean]), np.array([some * square - (some * mean) ** 2]), np.array([0.4]))
    assert moments.quantile(0.7).tolist() == [1 + nbinom(2, 0.25).ppf(0.5)]
    assert moments.quantile(0.97).tolist() == [1 + nbinom(2, 0.25).ppf((0.97 - 0.4) / 0.6)]
    assert moments.quantile(0.4).tolist() == [0]


def test_quantiles_without_excess_variance_are_poissons():
    some, mean = 1.0, 6.0  # 1 + Poisson(5)
    moments = Moments(np.array([some * mean]), np.array([5.0]), np.array([0.0]))
    assert moments.quantile(0.95).tolist() == [1 + poisson(5).ppf(0.95)]


def test_a_customer_who_may_not_come_has_the_whole_rest_above():
    # "none" .2 fills the lower 5 %: the interval is from 0 to the 90 % quantile
    moments = Moments(np.array([2.0]), np.array([4.0]), np.array([0.2]))
    low, high = moments.interval(0.9)
    assert (low.tolist(), high.tolist()) == ([0], moments.quantile(0.9).tolist())


def test_orders_interval_holds_nine_customers_in_ten():
    past, groups, index, _ = simulated(60_000, 1)
    low, high = orders_interval(known(TRUTH, customers=60_000), groups, horizon_days=365)
    came = past.orders_to_come
    inside = (came >= low[index]) & (came <= high[index])
    # Whole numbers cannot cut at exactly 90 %, so those with few orders hold more. The one in 25 who is sure to come
    # (low > 0) holds a little less: those who leave half-way make a lower tail that two moments do not show.
    sure = low[index] > 0
    assert inside[sure].mean() == pytest.approx(0.88, abs=0.02)
    assert 0.9 <= inside.mean() <= 0.97


def test_value_interval_holds_nine_customers_in_ten():
    money = GammaGamma(3.0, 4.0, 60.0)
    past, groups, index, random = simulated(30_000, 2)
    rate = random.gamma(money.q, 1 / money.gamma, 30_000)
    orders = past.repeats + 1
    mean = random.gamma(money.p * orders, 1 / rate) / orders
    coming = np.where(
        past.orders_to_come > 0, random.gamma(money.p * np.maximum(past.orders_to_come, 1), 1 / rate), 0.0
    )
    each = type(groups)(*(c[index] for c in (groups.repeats, groups.recency_days, groups.age_days)), np.ones(30_000))
    fits = known(TRUTH, customers=30_000), known(money, customers=30_000, model="gamma_gamma")
    value = expected_value(*fits, each, orders, mean, horizon_days=365)
    inside = (coming >= value.low) & (coming <= value.high)
    assert inside[value.low > 0].mean() == pytest.approx(0.87, abs=0.03)
    assert 0.89 <= inside.mean() <= 0.96
    assert value.mean.sum() == pytest.approx(coming.sum(), rel=0.05)
    assert np.all((value.low <= value.mean) | (value.mean == 0))


@pytest.mark.parametrize("customers", [500, 5_000])
def test_certain_parameters_leave_only_the_luck_of_the_customers(customers):
    # with nothing unknown the total is nearly normal: 1.645 standard deviations to each side
    _, groups, _, _ = simulated(customers, 3)
    moments = pareto_nbd.order_moments(TRUTH, groups, horizon_days=90)
    mean, deviation = moments.mean @ groups.customers, np.sqrt(moments.variance @ groups.customers)
    low, middle, high = total_orders_interval(known(TRUTH, customers=customers), groups, horizon_days=90)
    assert middle == pytest.approx(mean, abs=0.1 * deviation)
    assert (high - low) / deviation == pytest.approx(2 * 1.645, rel=0.08)


def test_small_and_large_shops_agree_where_they_meet():
    _, groups, _, _ = simulated(1_999, 4)
    fitted = prior.fit_shop(groups)
    mixed = total_orders_interval(fitted, groups, horizon_days=90)
    normal = total_orders_interval(replace(fitted, draws=None), groups, horizon_days=90)
    assert mixed == pytest.approx(normal, rel=0.06)


def test_intervals_serve_every_model_and_repeat_themselves():
    _, groups, _, _ = simulated(400, 5)
    fitted = mbg_nbd.fit(groups)
    first, second = (total_orders_interval(fitted, groups, horizon_days=90) for _ in range(2))
    assert first == second
    assert first[0] < first[1] < first[2]


def test_drawn_parameters_have_the_covariance_of_the_fit():
    fitted = known(TRUTH, customers=10, spread=0.1)
    drawn = draw_parameters(fitted, 4000, seed=1)
    assert drawn.r.shape == (4000, 1)
    assert np.log(drawn.r).std() == pytest.approx(0.1, rel=0.05)
    assert np.log(drawn.beta_weeks).mean() == pytest.approx(np.log(30.0), abs=0.01)


def test_expected_value_of_a_newcomer_is_orders_times_the_shops_mean():
    money = GammaGamma(6.25, 3.74, 15.44)
    groups, _ = group_days([0], [0], [30])
    fits = known(TRUTH, customers=9_999), known(money, customers=9_999, model="gamma_gamma")
    value = expected_value(*fits, groups, [0], [0.0], horizon_days=90)
    orders = pareto_nbd.expected_orders(TRUTH, groups, horizon_days=90)
    assert value.mean == pytest.approx(orders * gamma_gamma.expected_value(money, 0, 0.0))


def test_negative_binomial_quantile_is_scipys():
    random = np.random.default_rng(0)
    mean = np.exp(random.uniform(-4, 5, 500))
    variance = mean * (1 + np.exp(random.uniform(-3, 3, 500)))
    share = random.uniform(0.001, 0.999, 500)
    expected = nbinom.ppf(share, mean**2 / (variance - mean), mean / variance)
    assert negative_binomial_quantile(share, mean, variance).tolist() == expected.tolist()
