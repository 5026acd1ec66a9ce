"""The forest of merges: any sequence of merging and undoing is the state of the merges that stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.identity.people import Forest, roots

CUSTOMERS = range(1, 8)
STEPS = st.lists(st.tuples(st.sampled_from(CUSTOMERS), st.sampled_from(CUSTOMERS), st.booleans()), max_size=25)


def play(steps):
    """Merges, and now and then the undoing of what merged a customer away."""
    forest = Forest({})
    for one, other, undo in steps:
        forest = forest.parted(one) if undo else forest.merged(one, other)
    return forest


@given(STEPS)
def test_everybody_has_one_root_that_is_its_own(steps):
    forest = play(steps)
    for customer in CUSTOMERS:
        root = forest.root(customer)  # ends: there is no cycle
        assert forest.root(root) == root
        assert customer in forest.members(root)


@given(STEPS)
def test_people_part_the_customers_among_them(steps):
    forest = play(steps)
    people = {forest.members(root) for root in roots(forest, CUSTOMERS).values()}
    assert sorted(customer for person in people for customer in person) == list(CUSTOMERS)


@given(STEPS, st.sampled_from(CUSTOMERS), st.sampled_from(CUSTOMERS))
def test_undoing_a_merge_restores_everybody(steps, one, other):
    before = play(steps)
    merged = before.merged(one, other)
    assert merged.parted(before.root(one)) == before or merged == before


@given(STEPS, st.sampled_from(CUSTOMERS))
def test_undoing_parts_the_customer_with_all_that_led_to_them(steps, customer):
    before = play(steps)
    after = before.parted(customer)
    apart = before.members(customer)
    assert roots(after, CUSTOMERS) == {
        each: customer if each in apart else root for each, root in roots(before, CUSTOMERS).items()
    }


@given(STEPS)
def test_roots_follow_from_the_standing_merges_in_any_order(steps):
    forest = play(steps)
    again = Forest({})
    for child, parent in sorted(forest.into.items(), reverse=True):
        # Each stands for itself: the later one joins whatever the earlier ones made.
        again = Forest({**again.into, child: parent})
    assert roots(again, CUSTOMERS) == roots(forest, CUSTOMERS)
