"""In and out: nobody sees another's page, and nobody learns who is a customer."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.conftest import answer_all, find, link_in_letter, log_in, press

from wraca.customers.access.actions import set_shop_secret
from wraca.customers.access.shop_tokens import LONGEST_LIFE, ShopToken, write_shop_token
from wraca.customers.actions import record_customers
from wraca.customers.consents.erase import erasing_consents
from wraca.customers.incoming import NewCustomer
from wraca.kit.clock import now
from wraca.messages.models import Message
from wraca.staff.models import User


def ask(client: Client, address: str):
    return client.post("/portal/log-in/", {"email": address})


def test_known_and_unknown_addresses_read_the_same(client, shop):
    ask(client, "warm@example.com")
    answers = []
    for address in ("ela@example.com", "who@example.com"):
        with CaptureQueriesContext(connection) as queries:
            response = ask(client, address)
        kinds = [query["sql"].split()[0] for query in queries]
        told = re.sub(rb"[\w.]+@example.com|value=\"[^\"]{20,}\"", b"", response.content)
        answers.append((response.status_code, told, sorted(response.headers), sorted(response.cookies), kinds))
    assert answers[0] == answers[1]


def test_nothing_is_looked_up_before_the_page_has_answered(client, shop):
    ask(client, "ela@example.com")
    assert Message.objects.count() == 0
    answer_all()
    assert list(Message.objects.values_list("kind", "address", "secret")) == [("log_in_link", "ela@example.com", True)]


def test_unknown_address_gets_no_letter(client, shop):
    ask(client, "who@example.com")
    answer_all()
    assert Message.objects.count() == 0


def test_address_of_several_gets_a_letter_that_opens_nothing(client, shop):
    record_customers([NewCustomer(outside_id="twin", email="ela@example.com")], source="cast", now=now())
    ask(client, "ela@example.com")
    answer_all()
    message = Message.objects.get()
    assert (message.kind, "/portal/" in message.body.text) == ("log_in_unsure", False)


def test_letter_leads_to_the_page_of_whom_it_was_sent_to(client, shop):
    page = log_in(client).get("/portal/")
    assert "ela@example.com" in page.content.decode()
    assert "Źrebak" in page.content.decode()


def test_scanner_that_opens_the_link_uses_nothing_up(client, shop):
    ask(client, "ela@example.com")
    answer_all()
    link = link_in_letter()
    for scanner in (Client(), Client(), Client()):
        assert scanner.get(link).status_code == 200
        assert scanner.head(link).status_code == 200
        assert "wraca_portal" not in scanner.cookies
    assert press(client, link).status_code == 302


def test_robot_that_posts_without_having_been_shown_the_button_gets_nothing(client, shop):
    ask(client, "ela@example.com")
    answer_all()
    link = link_in_letter()
    robot = Client()
    assert "wraca_portal" not in robot.post(link, {"press": "x"}).cookies
    assert press(client, link).status_code == 302


def test_forwarded_link_opens_nothing_after_it_was_used(client, shop):
    ask(client, "ela@example.com")
    answer_all()
    link = link_in_letter()
    press(client, link)
    friend = Client()
    assert press(friend, link).status_code == 410
    assert friend.get("/portal/").status_code == 302


@pytest.mark.parametrize("token", ["x", "0" * 43, "%00", "../../etc", "é" * 20])
def test_guessed_token_opens_nothing(client, shop, token):
    response = client.get(f"/portal/enter/{token}/")
    assert response.status_code in (400, 404, 410)


def test_another_press_replaces_the_visitor_before(client, shop):
    log_in(client, "bruno")
    before = client.cookies["wraca_portal"].value
    client.post("/portal/log-out/")
    log_in(client, "ela")
    thief = Client()
    thief.cookies["wraca_portal"] = before
    assert thief.get("/portal/").status_code == 302


def test_page_asks_for_a_log_in_whoever_staff_is(shop):
    staff = Client()
    staff.force_login(User.objects.create_user("olga@example.com", name="Olga", role="owner"))
    for path in ("/portal/", "/portal/data/", "/portal/data.json", "/portal/data.html", "/portal/erase/"):
        response = staff.get(path)
        assert (response.status_code, response["Location"]) == (302, "/portal/log-in/")


def test_customer_is_nobody_at_the_console(ela):
    assert ela.get("/customers/").status_code == 302
    assert ela.get(f"/customers/{find('ela').pk}/")["Location"].startswith("/log-in/")


def test_erased_customers_session_shows_nothing(ela):
    with erasing_consents():
        find("ela").delete()
    assert ela.get("/portal/")["Location"] == "/portal/log-in/"


def test_cookie_is_for_the_portal_alone_and_no_script_reads_it(ela):
    cookie = ela.cookies["wraca_portal"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/portal/", True, "Lax")


@pytest.mark.parametrize("path", ["/portal/log-in/", "/portal/enter/x/", "/portal/", "/portal/data.json"])
def test_answers_are_kept_by_nobody(ela, path):
    headers = ela.get(path).headers
    assert headers["Cache-Control"] == "no-store, private"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_address_that_opens_something_is_told_to_no_other_page(client, shop):
    assert client.get("/portal/enter/x/")["Referrer-Policy"] == "no-referrer"
    assert client.get("/portal/shop/cast/?token=x")["Referrer-Policy"] == "no-referrer"


def test_token_of_the_shop_opens_the_page_by_a_press(client, shop):
    secret = set_shop_secret("cast", now=now(), by=None)
    token = write_shop_token(ShopToken("ela", now() + LONGEST_LIFE / 2, "n" * 16), secret)
    path = f"/portal/shop/cast/?token={token}"
    assert press(client, path).status_code == 302
    assert "Źrebak" in client.get("/portal/").content.decode()
    assert press(Client(), path).status_code == 410


def test_too_many_requests_from_one_place_are_told_so(client, shop):
    statuses = [ask(client, f"{i}@example.com").status_code for i in range(21)]
    assert statuses == [200] * 20 + [429]


def test_before_there_is_a_shop_there_is_no_page(client, db):
    assert client.get("/portal/log-in/").status_code == 404
