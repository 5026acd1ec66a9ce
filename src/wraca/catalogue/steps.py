"""The catalogue as rules of segments speak of it."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from wraca.engine.schema import Schema
from wraca.engine.steps import Step


def build_products(lake_products: Table, lake_categories: Table) -> Table:
    """One row a product, with the name of the category it lies in; empty where it lies in none."""
    categories = lake_categories.select(found_id=lake_categories.category_id, category=lake_categories.name)
    joined = lake_products.left_join(categories, lake_products.category_id == categories.found_id)
    return joined.select(
        "product_id",
        product=joined.name,
        brand=joined.brand,
        category=ibis.coalesce(joined.category, ""),
    )


PRODUCTS = Step(
    "products",
    ("lake_products", "lake_categories"),
    Schema({"product_id": "int64", "product": "string", "brand": "string", "category": "string"}, key=("product_id",)),
    build_products,
)
