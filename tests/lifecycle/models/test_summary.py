"""Grouping of equal customers, and refusal of impossible ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.lifecycle.models.errors import BadSummary
from wraca.lifecycle.models.summary import Groups, group_days, group_gaps, group_spend, group_weeks


def test_equal_customers_are_one_group():
    groups, index = group_days([1, 0, 1, 1], [20, 0, 20, 30], [40, 40, 40, 40])
    assert groups.repeats.tolist() == [0, 1, 1]
    assert groups.recency_days.tolist() == [0, 20, 30]
    assert groups.customers.tolist() == [1, 2, 1]
    assert index.tolist() == [1, 0, 1, 2]
    assert groups.total_customers == 4


def test_weeks_are_represented_by_their_middle():
    # days 0-6 -> 3, 7-13 -> 10, 14-20 -> 17; recency of a one-time buyer stays 0
    groups, _ = group_weeks([0, 2, 2], [0, 8, 13], [5, 14, 20])
    assert groups.recency_days.tolist() == [0, 10]
    assert groups.age_days.tolist() == [3, 17]
    assert groups.customers.tolist() == [1, 2]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(0, 30)).map(
            lambda row: (row[0], min(row[1:]) if row[0] else 0, max(row[1:]))
        ),
        min_size=1,
        max_size=60,
    )
)
def test_grouping_keeps_every_customer(rows):
    columns = [np.array(column, dtype=float) for column in zip(*rows, strict=True)]
    groups, index = group_days(*columns)
    assert groups.total_customers == len(rows)
    for grouped, column in zip((groups.repeats, groups.recency_days, groups.age_days), columns, strict=True):
        assert grouped[index].tolist() == column.tolist()
    assert group_weeks(*columns)[0].total_customers == len(rows)


def test_impossible_rows_are_named():
    with pytest.raises(BadSummary, match=r"recency_days <= age_days; not so in 2 of 3 rows \(0, 2\): check"):
        group_days([1, 1, 1], [50, 20, 60], [40, 40, 40])


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ((-1, 0, 5), "repeats to be whole"),
        ((1.5, 2, 5), "repeats to be whole"),
        ((1, -2, 5), "recency_days >= 0"),
        ((0, 2, 5), "recency_days = 0 where repeats = 0"),
        ((0, 0, float("nan")), "age_days to be a finite number"),
    ],
)
def test_each_rule_is_checked(row, rule):
    with pytest.raises(BadSummary, match=rule):
        group_days(*[[value] for value in row])


def test_only_the_first_ten_bad_rows_are_named():
    with pytest.raises(BadSummary, match=r"20 of 20 rows \(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …\)"):
        group_days([0] * 20, [1] * 20, [5] * 20)


def test_columns_of_different_length_are_refused():
    with pytest.raises(BadSummary, match="columns of one length"):
        Groups([1, 2], [1], [5], [1])


def test_groups_cannot_be_changed():
    groups, _ = group_days([1], [2], [3])
    with pytest.raises(ValueError, match="read-only"):
        groups.repeats[0] = 5


def test_spend_and_gaps_merge_too():
    spend, index = group_spend([2, 2, 1], [19.996, 20.004, 5.0])
    assert (spend.orders.tolist(), spend.mean_value.tolist(), index.tolist()) == ([1, 2], [5.0, 20.0], [1, 1, 0])
    gaps, _ = group_gaps([2, 2], [30, 30], [4.0, 5.0])
    assert (gaps.customers.tolist(), gaps.total_log_days.tolist()) == ([2], [4.5])
