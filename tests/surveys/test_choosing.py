"""Which question comes next."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW

from wraca.surveys.choosing import AFTER_PUT_OFF, AFTER_SILENCE, OPEN_FOR, REST, Askable, Asked, choose_question

FIRST, SECOND = Askable(1, 10), Askable(2, 20, again_days=365)
DAY = timedelta(days=1)


def choose(answered=(), asked=(), now=NOW, questions=(SECOND, FIRST)) -> int | None:
    return choose_question(questions, dict(answered), list(asked), now)


def test_first_by_place_then_stays_for_its_day():
    assert choose() == 1
    assert choose(asked=[Asked(1, NOW)], now=NOW + OPEN_FOR - timedelta(seconds=1)) == 1
    assert choose(asked=[Asked(1, NOW)], now=NOW + OPEN_FOR) is None


def test_one_week_passes_before_another():
    asked = [Asked(1, NOW)]
    assert choose(answered=[(1, NOW)], asked=asked, now=NOW + REST - timedelta(seconds=1)) is None
    assert choose(answered=[(1, NOW)], asked=asked, now=NOW + REST) == 2


def test_unheeded_question_comes_back_later_than_one_not_asked():
    asked = [Asked(1, NOW)]
    assert choose(asked=asked, now=NOW + REST) == 2
    asked.append(Asked(2, NOW + REST))
    assert choose(asked=asked, now=NOW + REST * 2) is None
    assert choose(asked=asked, now=NOW + AFTER_SILENCE) == 1


def test_question_put_off_leaves_people_in_peace_for_half_a_year():
    asked = [Asked(1, NOW), Asked(1, NOW + timedelta(minutes=1), put_off=True)]
    assert choose(asked=asked, now=NOW + timedelta(minutes=2), questions=[FIRST]) is None
    assert choose(asked=asked, now=NOW + AFTER_PUT_OFF, questions=[FIRST]) is None
    assert choose(asked=asked, now=NOW + AFTER_PUT_OFF + timedelta(minutes=1), questions=[FIRST]) == 1


def test_answered_is_not_asked_again_unless_it_ages():
    answered = [(1, NOW), (2, NOW)]
    assert choose(answered=answered, now=NOW + 364 * DAY) is None
    assert choose(answered=answered, now=NOW + 365 * DAY) == 2


def test_nothing_to_ask_is_nothing():
    assert choose(questions=()) is None
    assert choose(questions=(), asked=[Asked(1, NOW)], now=NOW) is None


moments = st.integers(0, 400).map(lambda days: NOW + days * DAY)


@given(
    asked=st.lists(st.builds(Asked, st.integers(1, 4), moments, st.booleans()), max_size=12),
    answered=st.dictionaries(st.integers(1, 4), moments),
    data=st.data(),
)
def test_order_of_rows_does_not_matter_and_answered_is_never_asked(asked, answered, data):
    now = NOW + timedelta(days=401)
    questions = [Askable(number, number * 10) for number in range(1, 5)]
    chosen = choose_question(questions, answered, asked, now)
    assert chosen not in answered
    if len({one.at for one in asked}) == len(asked):
        shuffled = data.draw(st.permutations(asked))
        assert choose_question(questions[::-1], answered, shuffled, now) == chosen
