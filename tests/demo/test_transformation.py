"""What becomes of the retailer's tables on their way into ours; the rows are in tests/demo/retailer.py."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.demo.retailer import write_sample

from wraca.demo.baskets import lines_of, new_orders, orders_of
from wraca.demo.campaigns import baskets_with_coupons, codes_by_basket, happenings_of
from wraca.demo.moving import moved_moment, moved_moments, weeks_to_reach
from wraca.demo.people import everybody
from wraca.demo.products import new_products, product_names
from wraca.demo.sample import read_sample
from wraca.demo.window import Window, choose_move, known_move

ZONE = "Europe/Warsaw"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return read_sample(write_sample(tmp_path_factory.mktemp("retailer")))


@pytest.fixture(scope="module")
def orders(sample):
    lines = lines_of(sample, product_names(sample.products), 464, ZONE)
    return [order for few in new_orders(orders_of(sample, lines, {"1002": ["555"]}), lines, 2) for order in few]


def test_year_begins_and_ends_by_the_stores_clocks(sample):
    assert (sample.first_day, sample.last_day) == (date(2017, 1, 1), date(2017, 12, 31))


def test_basket_becomes_an_order_at_the_same_hour_of_the_same_weekday(orders):
    # 2017-01-01 06:53:26 by the store's clock is a Sunday; 464 weeks later, in Warsaw's winter, 05:53:26 UTC.
    assert [(order.outside_id, order.customer, order.placed_at) for order in orders] == [
        ("1001", "7", datetime(2025, 11, 23, 5, 53, 26, tzinfo=UTC)),
        ("1002", "7", datetime(2026, 11, 21, 14, 0, tzinfo=UTC)),
        ("1003", "12", datetime(2026, 11, 22, 22, 1, 20, tzinfo=UTC)),
    ]


def test_line_is_what_the_store_was_paid_and_discounts_are_the_stores_own(orders):
    first, second, _ = orders
    # 3 x 1.25 - 0.75; the coupon's 0.40 was paid by the maker, so only the match of 0.10 is a discount.
    yoghurts, gift = first.lines
    assert (yoghurts.quantity, yoghurts.unit_price_minor, yoghurts.discount_minor, yoghurts.total) == (3, 125, 75, 300)
    assert (gift.quantity, gift.unit_price_minor, gift.total) == (0, 0, 0)
    assert (first.subtotal_minor, first.discount_minor, first.total_minor) == (375, 75, 300)
    assert (second.subtotal_minor, second.discount_minor, second.total_minor) == (325, 10, 315)
    assert (first.location, first.channel, first.currency) == ("Store 300", "store", "USD")


def test_product_outside_the_catalogue_keeps_its_number_as_a_name(orders):
    unknown = orders[1].lines[1]
    assert (unknown.variant, unknown.name) == (None, "#99")


def test_fill_of_petrol_is_one_piece(orders):
    apples, petrol = orders[2].lines
    assert (petrol.name, petrol.quantity, petrol.unit_price_minor) == ("Gasoline - reg unleaded", 1, 2500)
    assert (apples.name, apples.quantity, apples.unit_price_minor) == ("Apples gala", 2, 99)


def test_products_carry_category_size_and_last_price_but_petrol_has_none(sample):
    told = [
        (p.outside_id, p.name, p.brand, p.category, p.variants[0].size, p.variants[0].price_minor)
        for p in new_products(sample)
    ]
    assert told == [
        ("50", "Yogurt not multi - packs, 6 OZ", "National brand", ["Grocery", "Yogurt"], "6 OZ", 125),
        ("51", "Apples gala", "Own brand", ["Produce", "Apples"], "", 99),
        ("60", "Gasoline - reg unleaded", "National brand", ["Miscellaneous", "Coupon/misc items"], "", None),
        ("61", "Grocery", "Own brand", ["Grocery"], "", None),
    ]


def test_coupon_goes_to_the_one_basket_it_fits(sample):
    used = baskets_with_coupons(sample)
    assert used == {("7", "555", date(2017, 12, 30)): ("1002", datetime(2017, 12, 30, 15, 0))}
    assert codes_by_basket(used) == {"1002": ["555"]}


def test_campaign_and_redemption_become_events(sample):
    happenings = happenings_of(sample, baskets_with_coupons(sample))
    assert [(h.kind, h.household, h.wall_clock, h.payload) for h in happenings] == [
        ("campaign.received", "7", datetime(2017, 12, 1, 9), {"campaign": "1", "type": "Type A"}),
        ("coupon.redeemed", "7", datetime(2017, 12, 30, 15), {"coupon": "555", "campaign": "1", "order": "1002"}),
    ]


def test_people_are_the_same_each_time_and_cannot_be_reached(sample):
    move = choose_move(sample.first_day, sample.last_day, date(2026, 11, 21), ZONE)
    people = list(everybody(sample, [], move))
    assert people == list(everybody(sample, [], move))
    assert [p.outside_id for p in people[:2]] == ["7", "12"]
    assert all(p.email.endswith("@example.com") and p.phone.startswith("+4849") for p in people)
    assert len({p.email for p in people}) == len({p.phone for p in people}) == len(people)
    assert people[0].traits == {
        "age": "45-54",
        "income": "50-74K",
        "marital_status": "Married",
        "household_size": "2",
        "household_comp": "2 Adults No Kids",
        "kids_count": "0",
    }
    assert [p.invented for p in people] == [False] * 2 + [True] * (len(people) - 2)


def test_sign_ups_without_an_order_are_spread_over_the_year(sample):
    move = choose_move(sample.first_day, sample.last_day, date(2026, 11, 21), ZONE)
    days = [p.signed_up_at.date() for p in everybody(sample, [], move) if p.invented]
    assert min(days) < date(2026, 1, 15)
    assert sum(day > date(2026, 10, 22) for day in days) > 20
    assert max(days) <= date(2026, 11, 22)


@given(st.dates(date(2018, 1, 1), date(2090, 1, 1)))
def test_move_is_the_smallest_that_reaches_yesterday(yesterday):
    last_day = date(2017, 12, 31)
    weeks = weeks_to_reach(yesterday, last_day)
    ahead = (date.fromordinal(last_day.toordinal() + 7 * weeks) - yesterday).days
    assert 0 <= ahead < 7


def test_move_of_a_year_that_has_not_passed_yet_is_none():
    assert weeks_to_reach(date(2017, 6, 1), date(2017, 12, 31)) == 0


@given(st.datetimes(datetime(2017, 1, 1), datetime(2018, 1, 1)), st.integers(0, 2000))
def test_moments_moved_together_are_those_moved_alone(wall_clock, weeks):
    clocks = np.array([wall_clock, datetime(2017, 3, 26, 2, 30)], dtype="datetime64[s]")
    together = moved_moments(clocks, weeks, ZONE)[0].astype(datetime).replace(tzinfo=UTC)
    assert together == moved_moment(wall_clock, weeks, ZONE)


def test_time_that_the_change_of_clocks_skips_becomes_an_hour_later():
    # On 2017-03-26 Warsaw's clocks went from 02:00 to 03:00: 02:30 is read as 03:30, which is 01:30 UTC.
    assert moved_moment(datetime(2017, 3, 26, 2, 30), 0, ZONE) == datetime(2017, 3, 26, 1, 30, tzinfo=UTC)


def test_window_holds_the_days_after_one_up_to_another():
    window = Window(date(2026, 11, 19), date(2026, 11, 21))
    assert [window.holds(date(2026, 11, day)) for day in (19, 20, 21, 22)] == [False, True, True, False]


def test_move_survives_being_kept_with_the_shop():
    move = choose_move(date(2017, 1, 1), date(2017, 12, 31), date(2026, 11, 21), ZONE)
    assert (move.weeks, move.first_day, move.last_day) == (464, date(2025, 11, 23), date(2026, 11, 22))
    assert known_move(move.facts()) == move
    assert known_move(move.released_until(date(2026, 11, 21)).facts()) == move.released_until(date(2026, 11, 21))
    assert known_move({}) is None
