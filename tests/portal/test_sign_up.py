"""Signing up on a form: a potential customer, unproven until the letter's button is pressed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from tests.portal.conftest import link_in_letter

from wraca.customers.models import ConsentRecord, Customer, IdentifierLink
from wraca.customers.queries import list_consents
from wraca.customers.sign_up.actions import change_form, record_form
from wraca.customers.sign_up.models import SignUpForm
from wraca.customers.sign_up.queries import count_sign_ups
from wraca.kit.clock import now
from wraca.kit.errors import InvalidInput
from wraca.messages.models import Message

NEW = "nowa@example.com"


@pytest.fixture
def form(shop) -> SignUpForm:
    fields = ["given_name", "birth_date"]
    words = {"name": "Home page", "title": "Nowości raz w miesiącu", "intro": ""}
    return record_form(**words, language="pl", fields=fields, by=None, now=now())


def shown(form: SignUpForm, monkeypatch, *, seconds: int = 30) -> str:
    """What the page signed when it was shown so long ago."""
    page = Client().get(f"/join/{form.key}").content.decode()
    value = re.search(r'name="shown" value="([^"]+)"', page).group(1).rsplit(":", 2)[0]
    past = (now() - timedelta(seconds=seconds)).timestamp()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: past)
        return signing.TimestampSigner(salt="wraca.portal.sign_up").sign(value)


@pytest.fixture
def send(form, monkeypatch):
    def send(email: str = NEW, *, client: Client | None = None, seconds: int = 30, **more: str):
        sent = {"email": email, "agree": "on", "shown": shown(form, monkeypatch, seconds=seconds), **more}
        return (client or Client(enforce_csrf_checks=True)).post(f"/join/{form.key}", sent)

    return send


def new_customer() -> Customer | None:
    return Customer.objects.filter(email=NEW).first()


def agreed(customer: Customer) -> bool:
    return any(consent.given for consent in list_consents(customer.pk))


def test_who_signs_up_is_a_customer_without_consent_until_confirmed(send, form):
    assert send(given_name="Nowa").status_code == 200
    customer = new_customer()
    assert (customer.given_name, customer.language, customer.source) == ("Nowa", "pl", form.source)
    assert not agreed(customer)
    assert list(Message.objects.values_list("kind", "address")) == [("confirm_subscription", NEW)]
    assert (count_sign_ups(form).signed_up, count_sign_ups(form).confirmed) == (1, 0)


def test_scanner_confirms_nothing_and_the_button_does(send, form):
    send()
    link = link_in_letter()
    for scanner in (Client(), Client()):
        assert scanner.get(link).status_code == 200
    assert not agreed(new_customer())
    assert Client(enforce_csrf_checks=True).post(link).status_code == 200
    assert Client(enforce_csrf_checks=True).post(link).status_code == 200
    assert agreed(new_customer())
    assert ConsentRecord.objects.filter(action="confirmed").count() == 1
    assert IdentifierLink.objects.filter(proof="opt_in", identifier__value=NEW).exists()
    assert count_sign_ups(form).confirmed == 1


def test_record_holds_the_words_that_were_shown(send, form):
    send()
    record = ConsentRecord.objects.get(customer=new_customer())
    assert "Sklepik" in record.wording.text
    assert record.form_url.endswith(f"/join/{form.key}")


def test_known_and_unknown_read_the_same(send):
    before, after = send("ela@example.com").content, send().content
    assert before == after


def test_signing_up_with_somebodys_address_changes_nothing_of_theirs(send):
    send(given_name="Nowa")
    send(given_name="Ktoś inny")
    assert new_customer().given_name == "Nowa"
    send("ela@example.com", given_name="Haker")
    assert Customer.objects.get(outside_id="ela").given_name == "Elżbieta"


@pytest.mark.parametrize("robot", [{"website": "http://spam.example"}, {"seconds": 0}])
def test_robot_reads_what_everybody_reads_and_leaves_nothing(send, robot):
    person = send("person@example.com")
    assert send(**robot).content == person.content
    assert new_customer() is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": ""},
        {"birth_date": "soon"},
        {"shown": "x"},
        {"shown": "x:y:z"},
        {"email": "a@b\n.c"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(send, wrong):
    assert send(**wrong).status_code == 400
    assert not Message.objects.exists()


def test_box_is_not_ticked_beforehand_and_nothing_goes_without_it(form, monkeypatch):
    page = Client().get(f"/join/{form.key}").content.decode()
    assert re.search(r'<input type="checkbox" name="agree"[^>]*>', page).group(0).count("checked") == 0
    response = Client().post(f"/join/{form.key}", {"email": NEW, "shown": shown(form, monkeypatch)})
    assert (response.status_code, new_customer()) == (400, None)


def test_form_of_another_key_vouches_for_nothing(form, send, monkeypatch, shop):
    other = record_form(name="b", language="pl", title="b", intro="", fields=[], by=None, now=now())
    assert send(shown=shown(other, monkeypatch)).status_code == 400


def test_mailbox_gets_three_letters_a_day_whatever_form_and_spelling(send, form, monkeypatch):
    spellings = ["victim@gmail.com", "vic.tim@gmail.com", "victim+1@gmail.com", "v.ictim+2@gmail.com"]
    assert {send(spelling).status_code for spelling in spellings} == {200}
    other = record_form(name="b", language="pl", title="b", intro="", fields=[], by=None, now=now())
    told = {"email": "victim@gmail.com", "agree": "on", "shown": shown(other, monkeypatch)}
    assert Client().post(f"/join/{other.key}", told).status_code == 200
    assert list(Message.objects.order_by("id").values_list("address", flat=True)) == spellings[:3]
    # Elsewhere a dot is part of the name.
    assert {send(address).status_code for address in ("vic.tim@example.com", "victim@example.com")} == {200}
    assert Message.objects.count() == 5


@pytest.mark.parametrize("address", ["8awgqyk6a5+cub31@allegromail.pl", "8awgqyk6a5@\uff41llegromail.pl"])
def test_address_of_a_marketplace_is_not_taken(send, address):
    assert send(address).status_code == 400
    assert not Message.objects.exists()


def test_one_line_of_ipv6_is_one_place(form, monkeypatch):
    def send_from(place: str) -> int:
        told = {"email": f"{place.replace(':', '')}@example.com", "agree": "on", "shown": shown(form, monkeypatch)}
        return Client(REMOTE_ADDR=place).post(f"/join/{form.key}", told).status_code

    assert [send_from(f"2001:db8:0:1::{i}") for i in range(11)] == [200] * 10 + [429]
    assert send_from("2001:db8:0:2::1") == 200


def test_one_place_may_not_sign_up_everybody(send):
    statuses = [send(f"{i}@example.com").status_code for i in range(11)]
    assert statuses == [200] * 10 + [429]


def test_one_address_gets_few_letters_a_day(send):
    for _ in range(5):
        send()
    assert Message.objects.filter(address=NEW).count() == 3


def test_closed_form_takes_nobody_in(form, send):
    change_form(form, name="x", language="pl", title="x", intro="", fields=[], active=False)
    assert Client().get(f"/join/{form.key}").status_code == 404
    assert Client().post(f"/join/{form.key}", {"email": NEW, "agree": "on"}).status_code == 404


def test_form_may_stand_in_any_page_and_the_portal_in_none(form):
    assert "X-Frame-Options" not in Client().get(f"/join/{form.key}").headers
    assert "frame-ancestors" not in Client().get(f"/join/{form.key}")["Content-Security-Policy"]
    assert Client().get("/portal/log-in/")["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"language": "de"}, {"fields": ["income"]}, {"title": "x" * 121}])
def test_form_that_cannot_be_is_refused(db, wrong):
    words = {"name": "a", "language": "pl", "title": "b", "intro": "", "fields": [], **wrong}
    with pytest.raises(InvalidInput):
        record_form(**words, by=None, now=now())
