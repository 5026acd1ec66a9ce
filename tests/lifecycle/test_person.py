"""Lives one can recite. Every silence of more than 30 days means leaving here, unless a test says otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.lifecycle.person import CoreLimit, Life, fold, month_of, reason_now

AS_OF = date(2026, 6, 30)
YESTERDAY = date(2026, 6, 29)


def thirty_days(month: int, order_days: int, recency_days: int) -> tuple[int, int]:
    return 30, 20


def stages(life: Life, *, limit=thirty_days, core=None) -> list[tuple[str, str]]:
    changes = fold(life, limit, core or {}, as_of=AS_OF, complete_until=YESTERDAY)
    return [(str(change.day), change.to_stage) for change in changes]


def test_somebody_who_signed_up_is_potential():
    assert stages(Life(date(2026, 5, 1), [])) == [("2026-05-01", "potential")]


def test_nobody_is_known_before_they_sign_up():
    assert stages(Life(date(2026, 7, 1), [])) == []


def test_orders_lead_from_first_purchase_to_repeat():
    life = Life(date(2026, 6, 1), [(date(2026, 6, 3), 100), (date(2026, 6, 13), 100)])
    assert stages(life) == [
        ("2026-06-01", "potential"),
        ("2026-06-03", "first_purchase"),
        ("2026-06-13", "repeat"),
    ]


def test_leaving_begins_on_the_first_day_of_too_long_a_silence():
    # 30 days of silence end on 31 May; the 31st day is 1 June.
    life = Life(None, [(date(2026, 5, 1), 100)])
    assert stages(life) == [("2026-05-01", "first_purchase"), ("2026-06-01", "leaving")]


def test_silence_counts_only_through_days_that_are_over():
    # The 31st day of silence is today, and an order may still come.
    assert stages(Life(None, [(AS_OF - timedelta(days=31), 100)]))[1:] == []
    assert stages(Life(None, [(AS_OF - timedelta(days=32), 100)]))[1:] == [("2026-06-29", "leaving")]


def test_an_order_on_the_last_patient_day_keeps_the_stage():
    life = Life(None, [(date(2026, 5, 1), 100), (date(2026, 6, 1), 100)])
    # Silence through 31 May is 30 days; the order of 1 June ends it.
    assert stages(life) == [("2026-05-01", "first_purchase"), ("2026-06-01", "repeat")]


def test_who_comes_back_is_repeat_again():
    life = Life(None, [(date(2026, 4, 1), 100), (date(2026, 6, 10), 100)])
    assert stages(life) == [
        ("2026-04-01", "first_purchase"),
        ("2026-05-02", "leaving"),
        ("2026-06-10", "repeat"),
    ]


def test_a_months_new_limit_speaks_from_its_first_day():
    def shorter_from_may(month: int, order_days: int, recency_days: int) -> tuple[int, int]:
        return (10, 8) if month >= month_of(date(2026, 5, 1)) else (90, 80)

    # On 1 May the silence of 16 days is longer than the 10 that May allows.
    assert stages(Life(None, [(date(2026, 4, 15), 100)]), limit=shorter_from_may)[1:] == [("2026-05-01", "leaving")]


ORDERS = [(date(2026, 1, 5) + timedelta(days=14 * number), 100) for number in range(12)]
JANUARY = month_of(date(2026, 1, 1))


def test_core_is_three_order_days_and_a_place_among_those_who_bring_half():
    # Three orders in January and February bring 300 by the end of February, at which the line is drawn.
    core = {JANUARY: CoreLimit(300, 200), JANUARY + 1: CoreLimit(300, 200)}
    assert ("2026-03-01", "core") in stages(Life(None, ORDERS), core=core)


def test_core_keeps_between_the_two_lines_and_ends_below_the_lower():
    # 400 by the end of February; the upper line then passes it, and in April the lower one too.
    core = {JANUARY + 1: CoreLimit(400, 300), JANUARY + 2: CoreLimit(9000, 600), JANUARY + 3: CoreLimit(9000, 8000)}
    told = stages(Life(None, ORDERS), core=core)
    assert [step for step in told if step[1] in {"core", "repeat"}] == [
        ("2026-01-19", "repeat"),
        ("2026-03-01", "core"),
        ("2026-05-01", "repeat"),
    ]


def test_remove_the_cited_fact_and_the_reason_changes():
    silent = Life(None, [(date(2026, 4, 1), 100)])
    facts = {"silent_days": 90, "order_days": 1, "late_days": 15}
    gone = fold(silent, thirty_days, {}, as_of=AS_OF, complete_until=YESTERDAY)[-1]
    assert reason_now(gone, facts) == (
        "silent_after_first",
        {"silent_days": 90, "late_days": 20, "limit_days": 30, "order_days": 1},
    )

    # Had they ordered last week, there would be no silence to cite.
    recent = Life(None, [(date(2026, 4, 1), 100), (date(2026, 6, 23), 100)])
    back = fold(recent, thirty_days, {}, as_of=AS_OF, complete_until=YESTERDAY)[-1]
    code, values = reason_now(back, {"silent_days": 7, "order_days": 2, "usual_gap_days": 83})
    assert (code, values["silent_days"]) == ("several_orders", 7)

    # Had they not ordered at all, there would be no order to cite.
    never = fold(Life(date(2026, 4, 1), []), thirty_days, {}, as_of=AS_OF, complete_until=YESTERDAY)[-1]
    assert reason_now(never, {"known_days": 90}) == ("no_order", {"known_days": 90})


days_of_orders = st.lists(st.integers(0, 500), unique=True, max_size=25).map(sorted)


@given(days_of_orders, st.integers(1, 200), st.integers(0, 500))
def test_looking_later_never_changes_what_was(offsets, limit, seen):
    """A missed night changes nothing: the history seen earlier is the beginning of the history seen later."""
    start = date(2025, 1, 1)
    orders = [(start + timedelta(days=offset), 100) for offset in offsets]
    life = Life(start, orders)

    def look(day: date) -> list:
        return fold(life, lambda *_: (limit, limit), {}, as_of=day, complete_until=day)

    earlier, later = look(start + timedelta(days=seen)), look(start + timedelta(days=520))
    assert later[: len(earlier)] == earlier


@given(days_of_orders, st.integers(1, 200))
def test_no_two_changes_in_a_row_lead_to_the_same_stage(offsets, limit):
    start = date(2025, 1, 1)
    life = Life(start, [(start + timedelta(days=offset), 100) for offset in offsets])
    changes = fold(life, lambda *_: (limit, limit), {}, as_of=AS_OF, complete_until=YESTERDAY)
    assert all(change.from_stage != change.to_stage for change in changes)
    assert [c.from_stage for c in changes[1:]] == [c.to_stage for c in changes[:-1]]


@pytest.mark.parametrize("limit", [1, 30])
def test_every_silence_that_is_too_long_is_told_once(limit):
    orders = [(date(2026, 1, 1), 1), (date(2026, 3, 1), 1), (date(2026, 5, 1), 1)]
    told = stages(Life(None, orders), limit=lambda *_: (limit, limit))
    assert sum(stage == "leaving" for _, stage in told) == 3
