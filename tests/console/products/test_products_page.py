from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.console.generation import AS_OF, publish

from wraca.catalogue.models import Photograph, Product, Variant
from wraca.console.products.charts import levels, month_starts
from wraca.console.products.grid import grid_of, margin_of
from wraca.console.products.queries import Wanted, list_products
from wraca.console.reading import find_reader


def test_sizes_stand_in_the_order_of_the_range():
    places = [("white", "S", 1), ("white", "M", 2), ("blue", "S", 3)]
    variants = [Variant(colour=colour, size=size, position=at) for colour, size, at in places]
    grid = grid_of(variants)
    assert list(grid.sizes) == ["S", "M"]
    assert [(colour, [bool(cell) for cell in cells]) for colour, cells in grid.rows] == [
        ("white", [True, True]),
        ("blue", [True, False]),
    ]


def test_product_without_choices_has_no_grid():
    assert grid_of([Variant()]) is None


def test_margin_is_assumed_where_no_cost_is_known():
    assumed = margin_of([Variant(price_minor=1000)], Decimal(30))
    assert (assumed.share, assumed.assumed) == (0.3, True)
    known = margin_of([Variant(price_minor=1000, unit_cost_minor=400), Variant(price_minor=500)], Decimal(30))
    assert (known.share, known.assumed, known.known, known.variants) == (0.6, False, 1, 2)


def test_levels_hold_until_the_next_change():
    rows = [("a", date(2026, 1, 1), 10), ("b", date(2026, 1, 2), 4), ("a", date(2026, 1, 3), 7)]
    assert levels(rows) == [(date(2026, 1, 1), 10, 1), (date(2026, 1, 2), 14, 2), (date(2026, 1, 3), 11, 2)]


def test_month_starts_cross_the_year():
    assert month_starts(date(2025, 12, 5), date(2026, 1, 2)) == [date(2025, 12, 1), date(2026, 1, 1)]


@pytest.fixture
def sold(shop, generations_folder) -> dict[str, int]:
    known = dict(Product.objects.values_list("outside_id", "id"))
    sales = {"product_id": known["mug"], "orders": 3, "units": 5, "revenue_minor": 900, "buyers": 2, "repeat_buyers": 1}
    publish(generations_folder, {"product_sales": [{**sales, "last_day": date(2026, 8, 1)}]})
    return known


def listed(wanted: Wanted) -> list[int]:
    return [row["product_id"] for row in list_products(find_reader(), AS_OF, wanted).rows]


def test_list_holds_what_was_sold_and_a_search_also_what_was_not(sold):
    assert listed(Wanted()) == [sold["mug"]]
    assert listed(Wanted(text="koszula")) == [sold["shirt"]]
    assert listed(Wanted(sales="never")) == [sold["shirt"]]
    assert listed(Wanted(sales="quiet")) == [sold["mug"]]


def test_category_holds_what_is_below_it(sold):
    kitchen = Product.objects.get(outside_id="mug").category.parent_id
    assert listed(Wanted(category_id=kitchen)) == [sold["mug"]]


@pytest.mark.parametrize("name", ["mug", "shirt"])
def test_card_opens(name, sold, owner):
    assert owner.get(reverse("console:product", args=[sold[name]])).status_code == 200


def test_photograph_never_leaves_its_folder(sold, owner, settings, tmp_path):
    settings.PHOTOGRAPHS_FOLDER = tmp_path / "photographs"
    settings.PHOTOGRAPHS_FOLDER.mkdir()
    (tmp_path / "secret_key").write_text("secret")
    stolen = Photograph.objects.create(product_id=sold["mug"], file="../secret_key", position=0)
    assert owner.get(reverse("console:photograph", args=[stolen.pk])).status_code == 404
