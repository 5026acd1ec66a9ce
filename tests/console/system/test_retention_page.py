"""The owner sets how long things are kept, sees what would go, and decides on whoever cannot be asked."""

from __future__ import annotations

from tests.cast import NOW

from wraca.customers.models import Customer, KeepQuestion
from wraca.jobs.models import JobRun
from wraca.shop.queries import find_retention
from wraca.shop.retention import USUAL_MONTHS

PATH = "/settings/retention/"


def test_spans_are_set(owner, shop):
    assert owner.get(PATH).status_code == 200
    owner.post(PATH, {**USUAL_MONTHS, "events": 6, "asks_inactive": "on"})
    kept = find_retention()
    assert (kept.months, kept.asks_inactive) == ({**USUAL_MONTHS, "events": 6}, True)


def test_nonsense_is_refused_and_nothing_is_kept_of_it(owner, shop):
    answer = owner.post(PATH, {**USUAL_MONTHS, "events": 0, "bodies": 12})
    assert answer.status_code == 200
    assert find_retention().months == USUAL_MONTHS


def test_applying_now_is_a_job(owner, shop):
    answer = owner.post(f"{PATH}apply/")
    run = JobRun.objects.get(kind="retention")
    assert answer.headers["Location"] == f"/system/jobs/{run.pk}/"


def test_owner_alone_may(marketer, service, shop):
    assert [client.get(PATH).status_code for client in (marketer, service)] == [403, 403]
    assert [client.post(f"{PATH}apply/").status_code for client in (marketer, service)] == [403, 403]


def test_somebody_who_cannot_be_asked_is_kept(owner, shop):
    ada = Customer.objects.get(outside_id="ada")
    question = KeepQuestion.objects.create(customer_id=ada.pk, asked_at=NOW, answer_by=NOW, way="staff")
    assert "Ada Żak" in owner.get(PATH).content.decode()
    owner.post(f"{PATH}{question.pk}/keep/")
    question.refresh_from_db()
    assert question.outcome == "kept"
    assert "Ada Żak" not in owner.get(PATH).content.decode()
