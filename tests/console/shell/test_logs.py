"""Of what goes wrong with a request, the log holds what is ours to mend, and only that."""

import pytest
from django.test import Client

from wraca.console.shell import style

pytestmark = pytest.mark.django_db


def test_refusals_are_not_logged(shop, caplog):
    client = Client(enforce_csrf_checks=True)
    assert client.get("/no/such/page/").status_code == 404
    assert client.post("/log-in/", {"username": "a"}).status_code == 403
    assert client.get("/api/v1/orders/1").status_code in {401, 404, 405}
    assert [record.getMessage() for record in caplog.records] == []


def test_failure_of_a_page_is_logged_as_an_error(client_as, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError

    client = client_as("owner")
    client.raise_request_exception = False
    monkeypatch.setattr(style, "render", fail)
    assert client.get("/style/").status_code == 500
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "Internal Server Error: /style/")
    ]
