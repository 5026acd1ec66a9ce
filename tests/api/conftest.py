import json

import pytest
from django.test import Client
from tests.cast import SOURCE, load_cast

from wraca.api import access
from wraca.events.keys import SCOPES, create_key


class Caller:
    """A program with a key of the cast's source."""

    def __init__(self, secret: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"}

    def post(self, subject: str, body: object, **headers: str):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            f"/api/v1/{subject}", content, content_type="application/json", headers=self.headers | headers
        )

    def get(self, path: str):
        return self.client.get(f"/api/v1/{path}", headers=self.headers)


@pytest.fixture
def cast(db, monkeypatch):
    monkeypatch.setattr(access, "RATE", access.Rate(600))
    load_cast()


@pytest.fixture
def caller(cast):
    return Caller(create_key(name="all", scopes=SCOPES, source=SOURCE)[1])
