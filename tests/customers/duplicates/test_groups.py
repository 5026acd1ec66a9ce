"""Pairs become people; a chain of likely pairs does not."""

from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.duplicates.groups import join_groups, pairs_of


def test_pairs_that_hold_together_are_one_group():
    assert join_groups([(1, 2, 0.99), (2, 3, 0.98), (1, 3, 0.4), (7, 9, 0.6)], 0.5) == [[1, 2, 3], [7, 9]]


def test_chain_is_cut_where_the_rest_speaks_against_it():
    # Father 1 and his namesake son 3 are both like 2: log odds of 0.9 are 2.2, of 0.03 they are -3.5.
    assert join_groups([(1, 2, 0.999), (2, 3, 0.9), (1, 3, 0.03)], 0.5) == [[1, 2]]


def test_pair_never_looked_at_speaks_against_a_chain():
    # 0.6 gives 0.4 for, the pair 1-3 that shares nothing 3 against.
    assert join_groups([(1, 2, 0.999), (2, 3, 0.6)], 0.5) == [[1, 2]]


def test_nothing_is_joined_below_the_threshold():
    assert join_groups([(1, 2, 0.94)], 0.95) == []


def test_pairs_of_a_group_are_all_of_them():
    assert pairs_of([[1, 2, 3]]) == [(1, 2), (1, 3), (2, 3)]


SCORED = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0, 1),
    max_size=30,
).map(lambda pairs: [(left, right, probability) for (left, right), probability in pairs.items()])


@given(SCORED, st.randoms())
def test_order_of_pairs_changes_nothing_and_nobody_is_two_people(scored, random):
    groups = join_groups(scored, 0.5)
    shuffled = scored[:]
    random.shuffle(shuffled)
    assert join_groups(shuffled, 0.5) == groups
    members = [member for group in groups for member in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in groups)
