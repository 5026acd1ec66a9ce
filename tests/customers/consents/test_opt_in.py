"""Double opt-in: nothing is a consent before the button was pressed, and a scanner presses none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from tests.cast import NOW, SOURCE

from wraca.customers.actions import record_customers
from wraca.customers.consents.actions import withdraw_consent
from wraca.customers.consents.fold import GIVEN, NEVER, WITHDRAWN
from wraca.customers.consents.models import OptIn
from wraca.customers.consents.opt_in import (
    DONE,
    LIFE,
    OPEN,
    STALE,
    UNKNOWN,
    confirm_opt_in,
    find_opt_in,
    request_opt_in,
)
from wraca.customers.consents.queries import find_states
from wraca.customers.identity.queries import find_known_by
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import ConsentRecord, IdentifierLink
from wraca.kit.errors import InvalidInput
from wraca.kit.tokens import token_hash

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def standing(customer_id: int) -> str:
    return find_states(customer_id)["marketing", "email"].standing


@pytest.fixture
def token(people, wording) -> str:
    token = request_opt_in(people["ada"], wording, source="form", now=NOW, form_url="https://shop.example/n")
    assert token
    return token


def test_a_request_is_no_consent_and_opening_the_link_makes_none(people, token):
    for minute in range(5):
        assert find_opt_in(token, NOW + minute * HOUR).outcome == OPEN
    assert standing(people["ada"]) == NEVER
    assert ConsentRecord.objects.filter(customer=people["ada"]).count() == 1


def test_confirming_makes_the_consent_and_proves_the_address(people, wording, token):
    ada = people["ada"]
    assert find_known_by("email", "ada@example.com", proven=True) == []
    assert confirm_opt_in(token, now=NOW + HOUR).outcome == DONE
    assert standing(ada) == GIVEN
    confirmed = ConsentRecord.objects.get(customer=ada, action="confirmed")
    assert (confirmed.wording, confirmed.proven, confirmed.source, confirmed.form_url) == (
        wording,
        True,
        "form",
        "https://shop.example/n",
    )
    assert find_known_by("email", "ada@example.com", proven=True) == [ada]


def test_a_token_works_once_and_says_so_kindly(people, token):
    assert [confirm_opt_in(token, now=NOW + n * HOUR).outcome for n in (1, 2)] == [DONE, DONE]
    assert ConsentRecord.objects.filter(customer=people["ada"], action="confirmed").count() == 1
    # After a withdrawal the used link gives nothing back.
    withdraw_consent(people["ada"], purpose="marketing", channel="email", source="portal", now=NOW + 3 * HOUR)
    confirm_opt_in(token, now=NOW + 4 * HOUR)
    assert standing(people["ada"]) == WITHDRAWN


def test_a_token_ends_after_48_hours(people, token):
    assert find_opt_in(token, NOW + LIFE - SECOND).outcome == OPEN
    assert confirm_opt_in(token, now=NOW + LIFE).outcome == STALE
    assert standing(people["ada"]) == NEVER


def test_a_withdrawal_ends_what_waits(people, token):
    withdraw_consent(people["ada"], purpose="marketing", channel="email", source="portal", now=NOW + HOUR)
    assert confirm_opt_in(token, now=NOW + 2 * HOUR).outcome == STALE
    assert standing(people["ada"]) == WITHDRAWN


def test_an_address_that_changed_is_not_confirmed_by_the_old_one(people, token):
    record_customers([NewCustomer(outside_id="ada", email="other@example.com")], source=SOURCE, now=NOW)
    assert confirm_opt_in(token, now=NOW + HOUR).outcome == STALE
    assert standing(people["ada"]) == NEVER


def test_the_database_holds_no_token(token):
    assert bytes(OptIn.objects.get().token_hash) == token_hash(token)
    assert [find_opt_in(wrong, NOW).outcome for wrong in ("", "x" * 43, token[:-1], token + "A")] == [UNKNOWN] * 4
    assert confirm_opt_in("x", now=NOW).outcome == UNKNOWN


def test_nobody_is_asked_more_than_three_times_a_day(people, wording):
    asked = [request_opt_in(people["ada"], wording, source="form", now=NOW + n * HOUR) for n in range(4)]
    assert [token is not None for token in asked] == [True, True, True, False]
    assert request_opt_in(people["ada"], wording, source="form", now=NOW + 25 * HOUR)


def test_without_an_address_of_their_own_nobody_can_be_asked(people, wording):
    alias = NewCustomer(outside_id="ada", email="abc+123@allegromail.pl")
    record_customers([alias], source=SOURCE, now=NOW)
    for customer in (people["ada"], 10**9):
        with pytest.raises(InvalidInput):
            request_opt_in(customer, wording, source="form", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_consent(transactional_db, people, wording):
    """A double click, or a mail program and its reader."""
    for turn in range(5):
        now = NOW + turn * timedelta(days=1)
        token = request_opt_in(people["ada"], wording, source="form", now=now - HOUR)
        assert token
        start = Barrier(2)

        def press(number: int, token: str = token, start: Barrier = start, now: datetime = now) -> str:
            try:
                start.wait(10)
                return confirm_opt_in(token, now=now + number * SECOND).outcome
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(press, range(2))) == [DONE, DONE]
        assert ConsentRecord.objects.filter(customer=people["ada"], action="confirmed").count() == turn + 1
    links = IdentifierLink.objects.filter(customer=people["ada"], proof=IdentifierLink.OPT_IN, until=None)
    assert links.count() == 1
