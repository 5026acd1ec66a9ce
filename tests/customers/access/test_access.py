"""Who gets in: only whom a letter, or the shop, proved."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from tests import cast
from tests.cast import NOW

from wraca.customers.access import actions
from wraca.customers.access.actions import (
    TooManyRequests,
    answer_log_in_request,
    end_session,
    follow_log_in_link,
    follow_shop_token,
    record_log_in_request,
    set_shop_secret,
)
from wraca.customers.access.choosing import Choice, Claim, choose_person
from wraca.customers.access.models import LogInLink, LogInRequest
from wraca.customers.access.queries import find_visitor, is_link_good
from wraca.customers.access.shop_tokens import ShopToken, read_shop_token, write_shop_token
from wraca.customers.actions import record_customers
from wraca.customers.identity.actions import end_link, record_link
from wraca.customers.identity.models import IdentifierLink
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer

MINUTE = timedelta(minutes=1)


def ask(address: str = "ela@example.com", *, at=NOW, origin: bytes = b"o" * 32) -> LogInRequest:
    return record_log_in_request(
        address, address_hash=address.encode().ljust(32, b"."), origin_hash=origin, language="pl", now=at
    )


def ela() -> Customer:
    return Customer.objects.get(outside_id="ela")


@pytest.fixture
def link(db) -> str:
    cast.load_cast()
    return answer_log_in_request(ask().pk, NOW).token


def test_link_opens_the_page_of_its_customer_once(link):
    session = follow_log_in_link(link, NOW + MINUTE)
    assert find_visitor(session, NOW + MINUTE).canonical_id == ela().pk
    assert follow_log_in_link(link, NOW + MINUTE) is None


def test_following_a_link_proves_the_address(link):
    follow_log_in_link(link, NOW)
    proofs = IdentifierLink.objects.filter(customer=ela(), identifier__value="ela@example.com", until=None)
    assert sorted(proofs.values_list("proof", flat=True)) == ["claimed", "log_in"]


def test_looking_at_a_link_uses_nothing_up(link):
    assert [is_link_good(link, NOW), is_link_good(link, NOW), is_link_good(link + "x", NOW)] == [True, True, False]
    assert follow_log_in_link(link, NOW)


def test_link_is_out_of_date_after_a_quarter_of_an_hour(link):
    assert not is_link_good(link, NOW + 15 * MINUTE)
    assert follow_log_in_link(link, NOW + 15 * MINUTE) is None


def test_link_to_an_address_that_is_theirs_no_longer_opens_nothing(link):
    for claim in IdentifierLink.objects.filter(customer=ela(), until=None):
        end_link(claim.pk, now=NOW)
    assert follow_log_in_link(link, NOW) is None


def test_tokens_and_addresses_are_not_in_the_database(link):
    session = follow_log_in_link(link, NOW)
    with connection.cursor() as cursor:
        for table in ("customers_loginlink", "customers_customersession", "customers_loginrequest", "events_event"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = str(cursor.fetchall())
            assert [found for found in (link, session, "ela@example.com") if found in text] == []


@pytest.mark.django_db(transaction=True)
def test_of_many_who_follow_one_link_at_once_one_gets_in():
    cast.load_cast()
    token, sessions = answer_log_in_request(ask().pk, NOW).token, []

    def follow() -> None:
        sessions.append(follow_log_in_link(token, NOW))
        connections.close_all()

    threads = [threading.Thread(target=follow) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(session is not None for session in sessions) == 1


def test_session_ends_by_itself_and_by_logging_out(link):
    session = follow_log_in_link(link, NOW)
    assert find_visitor(session, NOW + timedelta(hours=2)) is None
    end_session(session)
    assert find_visitor(session, NOW) is None


def test_asking_writes_the_same_for_the_known_and_the_unknown(db, django_assert_num_queries):
    cast.load_cast()
    ask("warm@example.com")
    for address in ("ela@example.com", "nobody@example.com"):
        with django_assert_num_queries(9):
            ask(address)


def test_unknown_address_gets_nothing(db):
    cast.load_cast()
    assert answer_log_in_request(ask("nobody@example.com").pk, NOW) is None
    assert LogInLink.objects.count() == 0


def test_request_is_answered_once_and_its_address_forgotten(db):
    cast.load_cast()
    request = ask()
    assert answer_log_in_request(request.pk, NOW).customer_id == ela().pk
    assert answer_log_in_request(request.pk, NOW) is None
    request.refresh_from_db()
    assert request.address == ""


def test_fourth_link_to_an_address_is_not_sent_and_later_it_is(db):
    cast.load_cast()
    assert [ask(origin=bytes([i] * 32)).spared for i in range(4)] == [False, False, False, True]
    assert ask(at=NOW + 16 * MINUTE).spared is False


def test_one_place_may_not_ask_for_everybody(db):
    for i in range(20):
        ask(f"{i}@example.com")
    with pytest.raises(TooManyRequests):
        ask("21@example.com")


# Whose page an address opens -----------------------------------------------------------------------------------------


def claim(person: int, proof: str = "claimed", days: int = 0) -> Claim:
    return Claim(person, proof, NOW - timedelta(days=days))


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([], Choice(None, 0)),
        ([claim(1)], Choice(1, 1)),
        ([claim(1), claim(2)], Choice(None, 2)),
        # What is proven leaves out whoever only typed it.
        ([claim(1), claim(2, "order")], Choice(2, 1)),
        ([claim(1), claim(1, "order")], Choice(1, 1)),
        # The strongest proof, then the latest.
        ([claim(1, "order"), claim(2, "log_in", days=300)], Choice(2, 2)),
        ([claim(1, "order", days=9), claim(2, "order")], Choice(2, 2)),
    ],
)
def test_address_opens_only_the_page_it_is_proven_for(claims, expected):
    assert choose_person(claims) == expected
    assert choose_person(reversed(claims)) == expected


def test_stranger_who_typed_somebodys_address_is_not_shown_to_them(db):
    cast.load_cast()
    record_link("email", "ela@example.com", ela().pk, proof="order", now=NOW)
    stranger = NewCustomer(outside_id="stranger", email="ela@example.com", given_name="Obcy")
    record_customers([stranger], source="cast", now=NOW)
    token = answer_log_in_request(ask().pk, NOW).token
    assert find_visitor(follow_log_in_link(token, NOW), NOW).member_ids == (ela().pk,)


def test_address_claimed_by_two_opens_neither(db):
    cast.load_cast()
    record_customers([NewCustomer(outside_id="other", email="ela@example.com")], source="cast", now=NOW)
    answered = answer_log_in_request(ask().pk, NOW)
    assert (answered.customer_id, answered.token) == (None, "")
    assert LogInLink.objects.count() == 0


# Tokens of the shop --------------------------------------------------------------------------------------------------


def shop_token(secret: str, customer: str = "ela", *, minutes: int = 5, nonce: str = "n" * 16) -> str:
    return write_shop_token(ShopToken(customer, NOW + minutes * MINUTE, nonce), secret)


def test_token_of_the_shop_opens_its_customers_page_once(db):
    cast.load_cast()
    token = shop_token(set_shop_secret("cast", now=NOW, by=None))
    assert find_visitor(follow_shop_token("cast", token, NOW), NOW).canonical_id == ela().pk
    assert follow_shop_token("cast", token, NOW) is None


def test_token_of_the_shop_proves_no_address(db):
    cast.load_cast()
    follow_shop_token("cast", shop_token(set_shop_secret("cast", now=NOW, by=None)), NOW)
    assert not IdentifierLink.objects.filter(proof="log_in").exists()


def test_secret_of_one_source_opens_nobody_of_another(db):
    cast.load_cast()
    secret = set_shop_secret("other", now=NOW, by=None)
    set_shop_secret("cast", now=NOW, by=None)
    assert follow_shop_token("cast", shop_token(secret), NOW) is None
    assert follow_shop_token("other", shop_token(secret), NOW) is None


@pytest.mark.parametrize(
    "token",
    [
        shop_token("wrong"),
        shop_token("right", minutes=0),
        shop_token("right", minutes=11),
        shop_token("right", nonce="short"),
        shop_token("right", customer=""),
        shop_token("right", customer="a\x00"),
        shop_token("right", customer="\ud83d"),
        shop_token("right", nonce="\ud83d" * 16),
        shop_token("right")[:-1],
        shop_token("right").replace(".", ""),
        "." + shop_token("right").partition(".")[2],
        "",
        "ó.ó",
        "a" * 2000,
    ],
)
def test_token_that_is_not_the_shops_is_refused(token):
    assert read_shop_token(token, "right", NOW) is None


def test_token_is_as_documented():
    # printf '{"customer":"ela","expires":1795345500,"nonce":"nnnnnnnnnnnnnnnn"}' and its HMAC, by hand:
    import base64
    import hashlib
    import hmac

    body = base64.urlsafe_b64encode(b'{"customer":"ela","expires":1795345500,"nonce":"nnnnnnnnnnnnnnnn"}').rstrip(b"=")
    mac = base64.urlsafe_b64encode(hmac.new(b"right", body, hashlib.sha256).digest()).rstrip(b"=")
    assert shop_token("right") == f"{body.decode()}.{mac.decode()}"
    assert actions.read_shop_token(f"{body.decode()}.{mac.decode()}", "right", NOW).customer == "ela"
