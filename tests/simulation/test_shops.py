"""A simulated shop is the same every time, adds up, and looks like a shop."""

import hashlib
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wraca.kit.errors import InvalidInput
from wraca.simulation import shops
from wraca.simulation.calendar import day_weights, first_day, utc_moments
from wraca.simulation.shape import ShopShape, tiny_shop
from wraca.simulation.shops import simulate
from wraca.simulation.tables import tables_of

SHAPES = st.builds(
    ShopShape,
    customers=st.integers(1, 120),
    seed=st.integers(0, 10_000),
    days=st.integers(2, 400),
    buyers_share=st.floats(0.1, 1.0),
    orders_per_customer=st.floats(0.1, 12.0),
)
few = settings(max_examples=25, deadline=None)


def digest(shape: ShopShape) -> str:
    told = hashlib.sha256()
    for chunk in simulate(shape):
        for name, table in tables_of(shape, chunk):
            told.update(name.encode())
            for column in table.columns:
                told.update(repr(column.to_pylist()).encode())
    return told.hexdigest()


@few
@given(SHAPES)
def test_shop_of_one_seed_has_the_same_bytes(shape):
    assert digest(shape) == digest(shape)


def test_shop_of_another_seed_differs():
    assert digest(tiny_shop(1)) != digest(tiny_shop(2))


@few
@given(SHAPES)
def test_orders_add_up_from_their_lines(shape):
    for chunk in simulate(shape):
        orders, lines = chunk.orders, chunk.lines
        summed = dict.fromkeys(range(len(orders.order_id)), 0)
        for order, quantity, price, discount, total in zip(
            lines.order, lines.quantity, lines.unit_price_minor, lines.discount_minor, lines.total_minor, strict=True
        ):
            assert total == quantity * price - discount
            summed[int(order)] += int(total)
        assert list(summed.values()) == orders.total_minor.tolist()
        assert (orders.refund_minor <= orders.total_minor).all()
        assert (orders.counted | ~orders.refunded).all()


@few
@given(SHAPES)
def test_orders_fall_within_the_shop_and_after_the_sign_up(shape):
    for chunk in simulate(shape):
        joined = dict(zip(chunk.customer_id.tolist(), chunk.joined.tolist(), strict=True))
        assert all(
            joined[customer] <= day < shape.days
            for customer, day in zip(chunk.orders.customer_id.tolist(), chunk.orders.day.tolist(), strict=True)
        )
        assert (chunk.orders.refund_day >= chunk.orders.day)[chunk.orders.refunded].all()


def test_chunks_number_orders_and_lines_without_a_gap(monkeypatch):
    monkeypatch.setattr(shops, "CHUNK", 50)
    chunks = list(simulate(ShopShape(170, seed=5)))
    orders = np.concatenate([chunk.orders.order_id for chunk in chunks])
    assert orders.tolist() == list(range(1, len(orders) + 1))
    assert [chunk.first_line_id for chunk in chunks[1:]] == [
        chunk.first_line_id + len(chunk.lines.order) for chunk in chunks[:-1]
    ]
    assert np.concatenate([chunk.customer_id for chunk in chunks]).tolist() == list(range(1, 171))


def test_shop_has_the_size_and_the_skew_it_was_asked_for():
    shape = ShopShape(20_000, seed=3)
    [chunk] = simulate(shape)
    orders = len(chunk.orders.order_id)
    assert orders / 20_000 == pytest.approx(10, rel=0.05)
    assert len(chunk.lines.order) / orders == pytest.approx(2.5, rel=0.02)
    bought = np.sort(np.bincount(chunk.orders.customer_id, minlength=20_001))[::-1]
    # The best tenth brings more than two fifths of the orders; about one in ten never bought.
    assert bought[:2000].sum() / orders > 0.4
    assert (bought == 0).mean() == pytest.approx(0.1, abs=0.01)
    counts = np.sort(np.bincount(chunk.lines.product_id))[::-1]
    assert counts[: len(counts) // 10].sum() / counts.sum() > 0.4


def test_december_is_busier_than_july_and_monday_than_saturday():
    shape = ShopShape(1, last_day=date(2026, 12, 31), days=365)
    months = (first_day(shape) + np.arange(365)).astype("datetime64[M]").astype(int) % 12
    weights = day_weights(shape)
    assert weights.mean() == pytest.approx(1)
    assert weights[months == 11].mean() > 1.3 * weights[months == 6].mean()
    # 2026-01-03 is a Saturday, two days later is a Monday.
    assert weights[4] > weights[2]


def test_moments_follow_the_change_of_clocks():
    # Warsaw is two hours ahead of UTC until 2026-10-25 03:00, then one.
    shape = ShopShape(1, last_day=date(2026, 10, 26), days=3)
    noons = utc_moments(shape, np.array([0, 1, 2]), np.array([43_200] * 3))
    assert [str(moment) for moment in noons] == ["2026-10-24T10:00:00", "2026-10-25T11:00:00", "2026-10-26T11:00:00"]


def test_shop_without_customers_is_refused():
    with pytest.raises(InvalidInput, match="a shop needs a customer and two days; got 0 and 1095"):
        ShopShape(0)
