"""Products for the palette."""

from __future__ import annotations

from django.urls import reverse

from wraca.console.found import Found
from wraca.console.products.queries import find_products


def find(query: str, limit: int) -> list[Found]:
    return [
        Found(row["name"], reverse("console:product", args=[row["id"]]), "products", note=row["brand"])
        for row in find_products(query, limit)
    ]
