import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.freshness.fading import (
    DAYS_A_YEAR,
    FRESH,
    MAY_BE_OLD,
    PRIORS,
    TO_CONFIRM,
    Rate,
    confidence,
    days_until,
    prior,
    verdict,
)
from wraca.customers.freshness.rates import learn_rate

RATES = st.builds(Rate, st.floats(1, 500), st.floats(0.5, 10_000))
AGES = st.floats(0, 40_000)
QUALITIES = st.floats(0.5, 1)


def test_confidence_worked_out_by_hand():
    # Two changes in twenty years, ten years old: (20 / 30) ** 2 * 0.9 = 0.4.
    assert confidence(10 * DAYS_A_YEAR, prior(0.1), 0.9) == pytest.approx(0.4)


@given(AGES, AGES, RATES, QUALITIES)
def test_confidence_only_fades_and_never_leaves_its_bounds(one, other, rate, quality):
    younger, older = sorted((one, other))
    assert 0 <= confidence(older, rate, quality) <= confidence(younger, rate, quality) <= quality
    assert confidence(0, rate, quality) == confidence(-1, rate, quality) == quality


@given(AGES, st.floats(0.001, 5), st.floats(0.001, 5), QUALITIES)
def test_what_changes_more_often_fades_sooner(age, one, other, quality):
    slow, quick = sorted((one, other))
    assert confidence(age, prior(quick), quality) <= confidence(age, prior(slow), quality) + 1e-12


@given(st.floats(0.05, 0.95), RATES, QUALITIES)
def test_age_at_a_level_has_that_confidence(level, rate, quality):
    if quality > level:
        assert confidence(days_until(level, rate, quality), rate, quality) == pytest.approx(level)


def test_address_outlives_a_preference():
    assert days_until(0.8, PRIORS["address"], 0.95) > 5 * days_until(0.8, PRIORS["preference"], 0.95)


def test_verdicts_change_where_they_say():
    assert [verdict(x) for x in (0.8, 0.79, 0.6, 0.59)] == [FRESH, MAY_BE_OLD, MAY_BE_OLD, TO_CONFIRM]


def test_nothing_seen_leaves_the_prior():
    learned = learn_rate([], [], [], prior(0.1))
    assert (learned.shape, learned.mean) == (pytest.approx(2, rel=0.01), pytest.approx(0.1, rel=0.01))


def test_interval_holds_nine_of_ten_draws():
    low, high = prior(0.1).between()
    draws = np.random.default_rng(1).gamma(2.0, 1 / 20.0, 100_000)
    assert np.mean((low <= draws) & (draws <= high)) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 2.0])
@pytest.mark.parametrize("gap", [0.1, 1.0, 3.0])
def test_known_rate_is_recovered_from_simulated_words(rate, gap):
    """People are asked at random times; between two words they may change twice and nobody sees it."""
    random = np.random.default_rng(round(100 * rate + 10 * gap))
    years = random.exponential(gap, 4000)
    differed = random.poisson(rate * years) > 0
    learned = learn_rate(years, differed, np.ones(4000, int), prior(0.1))
    low, high = learned.between()
    assert low <= rate <= high or learned.mean == pytest.approx(rate, rel=0.08)
    # The shorter way, changes over years, would miss a third of them where words are far apart.
    if rate * gap >= 1:
        assert np.sum(differed) / np.sum(years) < 0.75 * rate


def test_interval_of_a_learned_rate_holds_the_truth_nine_times_in_ten():
    random = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        years = random.exponential(1.5, 400)
        differed = random.poisson(0.15 * years) > 0
        low, high = learn_rate(years, differed, np.ones(400, int), prior(0.1)).between()
        held += low <= 0.15 <= high
    # 200 draws of 0.9: 180 with a standard deviation of 4.2.
    assert held >= 180 - 3 * 4.3


@given(st.integers(1, 200), st.floats(0.05, 5))
def test_groups_of_pairs_weigh_as_much_as_the_pairs(pairs, years):
    once = learn_rate([years, years], [True, False], [pairs, 3 * pairs], prior(0.1))
    apart = learn_rate([years] * 4 * pairs, [True] * pairs + [False] * 3 * pairs, [1] * 4 * pairs, prior(0.1))
    assert math.isclose(once.mean, apart.mean, rel_tol=1e-9)
