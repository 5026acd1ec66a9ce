"""Whatever the order in which words about orders come, the summaries are those of a plain count over the last words."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import UTC, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise

import msgspec
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import NOW, at, open_cast_shop

from wraca.connectors.retrying import retrying
from wraca.customers.models import Customer
from wraca.events.models import Event
from wraca.kit.clock import local_day
from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewLine, NewOrder, NewRefund
from wraca.orders.models import CustomerSummary, Order, OrderLine, Refund
from wraca.orders.summary import COLUMNS

WARSAW = "Europe/Warsaw"
LINES = st.builds(NewLine, quantity=st.integers(0, 3), unit_price_minor=st.integers(0, 500))
ORDERS, CUSTOMERS = [f"o{i}" for i in range(5)], ["x", "y", "z"]


@st.composite
def words(draw):
    """Words about a few orders, each with its own moment on the source's clock."""
    told = []
    for second in range(draw(st.integers(1, 12))):
        lines = draw(
            st.lists(
                st.builds(NewLine, quantity=st.integers(0, 3), unit_price_minor=st.integers(0, 500)),
                min_size=1,
                max_size=3,
            )
        )
        total = sum(line.quantity * line.unit_price_minor for line in lines)
        refunds = draw(st.lists(st.integers(1, total // 2), max_size=2)) if total > 1 else []
        placed_at = at(3, draw(st.integers(27, 31))).astimezone(UTC) + timedelta(hours=draw(st.integers(-13, 13)))
        told.append(
            NewOrder(
                outside_id=draw(st.sampled_from(ORDERS)),
                customer=draw(st.sampled_from([*CUSTOMERS, None])),
                placed_at=placed_at,
                lines=lines,
                payment_state=draw(st.sampled_from(["paid", "paid", "pending"])),
                cancelled_at=placed_at if draw(st.integers(0, 3)) == 0 else None,
                refunds=[
                    NewRefund(outside_id=str(n), at=placed_at, amount_minor=amount) for n, amount in enumerate(refunds)
                ],
                source_updated_at=NOW - timedelta(days=1) + timedelta(seconds=second),
            )
        )
    return told


def plain_summaries(told: list[NewOrder]) -> dict[str, dict]:
    """The definition, as slowly and plainly as possible."""
    last = {word.outside_id: word for word in sorted(told, key=lambda word: word.source_updated_at)}
    by_customer = defaultdict(list)
    for word in last.values():
        if word.customer and word.payment_state == "paid" and not word.cancelled_at:
            by_customer[word.customer].append(word)
    return {customer: plain_summary(orders) for customer, orders in by_customer.items()}


def plain_summary(orders: list[NewOrder]) -> dict:
    days = defaultdict(int)
    for order in orders:
        total = sum(line.quantity * line.unit_price_minor for line in order.lines)
        days[local_day(order.placed_at, WARSAW)] += total - sum(refund.amount_minor for refund in order.refunds)
    in_order = sorted(days)
    positive = [value for value in days.values() if value > 0]
    return {
        "orders": len(orders),
        "order_days": len(days),
        "first_day": in_order[0],
        "last_day": in_order[-1],
        "first_at": min(order.placed_at for order in orders),
        "last_at": max(order.placed_at for order in orders),
        "spent_minor": sum(days.values()),
        "refunded_minor": sum(refund.amount_minor for order in orders for refund in order.refunds),
        "spent_squares": Decimal(sum(value**2 for value in days.values())),
        "valued_days": len(positive),
        "valued_minor": sum(positive),
        "gap_squares": sum((b - a).days ** 2 for a, b in pairwise(in_order)),
        "items": sum(line.quantity for order in orders for line in order.lines),
    }


def kept_summaries() -> dict[str, dict]:
    rows = CustomerSummary.objects.filter(orders__gt=0).values("customer__outside_id", *COLUMNS)
    return {row.pop("customer__outside_id"): row for row in rows}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=words(), data=st.data())
def test_shuffled_doubled_and_split_histories_give_the_same_summaries(told, data):
    history = data.draw(st.permutations(told + told[: len(told) // 2]), label="history")
    cut = data.draw(st.integers(0, len(history)), label="cut")
    with transaction.atomic():
        open_cast_shop()
        for part in (history[:cut], history[cut:]):
            record_orders(part, source="t", now=NOW, create_customers=True)
        assert kept_summaries() == plain_summaries(told)
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=words())
def test_history_told_twice_writes_nothing_the_second_time(told):
    with transaction.atomic():
        open_cast_shop()
        record_orders(told, source="t", now=NOW, create_customers=True)
        before = [list(model.objects.order_by("pk").values()) for model in (Order, OrderLine, Refund, Event)]
        again = record_orders(told, source="t", now=NOW, create_customers=True)
        assert again.same == len(told)
        assert before == [list(model.objects.order_by("pk").values()) for model in (Order, OrderLine, Refund, Event)]
        transaction.set_rollback(True)


def _shop_at_once(told: list[list[list[NewOrder]]]) -> list[BaseException]:
    errors: list[BaseException] = []
    start = threading.Barrier(len(told))

    def work(batches: list[list[NewOrder]]) -> None:
        try:
            start.wait()
            for batch in batches:
                # As every way in does: what the database ends as a deadlock is written again.
                retrying(partial(record_orders, batch, source="t", now=NOW, create_customers=True))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(batches,)) for batches in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def _overlapping(writer: int, rounds: int) -> list[list[NewOrder]]:
    """Batches that overlap those of the other writers, told from other ends, of orders that move between customers."""
    batches = []
    for turn in range(rounds):
        numbers = [(turn * 7 + step) % 60 for step in range(20)]
        batches.append(
            [
                NewOrder(
                    outside_id=f"o{number}",
                    customer=f"c{(number + turn) % 11}",
                    placed_at=at(3, 1) + timedelta(days=number),
                    lines=[NewLine(quantity=1, unit_price_minor=100 + number + turn, variant=f"v{number % 5}")],
                    source_updated_at=NOW - timedelta(hours=1) + timedelta(seconds=turn),
                )
                for number in (numbers if writer % 2 else reversed(numbers))
            ]
        )
    return batches


@pytest.mark.django_db(transaction=True)
def test_six_writers_at_once_neither_fail_nor_miscount():
    open_cast_shop()
    told = [_overlapping(writer, rounds=6) for writer in range(6)]
    assert _shop_at_once(told) == []
    everything = [word for batches in told for batch in batches for word in batch]
    # Writers told the same words at the same source moments, so the last word is one, whoever said it.
    assert kept_summaries() == {
        customer: summary | {"refunded_minor": 0}
        for customer, summary in plain_summaries([_with_no_refunds(word) for word in everything]).items()
    }
    assert OrderLine.objects.count() == Order.objects.count() == len({word.outside_id for word in everything})
    assert Event.objects.filter(kind="order.placed").count() == Order.objects.count()
    assert Event.objects.filter(kind="customer.signed_up").count() == Customer.objects.count()


def _with_no_refunds(word: NewOrder) -> NewOrder:
    return msgspec.structs.replace(word, refunds=[])
