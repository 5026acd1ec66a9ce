from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.cast import CUSTOMERS, NOW, SOURCE, at, open_cast_shop
from tests.messages.server import PostOffice

from wraca.customers.actions import record_customers
from wraca.customers.models import Customer
from wraca.messages.models import Sender


@pytest.fixture
def post_office():
    """A real SMTP server that keeps what it takes."""
    with PostOffice() as office:
        yield office


def open_for_sending() -> None:
    open_cast_shop()
    record_customers(CUSTOMERS, source=SOURCE, now=NOW)
    Sender.objects.create(
        address="shop@example.org", name="Sklepik Żółw", verified_at=at(1, 1), chosen=True, created_at=at(1, 1)
    )


@pytest.fixture
def shop(db) -> None:
    """The cast's shop, with an address to send from."""
    open_for_sending()


@pytest.fixture
def open_shop(transactional_db) -> None:
    """The same for tests in which others look on from connections of their own; slower."""
    open_for_sending()


@pytest.fixture
def customer() -> Callable[[str], int]:
    return lambda name: Customer.objects.get(source=SOURCE, outside_id=name).pk
