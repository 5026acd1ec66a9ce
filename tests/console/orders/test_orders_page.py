from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wraca.console.orders import queries
from wraca.console.orders.queries import Wanted, list_orders, parse_after
from wraca.kit.errors import InvalidInput
from wraca.orders.models import Order

ZONE = "Europe/Warsaw"


def numbers(wanted: Wanted) -> list[str]:
    return [order.outside_id for order in list_orders(wanted, ZONE).rows]


def test_orders_stand_newest_first(shop):
    assert numbers(Wanted())[:3] == ["h2", "h1", "f1"]


@pytest.mark.parametrize(
    ("state", "found"), [("cancelled", ["f1"]), ("pending", ["g2"]), ("refunded", ["e1"]), ("failed", [])]
)
def test_orders_filter_by_state(state, found, shop):
    assert numbers(Wanted(state=state)) == found


def test_period_is_of_shop_days(shop):
    # h1 is of 25 October in Warsaw and of the 24th in UTC.
    assert numbers(Wanted(since=date(2026, 10, 25), until=date(2026, 10, 25))) == ["h2", "h1"]
    assert numbers(Wanted(since=date(2026, 10, 24), until=date(2026, 10, 24))) == []


def test_orders_are_found_by_number_and_by_buyer(shop):
    assert numbers(Wanted(text="c2")) == ["c2"]
    assert numbers(Wanted(text="cwik")) == ["c3", "c2", "c1"]


@pytest.mark.parametrize("sort", ["placed", "total"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_hold_every_order_once(sort, descending, shop, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    seen, after = [], ""
    while True:
        wanted = Wanted(sort=sort, descending=descending, after=parse_after(after, sort))
        listing = list_orders(wanted, ZONE)
        seen += [order.pk for order in listing.rows]
        after = listing.next_after
        if not after:
            break
    assert sorted(seen) == sorted(Order.objects.values_list("pk", flat=True))


def test_broken_page_key_is_refused():
    with pytest.raises(InvalidInput):
        parse_after("yesterday~1", "placed")


def test_sort_by_total_needs_a_period_or_a_person():
    assert not queries.can_sort_by_total(Wanted())
    assert queries.can_sort_by_total(Wanted(since=date(2026, 1, 1), until=date(2026, 12, 31)))
    assert queries.can_sort_by_total(Wanted(customer_id=1))


def test_card_derives_net_from_refunds_and_cancellation(shop, owner):
    # e1: 300 zł, of which 120 came back.
    found = queries.find_order(Order.objects.get(outside_id="e1").pk)
    assert (found.total_minor, found.refunded_minor, found.net_minor, found.cancelled) == (
        30_000,
        12_000,
        18_000,
        False,
    )
    assert queries.find_order(Order.objects.get(outside_id="f1").pk).cancelled is True
    assert owner.get(reverse("console:order", args=[found.pk])).status_code == 200


def test_list_costs_as_many_queries_for_one_row_as_for_three(shop, owner):
    def cost(state: str) -> int:
        owner.get(reverse("console:orders"), {"state": state})
        with CaptureQueriesContext(connection) as asked:
            owner.get(reverse("console:orders"), {"state": state})
        return len(asked)

    assert cost("cancelled") == cost("paid")


def test_file_of_orders_holds_those_filtered(shop, owner):
    answer = owner.get(reverse("console:orders-csv"), {"state": "refunded"}, headers={"accept-language": "en"})
    _header, row = b"".join(answer.streaming_content).decode().splitlines()
    assert row.split(",")[1] == "e1"
    assert "180.0" in row.split(",")
