from __future__ import annotations

import re

import pytest
from django.test import Client
from tests import cast

from wraca.customers.models import Customer
from wraca.jobs.log_in_letters import answer
from wraca.kit.clock import now
from wraca.messages.models import Message, MessageBody


@pytest.fixture
def shop(db, tmp_path, settings) -> None:
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    cast.load_cast()


@pytest.fixture(autouse=True)
def _hasty_answers(monkeypatch) -> None:
    """What keeps answers equally slow is tested by itself."""
    monkeypatch.setattr("wraca.portal.sign_up.ANSWER_SECONDS", 0.0)


def find(name: str) -> Customer:
    return Customer.objects.get(outside_id=name)


def answer_all() -> None:
    """What the queue does with the requests so far."""
    from wraca.customers.models import LogInRequest

    for request in LogInRequest.objects.order_by("id"):
        answer(request.pk, now())


def link_in_letter() -> str:
    """Path of the link in the last letter."""
    text = MessageBody.objects.get(message=Message.objects.order_by("id").last()).text
    return re.search(r"https?://[^/\s]+(/\S+)", text).group(1)


def press(client: Client, path: str):
    shown = client.get(path)
    found = re.search(rb'name="press" value="([^"]+)"', shown.content)
    return client.post(path, {"press": found.group(1).decode() if found else ""})


def log_in(client: Client, name: str = "ela") -> Client:
    client.post("/portal/log-in/", {"email": f"{name}@example.com"})
    answer_all()
    assert press(client, link_in_letter()).status_code == 302
    return client


@pytest.fixture
def ela(client: Client, shop) -> Client:
    return log_in(client)
