import threading

import pytest
from django.db import connection
from django.test import Client
from tests.api.conftest import Caller
from tests.cast import NOW, SOURCE

from wraca.api import access
from wraca.customers.models import Customer
from wraca.events.keys import SCOPES, create_key, revoke_key
from wraca.events.models import ApiKey
from wraca.jobs import merge_customers
from wraca.kit import clock
from wraca.orders.models import CustomerSummary, Order

ORDER = {
    "outside_id": "n1",
    "placed_at": "2026-11-20T10:00:00+01:00",
    "customer": {"outside_id": "nowy", "given_name": "Jan", "email": "Jan@Example.com"},
    "lines": [{"variant": "mug", "quantity": 2, "unit_price_minor": 1000}],
}


def test_order_with_its_customer_is_taken_and_read_back(caller):
    answer = caller.post("orders", ORDER)
    assert (answer.status_code, answer.json()["status"]) == (201, "new")
    read = caller.get("orders/one?outside_id=n1").json()
    assert (read["customer"], read["total_minor"], read["local_day"]) == ("nowy", 2000, "2026-11-20")
    assert read["lines"][0]["product"] == "mug"
    assert Customer.objects.get(outside_id="nowy").email == "jan@example.com"
    assert CustomerSummary.objects.get(customer__outside_id="nowy").spent_minor == 2000


def test_order_sent_again_is_the_same(caller):
    caller.post("orders", ORDER)
    again = caller.post("orders", ORDER)
    assert (again.status_code, again.json()["status"]) == (200, "same")


def test_batch_takes_good_rows_and_says_what_is_wrong_with_bad_ones(caller):
    rows = [
        ORDER,
        ORDER | {"outside_id": "n2", "lines": [{"quantity": -1, "unit_price_minor": 5}]},
        ORDER | {"outside_id": "n3", "currency": "EUR"},
        ORDER | {"outside_id": "n4", "customer": "nobody"},
        ORDER | {"outside_id": "n5", "colour": "red"},
        ORDER | {"outside_id": "n6", "placed_at": "yesterday"},
        ORDER | {"outside_id": "n7", "placed_at": "2026-11-20T10:00:00"},
        ORDER | {"outside_id": "n8", "number": "a\x00b"},
        ORDER | {"outside_id": "n9", "shipping_minor": 10**30},
        {"outside_id": "n10"},
        7,
    ]
    answer = caller.post("orders", rows).json()
    assert (answer["new"], answer["rejected"]) == (1, 10)
    assert [row.get("reason") for row in answer["results"]] == [
        None,
        "quantity_negative",
        "currency_of_another_shop",
        "customer_unknown",
        "field_unknown",
        "field_malformed",
        "field_malformed",
        "text_malformed",
        "amount_out_of_range",
        "field_missing",
        "row_not_object",
    ]
    assert answer["results"][1]["detail"] == (
        "Line 1 has the quantity -1. Send what came back as a refund of the order."
    )
    assert Order.objects.filter(outside_id__startswith="n").count() == 1


def test_malformed_row_is_named_where_its_id_can_be_read(caller):
    rows = [{"outside_id": "m1", "lines": 7}, {"outside_id": 5}, None, [1]]
    results = caller.post("orders", rows).json()["results"]
    assert [result.get("outside_id") for result in results] == ["m1", None, None, None]
    assert results[2]["detail"].startswith("The row is of type null. Expected a JSON object with some of: outside_id, ")


def test_single_bad_row_is_a_problem(caller):
    answer = caller.post("customers", {"outside_id": "x", "email": "not one"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["type"] == "urn:wraca:problem:email_malformed"


def test_same_idempotency_key_and_body_gets_the_first_answer(caller):
    headers = {"Idempotency-Key": "k1"}
    first, second = caller.post("orders", ORDER, **headers), caller.post("orders", ORDER, **headers)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert (second.status_code, second["Idempotent-Replayed"]) == (201, "true")


def test_same_idempotency_key_with_other_body_is_a_conflict(caller):
    caller.post("orders", ORDER, **{"Idempotency-Key": "k1"})
    other = caller.post("orders", ORDER | {"outside_id": "n2"}, **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["type"]) == (409, "urn:wraca:problem:idempotency_key_reused")
    assert not Order.objects.filter(outside_id="n2").exists()


def test_partial_customer_keeps_what_is_not_told(caller):
    caller.post("customers", {"outside_id": "bruno", "city": "Gdynia"})
    read = caller.get("customers/one?outside_id=bruno").json()
    assert (read["city"], read["family_name"], read["country"]) == ("Gdynia", "Łoś", "PL")


def test_product_sent_is_read_back(caller):
    sent = {
        "outside_id": "bowl",
        "name": "Miska",
        "category": ["Kuchnia", "Miski"],
        "variants": [{"outside_id": "bowl-s", "size": "S", "price_minor": 500, "stock_quantity": 3}],
        "photographs": [{"url": "https://example.com/bowl.jpg", "alt": "Miska"}],
    }
    assert caller.post("products", sent).status_code == 201
    assert caller.post("products", sent).json()["status"] == "same"
    read = caller.get("products/one?outside_id=bowl").json()
    assert read["category"] == ["Kuchnia", "Miski"]
    assert read["variants"][0]["price_minor"] == 500
    assert read["photographs"] == sent["photographs"]


def test_lists_page_by_cursor(caller):
    seen, cursor = [], 0
    while cursor is not None:
        page = caller.get(f"customers?limit=3&cursor={cursor}").json()
        seen += [customer["outside_id"] for customer in page["data"]]
        cursor = page["next_cursor"]
    assert seen == sorted(seen) == ["ada", "bruno", "celina", "darek", "ela", "filip", "gosia", "henio"]


def test_event_is_read_back_with_its_key(caller):
    event = {"key": "v1", "kind": "product.viewed", "at": "2026-11-20T10:00:00Z", "customer": "ada"}
    assert caller.post("events", event | {"payload": {"product": "mug"}}).status_code == 201
    data = caller.get("events?customer=ada").json()["data"]
    assert [(e["kind"], e["key"]) for e in data if e["kind"] == "product.viewed"] == [("product.viewed", "v1")]


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_key_nothing_is_told(cast, method):
    answer = getattr(Client(), method)("/api/v1/customers")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="wraca"')


def test_key_without_the_scope_is_refused(cast):
    reader = Caller(create_key(name="reader", scopes=["customers:read"], source=SOURCE)[1])
    assert reader.get("customers").status_code == 200
    refused = reader.post("customers", {"outside_id": "x"})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:wraca:problem:scope_missing")


def test_revoked_key_opens_nothing(cast):
    key, secret = create_key(name="old", scopes=SCOPES, source=SOURCE)
    assert revoke_key(key.pk, clock.now())
    assert Caller(secret).get("customers").status_code == 401


def test_key_sees_only_its_own_source(cast):
    other = Caller(create_key(name="other", scopes=SCOPES, source="elsewhere")[1])
    assert other.get("customers").json()["data"] == []
    assert other.get("orders/one?outside_id=b1").status_code == 404


def test_secret_is_not_kept(cast):
    _, secret = create_key(name="k", scopes=SCOPES)
    assert secret not in str(ApiKey.objects.values().get())


def test_too_many_requests_are_told_to_wait(caller, monkeypatch):
    monkeypatch.setattr(access, "RATE", access.Rate(2))
    answers = [caller.get("customers") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("body", "status"), [(b"[", 400), (b"[]", 400), (b"7", 400), (b"[" + b"{}," * 1000 + b"{}]", 413)]
)
def test_body_that_is_no_rows_is_refused(caller, body, status):
    assert caller.post("orders", body).status_code == status


def test_body_over_the_limit_is_refused_with_the_limit(caller, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    answer = caller.post("orders", b"[" + b" " * 2**20 + b"]")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["type"] == "urn:wraca:problem:body_too_large"
    assert answer.json()["detail"] == "The body has 1048578 bytes; at most 1 MiB are taken. Send fewer rows at once."


@pytest.mark.parametrize(
    "path", ["", "nothing", "orders/", "customers/one/more", "orders/../customers", "openapi.json/", "docs/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_address_is_told_in_problem_json(caller, path, method):
    answer = getattr(caller.client, method)(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "urn:wraca:problem:not_found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("delete", "orders", "GET, POST"), ("post", "orders/one", "GET"), ("put", "docs", "GET"), ("patch", "events", "")],
)
def test_wrong_method_is_told_in_problem_json(caller, method, path, allowed):
    answer = getattr(caller.client, method)(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert set((allowed or "GET, POST").split(", ")) == set(answer["Allow"].split(", "))


def test_form_is_refused(caller):
    answer = caller.client.post("/api/v1/orders", {"a": "b"}, headers=caller.headers)
    assert answer.status_code == 415


def test_reference_loads_nothing_from_elsewhere(db):
    page = Client().get("/api/v1/docs").content.decode()
    assert "NewOrder" in page
    assert "https://" not in page
    assert "<script" not in page
    assert 'rel="icon"' in page


@pytest.mark.django_db(transaction=True)
def test_repeat_during_the_first_waits_and_gets_its_answer():
    from tests.cast import load_cast

    load_cast()
    caller_of = create_key(name="all", scopes=SCOPES, source=SOURCE)[1]
    answers = []
    start = threading.Barrier(4)

    def call():
        try:
            start.wait()
            answers.append(Caller(caller_of).post("orders", ORDER, **{"Idempotency-Key": "k"}))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 3


def test_events_of_another_sources_customers_are_not_given(caller):
    caller.post("orders", ORDER)
    other = Caller(create_key(name="other", scopes=SCOPES, source="other")[1])
    assert len(caller.get("events?customer=nowy").json()["data"]) > 0
    assert other.get("events").json()["data"] == []


def test_product_whose_address_would_run_a_script_is_refused(caller):
    answer = caller.post("products", {"outside_id": "x", "name": "x", "url": "javascript:alert(1)"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:wraca:problem:address_malformed")


def test_customer_merged_away_is_found_by_the_old_id_and_names_who_they_are(caller):
    caller.post("customers", [{"outside_id": "m1"}, {"outside_id": "m2"}])
    first, second = (caller.get(f"customers/one?outside_id={name}").json()["id"] for name in ("m1", "m2"))
    merge_customers.merge(first, second, now=NOW)
    found = caller.get("customers/one?outside_id=m1").json()
    assert (found["id"], found["outside_id"], found["canonical_id"]) == (first, "m1", second)
    events = [caller.get(f"events?customer={name}").json()["data"] for name in ("m1", "m2")]
    assert events[0] == events[1]
    assert [event["kind"] for event in events[0]].count("customer.signed_up") == 2


def test_wrong_host_is_a_problem_without_a_traceback(caller, capfd):
    answer = caller.client.get("/api/v1/orders", headers=caller.headers | {"Host": "elsewhere.example.com"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "urn:wraca:problem:host_unknown"
    assert "Traceback" not in capfd.readouterr().err
    assert caller.client.get("/log-in/", headers={"Host": "elsewhere.example.com"}).status_code == 400
