"""Nothing is sent from an address before somebody read its post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, open_cast_shop
from tests.messages.server import PostOffice

from wraca.kit.errors import Conflict, InvalidInput
from wraca.messages.delivering import deliver_due
from wraca.messages.models import MessageBody, Sender
from wraca.messages.senders import (
    CODE_HOURS,
    MOST_TRIES,
    WrongCode,
    add_sender,
    choose_sender,
    send_code,
    send_trial,
    verify_sender,
)
from wraca.shop.models import Shop


@pytest.fixture
def bare_shop(db) -> None:
    open_cast_shop()


def post(office: PostOffice, now=NOW) -> None:
    deliver_due(now, office.channels, public_url="")


def code_in(office: PostOffice) -> str:
    """On a line of its own."""
    lines = office.read().get_body(("plain",)).get_content().splitlines()
    return next(line for line in lines if len(line) == 8 and line.isalnum() and line.isupper())


def test_code_goes_to_the_address_itself_and_verifies_it(bare_shop, post_office):
    sender = add_sender("Sklep@Example.org", "Sklepik", now=NOW)
    trial = send_trial("owner@example.org", now=NOW)
    post(post_office)
    # The code has left, the trial waits: there is nobody to send it from.
    assert [letter[:2] for letter in post_office.letters] == [("Sklep@example.org", "Sklep@example.org")]
    verify_sender(sender.pk, f" {code_in(post_office).lower()} ", now=NOW)
    post(post_office)
    assert [letter[:2] for letter in post_office.letters[1:]] == [("Sklep@example.org", "owner@example.org")]
    trial.refresh_from_db()
    assert trial.state == "sent"
    assert MessageBody.objects.filter(text__contains="kod").count() == 0


def test_wrong_codes_are_counted_and_the_right_one_comes_too_late(bare_shop, post_office):
    sender = add_sender("sklep@example.org", "Sklepik", now=NOW)
    post(post_office)
    right = code_in(post_office)
    for _ in range(MOST_TRIES):
        with pytest.raises(WrongCode):
            verify_sender(sender.pk, "AAAAAAAA", now=NOW)
    with pytest.raises(WrongCode):
        verify_sender(sender.pk, right, now=NOW)
    assert Sender.objects.get().verified_at is None
    later = NOW + timedelta(minutes=1)
    send_code(sender.pk, now=later)
    post(post_office, later)
    assert verify_sender(sender.pk, code_in(post_office), now=later).chosen


def test_code_grows_old_and_the_one_before_stops_working(bare_shop, post_office):
    sender = add_sender("sklep@example.org", "Sklepik", now=NOW)
    post(post_office)
    first = code_in(post_office)
    with pytest.raises(Conflict):
        send_code(sender.pk, now=NOW + timedelta(seconds=59))
    with pytest.raises(WrongCode):
        verify_sender(sender.pk, first, now=NOW + timedelta(hours=CODE_HOURS))
    later = NOW + timedelta(hours=1)
    send_code(sender.pk, now=later)
    with pytest.raises(WrongCode):
        verify_sender(sender.pk, first, now=later)


def test_only_a_verified_sender_is_chosen_and_only_one(bare_shop):
    one = Sender.objects.create(address="a@example.org", name="A", verified_at=NOW, chosen=True, created_at=NOW)
    other = Sender.objects.create(address="b@example.org", name="B", created_at=NOW)
    with pytest.raises(Conflict):
        choose_sender(other.pk)
    Sender.objects.filter(pk=other.pk).update(verified_at=NOW)
    choose_sender(other.pk)
    assert list(Sender.objects.filter(chosen=True).values_list("pk", flat=True)) == [other.pk]
    assert not Sender.objects.get(pk=one.pk).chosen


@pytest.mark.parametrize(("address", "name"), [("nobody", "A"), ("a@example.org", " "), ("a@example.org", "x" * 101)])
def test_bad_sender_is_refused(bare_shop, address, name):
    with pytest.raises(InvalidInput):
        add_sender(address, name, now=NOW)
    assert Sender.objects.count() == 0


def test_same_sender_twice_is_a_conflict(bare_shop):
    add_sender("a@example.org", "A", now=NOW)
    with pytest.raises(Conflict):
        add_sender("a@example.org", "B", now=NOW)


def test_sender_cannot_be_verified_into_the_samples_mailbox(bare_shop):
    """Else an address verified there could send to the world once the sample is removed."""
    Shop.objects.update(sample=True)
    with pytest.raises(Conflict):
        add_sender("a@example.org", "A", now=NOW)
