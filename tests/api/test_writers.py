"""Many writers of the same rows at once: they wait for each other, and nobody's word is lost."""

import json
import logging
import random
import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from tests.api.conftest import Caller
from tests.cast import NOW, SOURCE, at, open_cast_shop
from tests.orders.test_summaries import kept_summaries, plain_summaries

from wraca.api import access
from wraca.connectors import importing
from wraca.connectors.importing import ImportOptions, import_file
from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer
from wraca.events.keys import SCOPES, create_key
from wraca.events.models import Event
from wraca.orders.incoming import NewLine, NewOrder
from wraca.orders.models import Order
from wraca.postgres.conninfo import conninfo_of

ORDERS, CUSTOMERS, VERSIONS, WRITERS = 24, 9, 3, 8


def order_as_told(number: int, version: int) -> dict[str, object]:
    """Each version moves the order to the next customer; every other order tells its customer whole."""
    customer = f"c{(number + version) % CUSTOMERS}"
    return {
        "outside_id": f"o{number}",
        "placed_at": (at(3, 1) + timedelta(days=number)).isoformat(),
        "customer": {"outside_id": customer, "given_name": "Jan"} if number % 2 else customer,
        "lines": [{"variant": f"v{(number * 7) % 5}", "quantity": 1, "unit_price_minor": 100 + number + version}],
        "source_updated_at": (NOW - timedelta(hours=1) + timedelta(seconds=version)).isoformat(),
    }


def batches_of(writer: int) -> list[list[dict[str, object]]]:
    """All versions of all orders, in this writer's own order."""
    chance = random.Random(writer)
    batches = []
    for version in chance.sample(range(VERSIONS), VERSIONS):
        numbers = chance.sample(range(ORDERS), ORDERS)
        batches.append([order_as_told(n, version) for n in numbers])
    return batches


def at_once(deeds) -> list[object]:
    """What each gave back, or the error it ended with."""
    found: list[object] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def work(place):
        try:
            start.wait()
            found[place] = deeds[place]()
        except BaseException as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def shop(transactional_db, monkeypatch):
    monkeypatch.setattr(access, "RATE", access.Rate(10_000))
    open_cast_shop()
    people = [NewCustomer(outside_id=f"c{n}", signed_up_at=at(1, 2)) for n in range(0, CUSTOMERS, 2)]
    record_customers(people, source=SOURCE, now=NOW)
    return create_key(name="all", scopes=SCOPES, source=SOURCE)[1]


def test_writers_through_api_and_import_neither_fail_nor_miscount(shop, tmp_path, monkeypatch):
    def through_api(writer):
        caller = Caller(shop)
        for batch in batches_of(writer):
            people = [{"outside_id": f"c{n}", "city": "Łódź"} for n in random.Random(writer).sample(range(9), 9)]
            for subject, rows in (("customers", people), ("orders", batch)):
                answer = caller.post(subject, rows)
                assert (answer.status_code, answer.json()["rejected"]) == (200, 0), answer.content

    def through_import():
        numbers = random.Random(99).sample(range(ORDERS), ORDERS)
        path = tmp_path / "orders.jsonl"
        path.write_text("\n".join(json.dumps(order_as_told(n, version)) for version in range(2) for n in numbers))
        return import_file(ImportOptions(path, "orders", SOURCE, create_customers=True), NOW).rejected

    monkeypatch.setattr(importing, "BATCH_WORDS", 16)
    deeds = [lambda writer=writer: through_api(writer) for writer in range(WRITERS)]
    # Where the database ends one as a deadlock, it is written again: nobody is told of it.
    assert at_once([*deeds, through_import]) == [None] * WRITERS + [0]
    last = [
        NewOrder(
            outside_id=f"o{n}",
            customer=f"c{(n + VERSIONS - 1) % CUSTOMERS}",
            placed_at=at(3, 1) + timedelta(days=n),
            lines=[NewLine(quantity=1, unit_price_minor=100 + n + VERSIONS - 1)],
            refunds=[],
            source_updated_at=NOW,
        )
        for n in range(ORDERS)
    ]
    assert kept_summaries() == plain_summaries(last)
    assert Event.objects.filter(kind="order.placed").count() == Order.objects.count() == ORDERS


def connect() -> psycopg.Connection:
    return psycopg.connect(conninfo_of(settings.DATABASES["default"] | {"NAME": connection.settings_dict["NAME"]}))


def wait_until_waiting(other: psycopg.Connection) -> None:
    """Until somebody waits for a lock that `other` holds."""
    with connect() as see:
        # Within a transaction the activity would be read once.
        see.autocommit = True
        blocked = "SELECT FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
        while not see.execute(blocked, [other.info.backend_pid]).rowcount:
            time.sleep(0.01)


@pytest.mark.parametrize("door", ["api", "import"])
def test_writer_whom_a_deadlock_undid_writes_again(shop, tmp_path, caplog, door):
    """Another program, which keeps no order, holds c2 and wants c0, while we hold c0 and want c2."""
    rows = [order_as_told(0, 0), order_as_told(2, 0)]

    def write():
        if door == "api":
            return Caller(shop).post("orders", rows).json()["new"]
        path = tmp_path / "orders.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)))
        return import_file(ImportOptions(path, "orders", SOURCE), NOW).new

    caplog.set_level(logging.WARNING, "wraca")
    lock = "SELECT FROM customers_customer WHERE outside_id = %s FOR UPDATE"
    with connect() as other:

        def stand_in_the_way():
            wait_until_waiting(other)
            other.execute(lock, ["c0"])
            other.commit()

        # We see the deadlock first, so it is we who are undone.
        other.execute("SET deadlock_timeout = '1min'")
        other.execute(lock, ["c2"])
        assert at_once([write, stand_in_the_way]) == [2, None]
    assert "try 1 of 5" in caplog.text
    assert Order.objects.count() == 2
