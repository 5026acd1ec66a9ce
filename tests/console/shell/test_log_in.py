import base64
from datetime import UTC, datetime, timedelta

import pytest
from tests.console.shell.conftest import PASSWORD

from wraca.kit import clock
from wraca.staff import actions, totp
from wraca.staff.attempts import LIMIT_PAIR
from wraca.staff.models import AuditEntry, LogInAttempt

SECRET = base64.b32encode(b"12345678901234567890").decode()


def post(client, password=PASSWORD, email="owner@example.com", **extra):
    return client.post("/log-in/", {"email": email, "password": password, **extra})


def test_right_password_opens_the_first_page(client, staff):
    answer = post(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert AuditEntry.objects.order_by("pk").last().action == "account.logged_in"


def test_email_is_not_case_sensitive(client, staff):
    assert post(client, email=" OWNER@Example.com ").status_code == 302


def test_wrong_password_and_unknown_account_read_the_same(client, staff):
    sentence = "The e-mail address and the password do not belong together."
    for email in ("owner@example.com", "nobody@example.com"):
        answer = post(client, "wrong", email)
        assert answer.status_code == 200
        assert sentence in answer.content.decode()


def test_next_page_is_followed_only_inside_the_house(client, staff):
    assert post(client, next="/accounts/").headers["Location"] == "/accounts/"
    client.logout()
    assert post(client, next="https://elsewhere.example/").headers["Location"] == "/"


@pytest.mark.parametrize("wanted", ["//evil", "%2F%2Fevil", "evil/", "/\\evil", "\\\\evil", "https:evil", "///evil"])
def test_address_that_is_no_whole_path_leads_to_the_first_page(client, staff, wanted):
    assert post(client, next=wanted).headers["Location"] == "/"


@pytest.mark.parametrize(("behind_proxy", "status"), [(False, 429), (True, 200)])
def test_address_told_by_the_caller_counts_only_behind_a_proxy(client, staff, settings, behind_proxy, status):
    settings.BEHIND_PROXY = behind_proxy
    guess = {"email": "owner@example.com", "password": "wrong"}
    for attempt in range(LIMIT_PAIR + 1):
        answer = client.post("/log-in/", guess, headers={"X-Forwarded-For": f"203.0.113.{attempt}"})
    assert answer.status_code == status


def test_guessing_is_slowed_down_after_five_failures(client, staff):
    for _attempt in range(LIMIT_PAIR):
        assert post(client, "wrong").status_code == 200
    answer = post(client)  # the right password, too late
    assert answer.status_code == 429
    assert "quarter of an hour" in answer.content.decode()


def test_guessing_from_elsewhere_does_not_lock_the_owner_out(client, staff):
    for _attempt in range(LIMIT_PAIR):
        client.post("/log-in/", {"email": "owner@example.com", "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    assert post(client).status_code == 302


def test_limit_ends_after_a_quarter_of_an_hour(client, staff):
    for _attempt in range(LIMIT_PAIR):
        post(client, "wrong")
    LogInAttempt.objects.update(at=clock.now() - timedelta(minutes=16))
    assert post(client).status_code == 302


def test_attempts_hold_no_address(client, staff):
    post(client, "wrong")
    attempt = LogInAttempt.objects.get()
    assert (len(attempt.account_hash), len(attempt.origin_hash)) == (32, 32)


@pytest.fixture
def second_factor(staff, monkeypatch):
    """Olga's factor is on; the clock stands at the moment of RFC 6238's third test vector, 2005-03-18 01:58:31."""
    moment = datetime.fromtimestamp(1111111111, UTC)
    monkeypatch.setattr("wraca.console.accounts.log_in.now", lambda: moment)
    codes = actions.turn_on_second_factor(
        staff["owner"], SECRET, totp.hotp(b"12345678901234567890", totp.time_step(moment) - 1), moment
    )
    return {"code": "050471", "backup": codes[0]}


def test_second_factor_is_asked_for_and_good_once(client, staff, second_factor):
    assert post(client).headers["Location"] == "/log-in/code/"
    assert client.get("/").status_code == 302  # not in yet
    assert client.post("/log-in/code/", {"code": "000000"}).status_code == 200
    assert client.post("/log-in/code/", {"code": second_factor["code"]}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    client.logout()
    post(client)
    assert client.post("/log-in/code/", {"code": second_factor["code"]}).status_code == 200  # used up


def test_backup_code_opens_once(client, staff, second_factor):
    for expected in (302, 200):
        post(client)
        assert client.post("/log-in/code/", {"code": second_factor["backup"].upper()}).status_code == expected
        client.logout()


def test_second_factor_cannot_be_guessed_without_end(client, staff, second_factor):
    post(client)
    for _attempt in range(LIMIT_PAIR):
        client.post("/log-in/code/", {"code": "000000"})
    assert client.post("/log-in/code/", {"code": second_factor["code"]}).status_code == 429


def test_log_out_needs_a_post_and_ends_the_session(client_as):
    client = client_as("owner")
    assert client.get("/log-out/").status_code == 405
    assert client.post("/log-out/").headers["Location"] == "/log-in/"
    assert client.get("/").status_code == 302
