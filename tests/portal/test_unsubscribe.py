"""Out by one press, from the letter itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from tests.portal.conftest import find

from wraca.customers.consents.actions import record_consent
from wraca.customers.consents.erase import erasing_consents
from wraca.customers.consents.queries import find_states
from wraca.customers.consents.wordings import require_wording
from wraca.customers.identity.actions import record_merge, undo_merge
from wraca.customers.identity.models import Merge
from wraca.customers.models import ConsentRecord, Preference
from wraca.customers.preferences.actions import set_preferences
from wraca.customers.preferences.queries import find_preferences
from wraca.customers.queries import list_consents
from wraca.kit.clock import now
from wraca.messages.actions import queue_message
from wraca.messages.drafts import Draft
from wraca.messages.models import Suppression
from wraca.messages.unsubscribing import unsubscribe_token

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def path(shop) -> str:
    draft = Draft("marketing", "news", "celina@example.com", "pl", "News", "News!", customer_id=find("celina").pk)
    return f"/u/{unsubscribe_token(queue_message(draft, key='news', now=now()))}"


def is_agreed() -> bool:
    return any(consent.given for consent in list_consents(find("celina").pk))


def test_opening_the_link_changes_nothing(path):
    for scanner in (Client(), Client()):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
    assert is_agreed()
    assert (Suppression.objects.count(), Preference.objects.count()) == (0, 0)


def test_one_click_needs_no_cookie_and_may_come_often(path):
    program = Client(enforce_csrf_checks=True)
    answers = [program.post(path, ONE_CLICK) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [dict(answer.cookies) for answer in answers] == [{}, {}, {}]
    assert not is_agreed()
    assert ConsentRecord.objects.filter(action="withdrawn").count() == 1
    assert Suppression.objects.filter(reason="unsubscribed", ended_at=None).count() == 1


def test_page_under_the_link_tells_nothing_of_the_person(path):
    page = Client().get(path).content.decode()
    assert [word for word in ("Celina", "Ćwik", "celina") if word in page] == []


def test_who_holds_a_letter_cannot_have_more_sent(path):
    """It may have been forwarded: a pause, and what was chosen before, stand."""
    celina, stands = find("celina").pk, {"how_often": "monthly", "topics": [], "paused_until": "2999-01-01"}
    set_preferences(celina, stands, now=now())
    page = Client().get(path).content.decode()
    assert [word for word in ('value="each"', 'value="weekly"', 'value="end"', 'name="topics"') if word in page] == []
    for louder in ({"how_often": "each", "pause": "end"}, {"how_often": "monthly", "pause": "30"}):
        assert Client().post(f"{path}/preferences", louder).status_code == 200
    kept = find_preferences(celina)
    assert (kept.how_often, kept.topics, kept.paused_until) == ("monthly", (), date(2999, 1, 1))
    assert Client().post(f"{path}/preferences", {"how_often": "hourly"}).status_code == 400


def test_less_can_be_chosen_instead(path):
    response = Client(enforce_csrf_checks=True).post(f"{path}/preferences", {"how_often": "monthly", "pause": "90"})
    assert response.status_code == 200
    kept = find_preferences(find("celina").pk)
    assert (kept.how_often, kept.paused_until is None) == ("monthly", False)
    assert is_agreed()


@pytest.mark.parametrize("tail", ["x", "1", "1:abc", ":", "%00"])
def test_changed_link_is_not_ours(shop, tail):
    assert Client().post(f"/u/{tail}", ONE_CLICK).status_code in (400, 404)
    assert Client().post(f"/u/{tail}/preferences", {"how_often": "weekly"}).status_code in (400, 404)


def test_link_of_an_erased_customer_still_lets_out(path):
    with erasing_consents():
        find("celina").delete()
    assert Client().post(path, ONE_CLICK).status_code == 200
    assert Suppression.objects.count() == 1


def test_link_opens_no_page(path):
    reader = Client()
    reader.post(path, ONE_CLICK)
    assert reader.get("/portal/").status_code == 302


def test_press_counts_for_the_whole_person_and_stays_with_each_of_them(path):
    ela, celina = find("ela").pk, find("celina").pk
    record_merge(celina, ela, rule="by_hand", now=now())
    assert Client().post(path, ONE_CLICK).status_code == 200
    withdrawn = ConsentRecord.objects.filter(action="withdrawn", purpose="marketing", channel="email", source="link")
    assert sorted(withdrawn.values_list("customer_id", flat=True)) == sorted([ela, celina])
    undo_merge(Merge.objects.get().pk, now=now())
    assert [find_states(one)["marketing", "email"].standing for one in (ela, celina)] == ["withdrawn", "withdrawn"]


def test_press_takes_back_no_other_purpose_and_channel(path):
    celina = find("celina").pk
    for purpose, channel in (("opinions", "email"), ("marketing", "sms")):
        wording = require_wording(purpose, channel, "pl", shop_name="Sklepik", now=now())
        record_consent(celina, wording, source="form", now=now())
    Client().post(path, ONE_CLICK)
    given = {place for place, state in find_states(celina).items() if state.given}
    assert given == {("opinions", "email"), ("marketing", "sms")}


@pytest.mark.django_db(transaction=True)
def test_programs_that_press_at_once_leave_one_word(transactional_db, path):
    def press(_number: int) -> int:
        try:
            return Client(enforce_csrf_checks=True).post(path, ONE_CLICK).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(8))) == [200] * 8
    assert ConsentRecord.objects.filter(action="withdrawn").count() == 1
    assert Suppression.objects.filter(reason="unsubscribed", ended_at=None).count() == 1
