"""A first load takes whole tables. Who reads them may wait for it, and never ends in a deadlock with it."""

import threading

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from tests.cast import NOW, open_cast_shop

from wraca.orders import first_load as loading
from wraca.orders.actions import prepare_orders, record_prepared
from wraca.orders.first_load import first_load
from wraca.orders.incoming import NewLine, NewOrder
from wraca.orders.models import Order
from wraca.postgres.conninfo import conninfo_of
from wraca.shop.queries import the_shop

ORDER = NewOrder(outside_id="o1", placed_at=NOW, lines=[NewLine(quantity=1, unit_price_minor=100)])


@pytest.fixture
def shop(transactional_db):
    open_cast_shop()


class Loader:
    """A first load of one order in a thread of its own."""

    def __init__(self) -> None:
        self.claimed, self.go_on = threading.Event(), threading.Event()
        self.found: object = None
        self._thread = threading.Thread(target=self._load)

    def __enter__(self) -> "Loader":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.go_on.set()
        self._thread.join(timeout=30)

    def _load(self) -> None:
        try:
            with first_load() as quick:
                self.claimed.set()
                self.go_on.wait(timeout=30)
                batch = prepare_orders([ORDER], the_shop(), NOW)
                record_prepared(batch, source="t", now=NOW, summarise=not quick)
            self.found = quick
        except BaseException as error:
            self.found = error
        finally:
            connection.close()


def reader() -> psycopg.Connection:
    other = psycopg.connect(conninfo_of(settings.DATABASES["default"] | {"NAME": connection.settings_dict["NAME"]}))
    # It sees the deadlock first, so it would be the one to end.
    other.execute("SET deadlock_timeout = '500ms'")
    other.commit()
    return other


def test_reader_of_lines_who_then_wants_orders_is_let_through(shop, monkeypatch):
    refused, claim = threading.Event(), loading._claimed

    def watched(*arguments):
        claimed = claim(*arguments)
        if not claimed:
            refused.set()
        return claimed

    monkeypatch.setattr(loading, "_claimed", watched)
    with reader() as other:
        other.execute("SELECT count(*) FROM orders_orderline")
        with Loader() as loader:
            assert refused.wait(timeout=30)
            # At once: the load holds nothing while it waits for us.
            other.execute("SET lock_timeout = '10s'")
            assert other.execute("SELECT count(*) FROM orders_order").fetchone() == (0,)
            other.commit()
            assert loader.claimed.wait(timeout=30)
        assert loader.found is True
    assert Order.objects.count() == 1


def test_reader_of_customers_who_then_wants_orders_waits_for_the_end(shop):
    with reader() as other:
        other.execute("SELECT count(*) FROM customers_customer")
        with Loader() as loader:
            assert loader.claimed.wait(timeout=30)
            found = []
            reading = threading.Thread(
                target=lambda: found.append(other.execute("SELECT count(*) FROM orders_order").fetchone())
            )
            reading.start()
            loader.go_on.set()
            reading.join(timeout=30)
        assert (found, loader.found) == ([(1,)], True)


def test_somebody_who_reads_for_long_is_not_waited_for(shop, monkeypatch):
    monkeypatch.setattr(loading, "MOST_CLAIMS", 3)
    with reader() as other:
        other.execute("SELECT count(*) FROM orders_orderline")
        with Loader() as loader:
            loader.go_on.set()
        # Brought in all the same, with the reader still there.
        assert (loader.found, Order.objects.count()) == (False, 1)
