"""The only reads of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from wraca.catalogue.models import Category, Photograph, PriceChange, Product, StockChange, Variant
from wraca.kit.text import fold


def find_product(product_id: int) -> Product | None:
    return Product.objects.select_related("category").filter(pk=product_id).first()


def find_by_outside_id(source: str, outside_id: str) -> Product | None:
    return Product.objects.filter(source=source, outside_id=outside_id).first()


def list_products(ids: Iterable[int]) -> dict[int, Product]:
    """Products by id; unknown ids are left out."""
    return Product.objects.in_bulk(list(ids))


def list_variants(product_id: int) -> list[Variant]:
    """In the shop's order of sizes."""
    return list(Variant.objects.filter(product_id=product_id).order_by("position", "id"))


def list_photographs(product_id: int) -> list[Photograph]:
    return list(Photograph.objects.filter(product_id=product_id).order_by("position"))


def find_variant_ids(source: str, outside_ids: Sequence[str]) -> dict[str, int]:
    """Outside id -> our id, of those that are known."""
    rows = Variant.objects.filter(source=source, outside_id__in=outside_ids).values_list("outside_id", "id")
    return dict(rows)


def list_price_changes(variant_id: int, *, since: datetime | None = None) -> list[PriceChange]:
    """Oldest first."""
    rows = PriceChange.objects.filter(variant_id=variant_id).order_by("at")
    return list(rows.filter(at__gte=since) if since else rows)


def find_price(variant_id: int, at: datetime) -> int | None:
    """What it cost at that moment, in minor units; None: not known."""
    rows = PriceChange.objects.filter(variant_id=variant_id, at__lte=at).order_by("-at")
    return rows.values_list("price_minor", flat=True).first()


def list_stock_changes(variant_id: int, *, location: str = "", since: datetime | None = None) -> list[StockChange]:
    """Oldest first; an empty location is the whole shop."""
    rows = StockChange.objects.filter(variant_id=variant_id, location=location).order_by("at")
    return list(rows.filter(at__gte=since) if since else rows)


def find_category_path(category_id: int | None) -> list[str]:
    """Names from the widest to the narrowest."""
    return [category.name for category in reversed(_path(category_id))]


def list_wider(category_id: int) -> list[int]:
    """Ids of the category and of those that it is in; itself alone where it is not known any more."""
    return [category.pk for category in _path(category_id)] or [category_id]


def _path(category_id: int | None) -> list[Category]:
    path: dict[int, Category] = {}
    while category_id is not None and category_id not in path:
        category = Category.objects.filter(pk=category_id).first()
        if category is None:
            break
        path[category_id] = category
        category_id = category.parent_id
    return list(path.values())


def search_products(words: str, *, limit: int = 20) -> list[Product]:
    """By parts of the name without diacritics, or the store's id, or a stock-keeping code."""
    words = words.strip().replace("\x00", "")[:200]
    exact = list(Product.objects.filter(outside_id=words).order_by("id")[:limit])
    exact += Product.objects.filter(variant__sku=words).exclude(variant__sku="").distinct().order_by("id")[:limit]
    rows = Product.objects.all()
    parts = fold(words).split()
    if any(len(part) >= 3 for part in parts):
        for part in parts:
            rows = rows.filter(folded_name__contains=part)
        exact += rows.order_by("name", "id")[:limit]
    return list({product.pk: product for product in exact}.values())[:limit]
