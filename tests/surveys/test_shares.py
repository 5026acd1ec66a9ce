from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.surveys.shares import share_of


@pytest.mark.parametrize(
    # z² = 2.7055; for 8 of 10: middle (0.8 + 0.13528) / 1.27055 = 0.7361, half 1.6449/1.27055·√(0.016 + 0.0067638).
    ("count", "of", "low", "high"),
    [(8, 10, 0.5408, 0.9314), (0, 10, 0.0, 0.2129), (10, 10, 0.7871, 1.0)],
)
def test_interval_is_wilsons(count, of, low, high):
    share = share_of(count, of)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


def test_share_of_nobody_is_none():
    assert share_of(0, 0) is None


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_interval_holds_the_share_and_lies_between_none_and_all(pair):
    share = share_of(*pair)
    assert 0 <= share.low <= share.share <= share.high <= 1


@given(st.integers(0, 20), st.integers(2, 50))
def test_more_answers_make_it_narrower(count, times):
    few, many = share_of(count, 20), share_of(count * times, 20 * times)
    assert many.high - many.low < few.high - few.low
