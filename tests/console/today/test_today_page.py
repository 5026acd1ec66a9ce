from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime
from tests.cast import NOW
from tests.console.generation import publish
from tests.console.people import customer_row, ids

from wraca.console.formats import format_day
from wraca.console.models import DismissedTask
from wraca.console.today.sentences import CODES
from wraca.customers.identity.queries import find_person
from wraca.customers.rights.actions import ERASURE_DAYS, ask_for_erasure
from wraca.insights.today import RULES
from wraca.jobs.alerts import raise_alert
from wraca.jobs.erasure_requests import tell_staff
from wraca.jobs.models import JobRun
from wraca.kit import clock

HOME = "console:today"


@pytest.fixture(autouse=True)
def _today_is_the_casts(monkeypatch):
    """What is late or old depends on the day."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def late_core(shop, generations_folder) -> int:
    id_ = ids()["celina"]
    worth = {f"expected_value_365{end}_minor": n for end, n in (("", 50_000), ("_low", 20_000), ("_high", 90_000))}
    row = customer_row(id_, "core", overdue_since=date(2026, 11, 1), **worth)
    day = {"day": date(2026, 11, 21), "orders": 3, "buyers": 2, "new_buyers": 0, "revenue_minor": 900}
    publish(generations_folder, {"customers": [row], "daily": [day]})
    return id_


def codes(client: Client) -> list[str]:
    return [task.code for task in client.get(reverse(HOME)).context["tasks"]]


def test_every_rule_has_a_sentence():
    assert {rule.code for rule in RULES} <= CODES


def test_task_says_worth_with_interval_and_links_to_the_same_people(late_core, owner):
    owner.cookies["wraca_language"] = "en"
    answer = owner.get(reverse(HOME))
    task = next(task for task in answer.context["tasks"] if task.code == "core_overdue")
    # One customer: the interval of the sum is the customer's own.
    assert (task.worth, task.worth_note) == ("500\xa0PLN", "expected in the next 365 days; 90%: 200–900\xa0PLN")
    shown = owner.get(task.href).context["lines"]
    assert len(shown) == 1


@pytest.mark.parametrize(("objection", "proposed"), [("stage", True), ("rhythm", False), ("next_order", False)])
def test_nobody_is_proposed_by_a_conclusion_that_they_call_wrong(shop, generations_folder, owner, objection, proposed):
    """That core customers are late is said by their rhythm."""
    celina, gosia = ids()["celina"], ids()["gosia"]
    rows = [customer_row(id_, "core", overdue_since=date(2026, 11, 1)) for id_ in (celina, gosia)]
    objected = {"customer_id": celina, "stage": False, "rhythm": False, "next_order": False, objection: True}
    publish(generations_folder, {"customers": rows, "objections": [objected]})
    task = next(task for task in owner.get(reverse(HOME)).context["tasks"] if task.code == "core_overdue")
    assert len(owner.get(task.href).context["lines"]) == 1 + proposed


def test_who_asks_to_be_erased_stands_there_with_the_deadline(shop, owner):
    ask_for_erasure(find_person(ids()["ada"]), NOW)
    tell_staff(NOW)
    due = format_day(localtime(NOW + ERASURE_DAYS).date(), "en")
    page = owner.get(reverse(HOME)).content.decode()
    assert "1 customer asks to be erased" in page
    assert f"The first by {due} at the latest" in page
    assert "thing failed" not in page
    assert due in owner.get(reverse("console:system")).content.decode()


def test_task_put_away_is_gone_for_me_until_tomorrow_and_can_come_back(late_core, owner, service):
    owner.post(reverse("console:today-put-away", args=["core_overdue"]))
    assert "core_overdue" not in codes(owner)
    assert "core_overdue" in codes(service)
    owner.post(reverse("console:today-bring-back", args=["core_overdue"]))
    assert "core_overdue" in codes(owner)


def test_put_away_yesterday_is_back_today(late_core, owner):
    owner.post(reverse("console:today-put-away", args=["core_overdue"]))
    DismissedTask.objects.update(until=date(2020, 1, 1))
    assert "core_overdue" in codes(owner)


def test_unknown_task_is_not_put_away(late_core, owner):
    assert owner.post(reverse("console:today-put-away", args=["nonsense"])).status_code == 404
    assert owner.get(reverse("console:today-put-away", args=["core_overdue"])).status_code == 405


def test_deed_without_the_token_is_refused(late_core, owner):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = owner.cookies
    assert strict.post(reverse("console:today-put-away", args=["core_overdue"])).status_code == 403
    assert not DismissedTask.objects.exists()


def test_put_away_tasks_are_listed_and_are_not_called_nothing_to_do(late_core, owner):
    owner.cookies["wraca_language"] = "en"
    for task in ("core_overdue", "unreachable", "data_old"):
        owner.post(reverse("console:today-put-away", args=[task]))
    answer = owner.get(reverse(HOME))
    # The data are not old, so that task is not among those put away.
    assert [task.code for task in answer.context["put_away"]] == ["core_overdue", "unreachable"]
    assert "Everything is put away" in answer.content.decode()
    assert reverse("console:today-bring-back", args=["core_overdue"]) in answer.content.decode()


def test_task_whose_page_is_closed_to_the_role_is_not_shown(late_core, owner, service):
    raise_alert("disk_low", clock.now())
    assert codes(owner) == ["alerts_open", "core_overdue", "unreachable"]
    assert codes(service) == ["core_overdue", "unreachable"]


@pytest.mark.parametrize(("role", "steps"), [("owner", 3), ("marketer", 2), ("service", 0)])
def test_empty_shop_shows_the_steps_that_the_role_may_take(empty_shop, request, role, steps):
    client = request.getfixturevalue(role)
    client.cookies["wraca_language"] = "en"
    page = client.get(reverse(HOME)).content.decode()
    assert page.count("todo-step") == steps
    assert ("import orders.csv" in page) is bool(steps)
    assert (reverse("console:account-invite") in page) is (role == "owner")


def test_first_steps_tell_what_is_done_and_go_after_the_first_refresh(shop, generations_folder, owner):
    shown = owner.get(reverse(HOME)).context["beginning"]
    assert (shown["has_orders"], shown["has_colleagues"], shown["job"]) == (True, False, None)
    JobRun.objects.create(kind="refresh", state="running")
    assert owner.get(reverse(HOME)).context["beginning"]["job"].is_live
    publish(generations_folder, {})
    assert owner.get(reverse(HOME)).context["beginning"] is None


def test_refresh_of_an_empty_shop_leaves_the_steps(empty_shop, generations_folder, owner):
    publish(generations_folder, {})
    assert owner.get(reverse(HOME)).context["beginning"]["has_orders"] is False
