"""The products' list: sales by DuckDB over the generation, names, prices and stock by PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max, Min, Sum

from wraca.catalogue.models import Category, Photograph, PriceChange, Product, StockChange, Variant
from wraca.console.lists.pages import PAGE_SIZE, Page
from wraca.engine.reader import Reader
from wraca.kit.text import fold

#: Sorting code -> column of the generation's `product_sales`.
SORTS = {
    "revenue": "revenue_minor",
    "units": "units",
    "orders": "orders",
    "buyers": "buyers",
    "repeat": "repeat_share",
    "last": "last_day",
}
MOST_FOUND = 20_000


@dataclass(frozen=True)
class Wanted:
    text: str = ""
    category_id: int | None = None
    #: `sold`, `never`, `quiet` (nothing for 90 days).
    sales: str = ""
    active: str = ""
    sort: str = "revenue"
    descending: bool = True
    number: int = 1

    @property
    def narrows_names(self) -> bool:
        return bool(self.text or self.category_id or self.active)


def _matching(wanted: Wanted):
    products = Product.objects.all()
    for word in fold(wanted.text).split():
        products = products.filter(folded_name__contains=word)
    if wanted.category_id:
        products = products.filter(category_id__in=list_branch(wanted.category_id))
    if wanted.active:
        products = products.filter(active=wanted.active == "yes")
    return products


def list_branch(category_id: int) -> list[int]:
    """The category and everything below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE branch AS (
                SELECT id FROM catalogue_category WHERE id = %s
                UNION SELECT c.id FROM catalogue_category c JOIN branch ON c.parent_id = branch.id
            ) SELECT id FROM branch""",
            [category_id],
        )
        return [row[0] for row in cursor.fetchall()]


def list_products(reader: Reader | None, as_of: date | None, wanted: Wanted) -> Page:
    if reader is None or not reader.has("product_sales") or wanted.sort == "name" or wanted.sales == "never":
        return _page_by_name(reader, wanted)
    source, params = _source(as_of, wanted)
    counted = reader.one(f"SELECT count(*) AS n FROM {source}", params)
    total = int(counted["n"]) if counted else 0
    skip = (wanted.number - 1) * PAGE_SIZE
    direction = "DESC" if wanted.descending else "ASC"
    rows = reader.select(
        f"SELECT *, {_REPEAT_SHARE} FROM {source}"
        f" ORDER BY {SORTS[wanted.sort]} {direction} NULLS LAST, product_id LIMIT $take OFFSET $skip",
        {**params, "take": PAGE_SIZE, "skip": skip},
    )
    return Page(_with_names(rows), wanted.number, total, skip + len(rows) < total)


#: Without a choice of names the list holds what was sold; with one, also what was found and never sold.
_SOLD = "product_sales s"
_FOUND = "(SELECT unnest($ids) AS product_id) p LEFT JOIN product_sales s USING (product_id)"
_REPEAT_SHARE = "CASE WHEN buyers > 0 THEN repeat_buyers / buyers END AS repeat_share"


def _source(as_of: date | None, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """FROM and WHERE, with their parameters."""
    params: dict[str, Any] = {}
    source = _SOLD
    if wanted.narrows_names:
        source = _FOUND
        params["ids"] = list(_matching(wanted).order_by("id").values_list("id", flat=True)[:MOST_FOUND])
    if wanted.sales == "quiet":
        source += " WHERE s.last_day <= $as_of - 90"
        params["as_of"] = as_of
    return source, params


def _page_by_name(reader: Reader | None, wanted: Wanted) -> Page:
    products = _matching(wanted)
    if wanted.sales == "never" and reader is not None and reader.has("product_sales"):
        sold = [row["product_id"] for row in reader.select("SELECT product_id FROM product_sales")]
        products = products.exclude(id__in=sold)
    direction = "-" if wanted.sort == "name" and wanted.descending else ""
    skip = (wanted.number - 1) * PAGE_SIZE
    ids = list(
        products.order_by(f"{direction}folded_name", f"{direction}id").values_list("id", flat=True)[
            skip : skip + PAGE_SIZE
        ]
    )
    total = products.count()
    return Page(_with_names(_sales_of(reader, ids)), wanted.number, total, skip + len(ids) < total)


def _sales_of(reader: Reader | None, ids: Sequence[int]) -> list[dict[str, Any]]:
    sales: dict[int, dict[str, Any]] = {}
    if reader is not None and reader.has("product_sales") and ids:
        sales = {
            r["product_id"]: r for r in reader.select(f"SELECT *, {_REPEAT_SHARE} FROM {_FOUND}", {"ids": list(ids)})
        }
    return [sales.get(id_, {"product_id": id_}) for id_ in ids]


def _with_names(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["product_id"] for row in rows]
    products = {p.pk: p for p in Product.objects.filter(id__in=ids).select_related("category")}
    ranges = {r["product_id"]: r for r in _variant_ranges(ids)}
    photographs = _first_photographs(ids)
    return [
        {
            **row,
            "product": products[row["product_id"]],
            "photograph": photographs.get(row["product_id"]),
            **ranges.get(row["product_id"], {}),
        }
        for row in rows
        if row["product_id"] in products
    ]


def _variant_ranges(ids: Sequence[int]) -> list[dict[str, Any]]:
    return list(
        Variant.objects.filter(product_id__in=ids)
        .values("product_id")
        .annotate(price_low=Min("price_minor"), price_high=Max("price_minor"), stock=Sum("stock_quantity"))
    )


def _first_photographs(ids: Sequence[int]) -> dict[int, Photograph]:
    found = Photograph.objects.filter(product_id__in=ids).order_by("product_id", "position").distinct("product_id")
    return {photograph.product_id: photograph for photograph in found}


def walk_products(
    reader: Reader | None, as_of: date | None, wanted: Wanted, chunk: int = 1000
) -> Iterator[dict[str, Any]]:
    """All rows of the list for a file, by revenue; those never sold at the end."""
    ids = list(_matching(wanted).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), chunk):
        yield from _with_names(_sales_of(reader, ids[start : start + chunk]))


def list_top_categories() -> list[Category]:
    return list(Category.objects.filter(parent=None).order_by("name", "id")[:60])


# One product -----------------------------------------------------------------------------------------------------


def find_product(product_id: int) -> Product | None:
    return Product.objects.filter(pk=product_id).select_related("category").first()


def list_path(category: Category | None) -> list[Category]:
    """From the root to the category."""
    if category is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE path AS (
                SELECT id, parent_id, 0 AS depth FROM catalogue_category WHERE id = %s
                UNION ALL SELECT c.id, c.parent_id, path.depth + 1
                FROM catalogue_category c JOIN path ON c.id = path.parent_id
                WHERE path.depth < 20
            ) SELECT id FROM path ORDER BY depth DESC""",
            [category.pk],
        )
        ids = [row[0] for row in cursor.fetchall()]
    by_id = Category.objects.in_bulk(ids)
    return [by_id[id_] for id_ in ids]


def list_variants(product_id: int) -> list[Variant]:
    return list(Variant.objects.filter(product_id=product_id).order_by("position", "id"))


def list_photographs(product_id: int) -> list[Photograph]:
    return list(Photograph.objects.filter(product_id=product_id).order_by("position", "id"))


def list_price_changes(variant_ids: Sequence[int], most: int = 500) -> list[PriceChange]:
    return list(PriceChange.objects.filter(variant_id__in=variant_ids).order_by("-at", "-id")[:most])[::-1]


def list_stock_changes(variant_ids: Sequence[int], most: int = 500) -> list[StockChange]:
    return list(StockChange.objects.filter(variant_id__in=variant_ids).order_by("-at", "-id")[:most])[::-1]


def list_sales_by_month(product_id: int, since: date) -> list[dict[str, Any]]:
    """Pieces, revenue of lines and days with an order, by the shop's month."""
    return _rows(
        """SELECT date_trunc('month', o.local_day)::date AS month, sum(l.quantity)::bigint AS units,
                  sum(l.total_minor)::bigint AS revenue_minor, count(DISTINCT o.id) AS orders
        FROM catalogue_variant v JOIN orders_orderline l ON l.variant_id = v.id JOIN orders_order o ON o.id = l.order_id
        WHERE v.product_id = %s AND l.placed_at >= %s AND o.payment_state = 'paid'
          AND NOT EXISTS (SELECT FROM orders_cancellation x WHERE x.order_id = o.id)
        GROUP BY 1 ORDER BY 1""",
        [product_id, since],
    )


def list_buyers(product_id: int, since: date, most: int = 8) -> list[dict[str, Any]]:
    """Who bought it on most days since then."""
    return _rows(
        """SELECT c.id, c.given_name, c.family_name, c.email, b.days, b.units, b.last_day
        FROM (SELECT w.canonical_id, count(DISTINCT o.local_day) AS days, sum(l.quantity)::bigint AS units,
                     max(o.local_day) AS last_day
            FROM catalogue_variant v JOIN orders_orderline l ON l.variant_id = v.id
            JOIN orders_order o ON o.id = l.order_id JOIN customers_customer w ON w.id = o.customer_id
            WHERE v.product_id = %s AND l.placed_at >= %s AND o.payment_state = 'paid'
              AND NOT EXISTS (SELECT FROM orders_cancellation x WHERE x.order_id = o.id)
            GROUP BY 1 ORDER BY days DESC, units DESC, 1 LIMIT %s) b
        JOIN customers_customer c ON c.id = b.canonical_id ORDER BY b.days DESC, b.units DESC, c.id""",
        [product_id, since, most],
    )


def find_sales(reader: Reader | None, product_id: int) -> dict[str, Any] | None:
    if reader is None or not reader.has("product_sales"):
        return None
    return reader.one(f"SELECT *, {_REPEAT_SHARE} FROM {_SOLD} WHERE product_id = $id", {"id": product_id})


def _rows(sql: str, params: Sequence[object]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def find_products(text: str, most: int) -> list[dict[str, Any]]:
    """For the palette: by name, or by the code on the shelf."""
    words = fold(text).split()
    if max(map(len, words), default=0) < 3:
        return []
    products = Product.objects.all()
    for word in words:
        products = products.filter(folded_name__contains=word)
    found = list(products.values("id", "name", "brand")[:most])
    if len(found) < most:
        by_code = Variant.objects.filter(sku=text.strip()).values("product_id", "product__name", "product__brand")[
            :most
        ]
        known = {row["id"] for row in found}
        found += [
            {"id": r["product_id"], "name": r["product__name"], "brand": r["product__brand"]}
            for r in by_code
            if r["product_id"] not in known
        ]
    return found[:most]
