"""What of the catalogue goes to the lake."""

from wraca.engine.facts import Fact

CATEGORIES = Fact(
    name="categories",
    table="catalogue_category",
    key="category_id",
    columns={
        "category_id": ("int64", "t.id"),
        "parent_id": ("int64", "t.parent_id"),
        "name": ("string", "t.name"),
    },
)
PRODUCTS = Fact(
    name="products",
    table="catalogue_product",
    key="product_id",
    columns={
        "product_id": ("int64", "t.id"),
        "category_id": ("int64", "t.category_id"),
        "name": ("string", "t.name"),
        "brand": ("string", "t.brand"),
        "active": ("boolean", "t.active"),
    },
)
VARIANTS = Fact(
    name="variants",
    table="catalogue_variant",
    key="variant_id",
    columns={
        "variant_id": ("int64", "t.id"),
        "product_id": ("int64", "t.product_id"),
        "price_minor": ("int64", "t.price_minor"),
        "unit_cost_minor": ("int64", "t.unit_cost_minor"),
        "stock_quantity": ("int64", "t.stock_quantity"),
    },
)
FACTS = (CATEGORIES, PRODUCTS, VARIANTS)
