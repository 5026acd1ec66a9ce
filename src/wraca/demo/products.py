"""Products of the sample: what they are called, where they stand in the tree of categories, what they last cost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wraca.catalogue.incoming import NewProduct, NewVariant
from wraca.demo.sample import Sample

FUEL = "FUEL"


@lru_cache(maxsize=4096)
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


def category_path(department: str, category: str | None) -> list[str]:
    return [readable(name) for name in (department, category) if name]


def new_products(sample: Sample) -> Iterator[NewProduct]:
    """Every product, each with its one variant, which carries the size and the price of its last sale."""
    names = product_names(sample.products)
    prices = last_prices(sample.transactions, fuel_ids(sample.products))
    for row in sample.products.to_pylist():
        outside_id = str(row["product_id"])
        yield NewProduct(
            outside_id=outside_id,
            name=names[row["product_id"]],
            brand=brand_of(row["brand"]),
            category=category_path(row["department"], row["product_category"]),
            traits={"manufacturer": str(row["manufacturer_id"])},
            variants=[
                NewVariant(
                    outside_id=outside_id,
                    size=row["package_size"] or "",
                    price_minor=prices.get(row["product_id"]),
                )
            ],
        )


def brand_of(brand: str | None) -> str:
    return {"National": "National brand", "Private": "Own brand"}.get(brand or "", brand or "")


def last_prices(transactions: pa.Table, fuel: np.ndarray) -> dict[int, int]:
    """Product id -> cents on the shelf at its last sale (paid plus the store's discounts, by the piece). Not of fuel,
    whose pieces are none."""
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
    known = ~np.isin(ids, fuel)
    return dict(zip(ids[known].tolist(), cents[known].tolist(), strict=True))
