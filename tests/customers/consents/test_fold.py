"""Each rule of the fold, by example and for whatever may be said."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from tests.customers.consents.words import CUSTOMERS, days, histories, merges, on, requests, said, words

from wraca.customers.consents.fold import CONFIRMED, GIVEN, NEVER, WITHDRAWN, Joins, Said, State, fold, joins_of

PLACE = ("marketing", "email")
UNSAID = State(NEVER, proven=False, since=None, shown_by=None)


def state(records: list[Said], joined: list | None = None) -> State:
    return fold(records, joins_of(joined or [])).get(PLACE, UNSAID)


def tell(records: list[Said], joined: list | None = None) -> tuple[str, bool]:
    found = state(records, joined)
    return found.standing, found.proven


def test_nothing_said_is_no_state():
    assert fold([]) == {}


def test_state_tells_since_when_and_by_what():
    first, again, off = said(GIVEN, 1), said(CONFIRMED, 2), said(WITHDRAWN, 4)
    assert state([first, again]) == State(GIVEN, proven=True, since=on(1), shown_by=again)
    assert state([first, again, off, said(WITHDRAWN, 5)]) == State(WITHDRAWN, proven=True, since=on(4), shown_by=off)
    # After the withdrawal a consent begins anew.
    assert state([first, off, said(GIVEN, 6)]).since == on(6)


def test_purposes_and_channels_are_apart():
    other = Said(1, "opinions", "sms", WITHDRAWN, on(2), "form", proven=True)
    folded = fold([said(GIVEN, 1), other])
    assert {place: found.standing for place, found in folded.items()} == {
        ("marketing", "email"): GIVEN,
        ("opinions", "sms"): WITHDRAWN,
    }


def test_a_flag_answers_its_own_withdrawal_and_no_other():
    flag_off = said(WITHDRAWN, 1, proven=False, source="shop")
    assert tell([flag_off, said(GIVEN, 2, proven=False, source="shop")]) == (GIVEN, False)
    assert tell([flag_off, said(GIVEN, 2, proven=False, source="list")]) == (WITHDRAWN, False)
    assert tell([said(WITHDRAWN, 1), said(GIVEN, 2, proven=False)]) == (WITHDRAWN, True)
    assert tell([said(WITHDRAWN, 1), said(GIVEN, 2)]) == (GIVEN, True)


def test_a_proof_from_before_a_flag_s_withdrawal_is_no_proof_after_it():
    off, on_again = (said(action, day, proven=False, source="shop") for action, day in ((WITHDRAWN, 2), (GIVEN, 3)))
    assert tell([said(GIVEN, 1), off, on_again]) == (GIVEN, False)


def test_of_two_who_become_one_the_withdrawal_wins_whichever_was_later():
    yes, no = said(GIVEN, 3, who=1), said(WITHDRAWN, 1, who=2)
    assert tell([yes, no], [(2, 1, on(5))]) == (WITHDRAWN, True)
    assert tell([yes, no], [(1, 2, on(5))]) == (WITHDRAWN, True)


def test_what_is_said_after_the_merge_is_said_for_all():
    words = [said(WITHDRAWN, 1, who=2), said(GIVEN, 6, who=1)]
    assert tell(words, [(2, 1, on(5))]) == (GIVEN, True)
    # Had it been said before, it would be that of customer 1 alone.
    assert tell(words, [(2, 1, on(7))]) == (WITHDRAWN, True)


def test_a_later_merge_does_not_take_back_what_was_said_for_those_before():
    words = [said(WITHDRAWN, 1, who=2), said(GIVEN, 3, who=1)]
    assert tell(words, [(2, 1, on(2)), (3, 1, on(5))]) == (GIVEN, True)


def test_two_are_one_since_the_last_merge_between_them():
    joins = joins_of([(1, 2, on(1)), (2, 3, on(2)), (4, 3, on(3))])
    assert joins == Joins(
        {
            **dict.fromkeys([(1, 2), (2, 1)], on(1)),
            **dict.fromkeys([(1, 3), (3, 1), (2, 3), (3, 2)], on(2)),
            **dict.fromkeys([(4, n) for n in (1, 2, 3)] + [(n, 4) for n in (1, 2, 3)], on(3)),
        }
    )


@given(st.lists(words | requests, max_size=4), merges())
def test_any_order_of_arrival_gives_the_same_state(records, joined):
    expected = state(records, joined)
    assert all(state(list(order), joined) == expected for order in permutations(records))


@given(histories, merges())
def test_telling_again_changes_nothing(records, joined):
    assert state(records + records, joined) == state(records, joined)


@given(histories, merges(), days)
def test_of_two_words_at_one_moment_the_withdrawal_wins(records, joined, day):
    before = [word for word in records if word.at < on(day)]
    both = [*before, said(GIVEN, day), said(WITHDRAWN, day)]
    assert state(both, joined).standing == WITHDRAWN


@given(histories, merges(), st.sampled_from(CUSTOMERS))
def test_a_withdrawal_holds_at_once_and_for_everybody(records, joined, who):
    assert state([*records, said(WITHDRAWN, 7, who=who)], joined).standing == WITHDRAWN


@given(histories, merges())
def test_a_proven_withdrawal_is_answered_by_proof_alone(records, joined):
    later = [Said(w.customer_id, w.purpose, w.channel, w.action, w.at + (on(8) - on(0)), w.source) for w in records]
    assert state([*records, said(WITHDRAWN, 7), *later], joined).standing == WITHDRAWN


@given(histories, merges())
def test_flags_never_make_a_proof(records, joined):
    flags = [Said(w.customer_id, w.purpose, w.channel, w.action, w.at, w.source) for w in records]
    found = state(flags, joined)
    assert found.proven is False


@given(histories, merges())
def test_a_flag_added_never_makes_more_of_it_than_a_flag(records, joined):
    """It turns no withdrawal into a consent, and nothing into proof."""
    flag = said(GIVEN, 7, proven=False, source="import")
    before, after = state(records, joined), state([*records, flag], joined)
    assert after.proven <= before.proven
    if before.standing == WITHDRAWN:
        assert after.standing == WITHDRAWN


@given(histories, merges(), st.lists(requests, max_size=3))
def test_a_request_is_no_consent_and_takes_none_away(records, joined, asked):
    before, after = state(records, joined), state([*records, *asked], joined)
    assert (after.standing, after.proven, after.since, after.shown_by) == (
        before.standing,
        before.proven,
        before.since,
        before.shown_by,
    )


@given(requests)
def test_confirming_completes_a_request(asked):
    done = Said(asked.customer_id, asked.purpose, asked.channel, CONFIRMED, on(7), asked.source, proven=True)
    assert state([asked]).awaiting == asked
    assert state([asked, done]) == State(GIVEN, proven=True, since=on(7), shown_by=done)


@given(histories, merges())
def test_merged_people_may_never_do_what_one_of_them_alone_refused_last(records, joined):
    """At the moment of a merge nothing becomes allowed that a member had taken back."""
    apart = [state([word for word in records if word.customer_id == who]) for who in CUSTOMERS]
    now_merged = [(start, end, on(7)) for start, end, _ in joined]
    members = {who for start, end, _ in joined for who in (start, end)} or {1}
    together = state([word for word in records if word.customer_id in members], now_merged)
    if any(apart[who - 1].standing == WITHDRAWN for who in members):
        assert together.standing == WITHDRAWN


@given(histories)
def test_a_merge_undone_leaves_each_with_their_own(records):
    """Records keep their customer: without the merge, each is folded as if it had never been."""
    for who in CUSTOMERS:
        own = [word for word in records if word.customer_id == who]
        assert state(own, [(2, 1, on(3))]) == state(own)


@given(histories, merges())
def test_the_state_is_that_of_playing_the_words_and_merges_through(records, joined):
    assert tell(records, joined)[0] == played(records, joined)


def played(records: list[Said], joined: list) -> str:
    """The rules in other words, one day after the other: every customer holds the set of words not yet answered; at a
    merge the sets are thrown together."""
    person = {who: who for who in CUSTOMERS}
    held: dict[int, list[Said]] = {who: [] for who in CUSTOMERS}
    agreed = False
    happenings = [(at, 0, (start, end)) for start, end, at in joined]
    happenings += [(word.at, 2 if word.is_withdrawal else 1, word) for word in records if not word.awaits_confirmation]
    for _at, kind, what in sorted(happenings, key=lambda happening: happening[:2]):
        if kind == 0:
            start, end = (person[who] for who in what)
            person.update({who: end for who, root in person.items() if root == start})
            held[end] += held.pop(start)
        elif kind == 2:
            held[person[what.customer_id]].append(what)
        else:
            agreed = True
            root = person[what.customer_id]
            held[root] = [
                no
                for no in held[root]
                if not what.proven and (no.proven or (no.customer_id, no.source) != (what.customer_id, what.source))
            ]
    return WITHDRAWN if any(held.values()) else GIVEN if agreed else NEVER
