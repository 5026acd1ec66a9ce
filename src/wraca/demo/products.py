"""Products of the sample: what they are called, where they stand in the tree of categories, what they last cost."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FUEL = "FUEL"
#: The data's word for goods whose category it does not tell.
UNKNOWN = "OTHER"


def readable(text: str) -> str:
    """`CANDY BAGS-NON CHOCOLATE` -> `Candy bags - non chocolate`."""
    return text.replace("-", " - ").replace("  ", " ").replace("  ", " ").strip().capitalize()


def fuel_ids(products: pa.Table) -> np.ndarray:
    """Petrol, whichever department sold it."""
    petrol = pc.fill_null(pc.starts_with(products["product_type"], "GASOLINE"), False)
    return products.filter(pc.or_(petrol, pc.equal(products["department"], FUEL)))["product_id"].to_numpy()


def product_names(products: pa.Table) -> dict[int, str]:
    """Product id -> its type and size, e.g. `Apple sauce, 50 OZ`: the data has no other names."""
    rows = zip(
        *(
            products[name].to_pylist()
            for name in ("product_id", "product_type", "product_category", "department", "package_size")
        ),
        strict=True,
    )
    return {
        product: name_of(kind or category or department, size) for product, kind, category, department, size in rows
    }


def name_of(kind: str, size: str | None) -> str:
    return f"{readable(kind)}, {size}" if size else readable(kind)


def categories_of(products: pa.Table) -> pa.Table:
    """outside_id, name, parent (null for a department); parents first."""
    departments = sorted(set(products["department"].to_pylist()))
    pairs = sorted(
        {
            category_path(*pair)
            for pair in zip(products["department"].to_pylist(), products["product_category"].to_pylist(), strict=True)
        }
    )
    below = [(department, category) for department, category in pairs if category]
    return pa.table(
        {
            "outside_id": [*departments, *(category_id(*pair) for pair in below)],
            "name": [readable(name) for name in [*departments, *(category for _, category in below)]],
            "parent": pa.array([None] * len(departments) + [department for department, _ in below], pa.string()),
        }
    )


def category_path(department: str, category: str | None) -> tuple[str, str]:
    return department, category or ""


def category_id(department: str, category: str | None) -> str:
    return f"{department}/{category}" if category else department


def catalogue_of(products: pa.Table, transactions: pa.Table) -> pa.Table:
    """One row a product, which has one variant: outside_id, name, brand, category, size, manufacturer, price_minor."""
    names = product_names(products)
    prices = last_prices(transactions)
    ids = products["product_id"].to_pylist()
    categories = zip(products["department"].to_pylist(), products["product_category"].to_pylist(), strict=True)
    return pa.table(
        {
            "outside_id": [str(product) for product in ids],
            "name": [names[product] for product in ids],
            "brand": [brand_of(brand) for brand in products["brand"].to_pylist()],
            "category": [category_id(*pair) for pair in categories],
            "size": [size or "" for size in products["package_size"].to_pylist()],
            "manufacturer": [str(maker) for maker in products["manufacturer_id"].to_pylist()],
            "price_minor": pa.array([prices.get(product) for product in ids], pa.int64()),
        }
    )


def brand_of(brand: str | None) -> str:
    return {"National": "National brand", "Private": "Own brand"}.get(brand or "", brand or "")


def last_prices(transactions: pa.Table) -> dict[int, int]:
    """Product id -> cents on the shelf at its last sale (paid plus the store's discounts, by the piece)."""
    sold = transactions.filter(
        pc.and_(pc.greater(transactions["quantity"], 0), pc.greater(transactions["sales_value"], 0))
    )
    shelf = pc.divide(
        pc.add(sold["sales_value"], pc.add(sold["retail_disc"], sold["coupon_match_disc"])),
        pc.cast(sold["quantity"], pa.float64()),
    ).to_numpy()
    # np.unique of the reversed order keeps the last sale of each product.
    order = np.lexsort((sold["basket_id"].to_numpy(), sold["wall_clock"].to_numpy()))[::-1]
    ids, first = np.unique(sold["product_id"].to_numpy()[order], return_index=True)
    cents = np.rint(shelf[order][first] * 100).astype(np.int64)
    return dict(zip(ids.tolist(), cents.tolist(), strict=True))
