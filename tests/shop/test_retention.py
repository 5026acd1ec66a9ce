"""How long things are kept: usual spans, what may be set, and what a month ago is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import cast

from wraca.kit.errors import InvalidInput
from wraca.shop.actions import set_retention
from wraca.shop.queries import find_retention
from wraca.shop.retention import USUAL_MONTHS, months_before, read_retention, require_retention

MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def test_month_without_the_day_gives_its_last():
    assert months_before(datetime(2024, 3, 31, 7, tzinfo=UTC), 1) == datetime(2024, 2, 29, 7, tzinfo=UTC)
    assert months_before(datetime(2026, 11, 22, tzinfo=UTC), 14) == datetime(2025, 9, 22, tzinfo=UTC)
    assert months_before(datetime(2026, 1, 5, tzinfo=UTC), 1) == datetime(2025, 12, 5, tzinfo=UTC)


@given(MOMENTS, st.integers(1, 120))
def test_longer_spans_reach_further_back(now, months):
    assert months_before(now, months + 1) < months_before(now, months) < now


def test_usual_spans_are_those_of_the_conventions():
    kept = read_retention({})
    assert kept.months == {
        "events": 14,
        "bodies": 24,
        "addresses": 36,
        "consents": 36,
        "rejects": 3,
        "links": 3,
        "inactive": 24,
    }
    assert kept.asks_inactive is False


@pytest.mark.parametrize("wrong", [{"events": 0}, {"bodies": 121}, {"orders": 12}])
def test_what_may_not_be_set_is_refused(wrong):
    with pytest.raises(InvalidInput):
        require_retention(wrong, asks_inactive=False)


def test_one_rule_set_leaves_the_others(db):
    cast.open_cast_shop()
    set_retention({"events": 6}, asks_inactive=True)
    set_retention({"bodies": 12}, asks_inactive=True)
    kept = find_retention()
    assert kept.months == {**USUAL_MONTHS, "events": 6, "bodies": 12}
    assert kept.asks_inactive is True
