"""The cast's summaries, as its table tells them."""

import pytest
from tests.cast import NOW, ORDERS, SOURCE, load_cast

from wraca.customers.models import Customer
from wraca.events.models import Event
from wraca.orders.actions import record_orders
from wraca.orders.models import CustomerSummary, Order, OrderLine


@pytest.fixture
def cast(db):
    load_cast()


def summary(name: str) -> CustomerSummary:
    return CustomerSummary.objects.get(customer__outside_id=name)


@pytest.mark.parametrize(
    ("name", "orders", "order_days", "spent", "refunded", "gap_squares", "items"),
    [
        ("bruno", 1, 1, 10_000, 0, 0, 10),
        ("celina", 3, 3, 21_000, 0, 31**2 + 30**2, 21),
        ("darek", 2, 1, 24_000, 0, 0, 24),
        ("ela", 2, 2, 26_000, 12_000, 100, 38),
        ("filip", 0, 0, 0, 0, 0, 0),
        ("gosia", 2, 2, 12_000, 0, 56**2, 12),
        ("henio", 2, 1, 3000, 0, 0, 3),
    ],
)
def test_summary_is_as_the_cast_tells(cast, name, orders, order_days, spent, refunded, gap_squares, items):
    s = summary(name)
    assert (s.orders, s.order_days, s.spent_minor, s.refunded_minor, s.gap_squares, s.items) == (
        orders,
        order_days,
        spent,
        refunded,
        gap_squares,
        items,
    )


def test_squares_are_of_days_and_not_of_orders(cast):
    # darek: one day of 240 zl; ela: days of 300 - 120 and 80 zl.
    assert summary("darek").spent_squares == 24_000**2
    assert summary("ela").spent_squares == 18_000**2 + 8_000**2


def test_customer_without_an_order_has_no_summary(cast):
    assert not CustomerSummary.objects.filter(customer__outside_id="ada").exists()


def test_orders_told_again_change_nothing(cast):
    before = (
        list(Order.objects.order_by("id").values()),
        list(OrderLine.objects.order_by("id").values()),
        list(CustomerSummary.objects.order_by("pk").values()),
        Event.objects.count(),
    )
    again = record_orders(ORDERS, source=SOURCE, now=NOW)
    assert (again.new, again.changed, again.same, again.rejected) == (0, 0, len(ORDERS), 0)
    assert before == (
        list(Order.objects.order_by("id").values()),
        list(OrderLine.objects.order_by("id").values()),
        list(CustomerSummary.objects.order_by("pk").values()),
        Event.objects.count(),
    )


def test_names_sort_as_poles_sort_them(cast):
    in_order = Customer.objects.order_by("sort_name", "id").values_list("outside_id", flat=True)
    # Czyż, Ćwik, Lis, Łoś, Śliwa, Zając, Źrebak, Żak
    assert list(in_order) == ["henio", "celina", "darek", "bruno", "gosia", "filip", "ela", "ada"]
