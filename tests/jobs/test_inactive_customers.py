"""People who never bought: who is asked, who is left to staff, who is erased, and what ends the question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests import cast
from tests.cast import NOW

from wraca.customers.actions import record_customers
from wraca.customers.identity.actions import record_merge
from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.customers.models import Customer, CustomerSession, KeepQuestion, Note
from wraca.customers.rights.keeping import keep_token
from wraca.events.models import Event
from wraca.jobs.apply_retention import apply_retention, measure_retention
from wraca.jobs.inactive_customers import find_inactive
from wraca.jobs.models import Alert
from wraca.messages.actions import suppress
from wraca.messages.models import Message
from wraca.orders.actions import record_orders
from wraca.shop.actions import set_retention

LONG_AGO = NOW - timedelta(days=1000)
DAY = timedelta(days=1)


@pytest.fixture
def shop(db, tmp_path, settings) -> None:
    settings.DATA = tmp_path
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    cast.load_cast()
    people = [
        NewCustomer(
            outside_id="iwo", given_name="Iwo", family_name="Jar", email="iwo@example.com", signed_up_at=LONG_AGO
        )
    ]
    record_customers(people, source="cast", now=NOW)
    Customer.objects.update(created_at=LONG_AGO)
    set_retention({}, asks_inactive=True)


def iwo() -> Customer:
    return Customer.objects.get(outside_id="iwo")


def inactive() -> list[str]:
    # Two years before NOW.
    return list(find_inactive(NOW - 730 * DAY, NOW).values_list("outside_id", flat=True))


def letter_sent(at=NOW) -> None:
    Message.objects.filter(kind="keep_question").update(state="sent", sent_at=at)


def test_only_who_never_bought_and_was_long_silent_is_inactive(shop):
    # Ada never bought, too, but signed up in September; all others bought, some long ago.
    Customer.objects.exclude(outside_id="ada").update(signed_up_at=LONG_AGO)
    assert inactive() == ["iwo"]
    assert measure_retention(NOW)["rules"]["inactive"]["rows"] == 1


@pytest.mark.parametrize("sign", ["visit", "view", "note", "consent", "order", "merged", "new_row"])
def test_any_sign_of_life_counts(shop, sign):
    person, recent = iwo(), NOW - 100 * DAY
    if sign == "visit":
        CustomerSession.objects.create(
            customer=person, token_hash=b"t" * 32, way="link", began_at=recent, ends_at=recent
        )
    if sign == "view":
        Event.objects.create(at=recent, kind="product.viewed", customer_id=person.pk, key="k", fingerprint=b"f" * 32)
    if sign == "note":
        Note.objects.create(customer=person, kind="note", text="called", by=1, at=recent)
    if sign == "consent":
        told = NewConsent(channel="email", action="given", at=recent)
        record_customers([NewCustomer(outside_id="iwo", consents=[told])], source="cast", now=NOW)
    if sign == "order":
        record_orders([cast.order("i1", "iwo", NOW - 900 * DAY, 10)], source="cast", now=NOW)
    if sign == "merged":
        record_merge(Customer.objects.get(outside_id="ela").pk, person.pk, rule="by_hand", now=NOW)
    if sign == "new_row":
        Customer.objects.update(created_at=NOW)
    assert inactive() == []


def test_nothing_happens_before_the_owner_said_so(shop):
    set_retention({}, asks_inactive=False)
    assert apply_retention(NOW)["inactive"] == {"seen": 0, "erased": 0, "asked": 0, "left_to_staff": 0}
    assert (KeepQuestion.objects.count(), Message.objects.count()) == (0, 0)


def test_they_are_asked_once_in_their_language_with_a_link_that_keeps(shop):
    assert apply_retention(NOW)["inactive"]["asked"] == 1
    assert apply_retention(NOW + DAY)["inactive"]["asked"] == 0
    letter = Message.objects.get()
    assert (letter.kind, letter.address, letter.purpose, letter.language) == (
        *("keep_question", "iwo@example.com", "service", "pl"),
    )
    path = f"/portal/keep/{keep_token(KeepQuestion.objects.get())}/"
    assert path in letter.body.text
    visitor = Client(enforce_csrf_checks=True)
    # A scanner looks, and nothing is answered.
    assert visitor.get(path).status_code == 200
    assert KeepQuestion.objects.get().outcome == ""
    assert visitor.post(path).status_code == 200
    assert KeepQuestion.objects.get().outcome == "kept"
    letter_sent()
    assert apply_retention(NOW + 40 * DAY)["inactive"] == {"seen": 0, "erased": 0, "asked": 0, "left_to_staff": 0}
    assert iwo().email == "iwo@example.com"


def test_who_does_not_answer_within_thirty_days_is_erased(shop):
    apply_retention(NOW)
    letter_sent()
    assert apply_retention(NOW + 29 * DAY)["inactive"]["erased"] == 0
    outcome = apply_retention(NOW + 30 * DAY)
    assert (outcome["inactive"]["erased"], outcome["rows"]["inactive"]) == (1, 1)
    assert not Customer.objects.filter(email="iwo@example.com").exists()
    assert KeepQuestion.objects.get().outcome == "erased"
    assert apply_retention(NOW + 60 * DAY)["inactive"]["erased"] == 0


def test_time_runs_from_the_letter_not_from_its_queueing(shop):
    apply_retention(NOW)
    assert apply_retention(NOW + 60 * DAY)["inactive"]["erased"] == 0
    letter_sent(NOW + 50 * DAY)
    assert apply_retention(NOW + 79 * DAY)["inactive"]["erased"] == 0
    assert apply_retention(NOW + 80 * DAY)["inactive"]["erased"] == 1


def test_visit_after_the_letter_ends_the_question(shop):
    apply_retention(NOW)
    letter_sent()
    seen = NOW + 5 * DAY
    Event.objects.create(at=seen, kind="product.viewed", customer_id=iwo().pk, key="k", fingerprint=b"f" * 32)
    assert apply_retention(NOW + 30 * DAY)["inactive"] == {"seen": 1, "erased": 0, "asked": 0, "left_to_staff": 0}
    assert (KeepQuestion.objects.get().outcome, iwo().given_name) == ("seen", "Iwo")


def test_letter_that_did_not_arrive_is_no_question(shop):
    apply_retention(NOW)
    Message.objects.update(state="failed")
    assert apply_retention(NOW + 40 * DAY)["inactive"]["left_to_staff"] == 1
    assert (KeepQuestion.objects.get().way, iwo().given_name) == ("staff", "Iwo")


@pytest.mark.parametrize("why", ["no_address", "marketplace", "unsubscribed", "withdrawn"])
def test_who_may_not_be_written_to_is_left_to_staff(shop, why):
    if why == "no_address":
        Customer.objects.filter(pk=iwo().pk).update(email="")
    if why == "marketplace":
        Customer.objects.filter(pk=iwo().pk).update(email="abc+1@allegromail.pl")
    if why == "unsubscribed":
        suppress("email", "iwo@example.com", "unsubscribed", NOW)
    if why == "withdrawn":
        told = NewConsent(channel="email", action="withdrawn", at=LONG_AGO)
        record_customers([NewCustomer(outside_id="iwo", consents=[told])], source="cast", now=NOW)
    assert apply_retention(NOW)["inactive"]["left_to_staff"] == 1
    assert Message.objects.count() == 0
    assert Alert.objects.get(kind="inactive_people", resolved_at=None).values == {"people": 1}
    assert apply_retention(NOW + 90 * DAY)["inactive"]["erased"] == 0


def test_token_of_nobody_shows_nothing(shop, client):
    assert client.get("/portal/keep/1:forged/").status_code == 404
