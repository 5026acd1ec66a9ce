from __future__ import annotations

from datetime import date, timedelta

from wraca.insights.filters import filter_sql
from wraca.insights.today import Amount, Found, Rule, Task, choose_tasks, find_problems, measure_day, task_of

DAY = date(2026, 11, 21)


def task(code: str, urgency: str, minor: int | None = None) -> Task:
    return Task(code, 1, urgency, expected=Amount(minor, 0, 2 * minor) if minor else None)


def test_tasks_stand_problems_first_then_by_worth():
    tasks = [task("c", "chance", 900), task("r1", "risk", 100), task("r2", "risk", 200), task("p", "problem")]
    assert [chosen.code for chosen in choose_tasks(tasks)] == ["p", "r2", "r1", "c"]


def test_tasks_are_at_most_seven():
    assert len(choose_tasks([task(f"t{n}", "risk", n + 1) for n in range(9)])) == 7


def test_tasks_put_away_make_room_for_others():
    tasks = [task(f"t{n}", "risk", 100 - n) for n in range(8)]
    assert [chosen.code for chosen in choose_tasks(tasks, {"t0"})] == [f"t{n}" for n in range(1, 8)]


def test_task_of_nobody_is_none():
    assert task_of(Rule("x", "risk", {}), Found(0)) is None


def test_task_claims_the_worth_its_rule_names():
    found = Found(2, Amount(500, 300, 800), 700)
    assert task_of(Rule("x", "risk", {}), found).expected == Amount(500, 300, 800)
    assert task_of(Rule("x", "risk", {}, "spent"), found).spent_365_minor == 700
    silent = task_of(Rule("x", "upkeep", {}, ""), found)
    assert (silent.expected, silent.spent_365_minor) == (None, None)


def test_problems_say_once_that_data_is_old():
    failed = find_problems(open_alerts=["refresh_failed"], rejected_rows=0, hours_since_refresh=50)
    assert [problem.code for problem in failed] == ["alerts_open"]
    silent = find_problems(open_alerts=[], rejected_rows=3, hours_since_refresh=36)
    assert [(problem.code, problem.count) for problem in silent] == [("rows_rejected", 3), ("data_old", 36)]


def test_who_asks_to_be_erased_is_no_failure_and_has_a_line_with_its_deadline():
    due = [date(2026, 12, 24), date(2026, 12, 20)]
    found = find_problems(open_alerts=["erasure_asked"], rejected_rows=0, hours_since_refresh=1, erasures_due=due)
    assert [(each.code, each.count, each.due) for each in found] == [("erasures_asked", 2, date(2026, 12, 20))]


def test_nothing_wrong_is_no_problem():
    assert find_problems(open_alerts=[], rejected_rows=0, hours_since_refresh=35) == []


def rows(values: dict[date, int]) -> list[dict]:
    return [
        {"day": day, "orders": n, "buyers": n, "new_buyers": 0, "revenue_minor": 100 * n} for day, n in values.items()
    ]


def test_usual_range_is_the_middle_of_the_same_weekday():
    # Twelve Saturdays with 1 to 12 orders: 10 % lies at 1 + 0.1 * 11 = 2.1, 90 % at 1 + 0.9 * 11 = 10.9.
    days = {DAY - timedelta(weeks=week): 13 - week for week in range(1, 13)} | {DAY: 11}
    orders = measure_day(rows(days), DAY, min(days))[1]
    assert (orders.value, round(orders.low, 9), round(orders.high, 9), orders.weeks) == (11, 2.1, 10.9, 12)
    assert orders.side == "high"


def test_day_without_orders_is_zero_and_before_the_first_unknown():
    first = DAY - timedelta(days=1)
    orders = measure_day(rows({first: 4}), DAY, first)[1]
    assert (orders.value, orders.low, orders.weeks, orders.series) == (0, None, 0, (4, 0))


def test_shop_without_orders_has_no_figures():
    assert [figure.value for figure in measure_day([], DAY, None)] == [None] * 4


def test_filter_of_an_unknown_code_filters_nothing():
    assert filter_sql({"stage": ["core' OR 1=1"], "nonsense": ["x"]}) == "TRUE"


def test_filter_takes_many_stages_and_one_value():
    assert filter_sql({"stage": ["core", "repeat"], "value": ["none", "half"]}) == (
        "(c.stage = 'core' OR c.stage = 'repeat') AND (c.value_rank IS NULL)"
    )
