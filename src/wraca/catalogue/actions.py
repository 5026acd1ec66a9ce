"""Records what is told about products, their prices and their stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from wraca.catalogue import bulk, history
from wraca.catalogue.incoming import NewProduct, find_problem, newer, variants_of
from wraca.events.incoming import require_source
from wraca.kit.recorded import REJECTED, SAME, Problem, Recorded, Result, whole


@dataclass(frozen=True)
class ToldPrice:
    #: Our id.
    variant_id: int
    at: datetime
    price_minor: int


@dataclass(frozen=True)
class ToldStock:
    #: Our id.
    variant_id: int
    at: datetime
    quantity: int
    #: Empty: the whole shop.
    location: str = ""


def record_products(products: Sequence[NewProduct], *, source: str, now: datetime) -> Recorded:
    """Creates or updates each by its outside id, variants with it, in one transaction; a bad one is rejected alone.

    A field left out keeps its value; a price or a stock that differs is added to its history. Raises InvalidInput for
    a malformed source.
    """
    require_source(source)
    results: list[Result | None] = [None] * len(products)
    good: dict[str, NewProduct] = {}
    rows: dict[str, list[int]] = {}
    owners: dict[str, str] = {}
    for row, product in enumerate(products):
        problem = find_problem(product, now) or _claim_variants(product, owners)
        if problem:
            results[row] = Result(REJECTED, None, problem)
            continue
        known = good.get(product.outside_id)
        good[product.outside_id] = newer(known, product) if known else product
        rows.setdefault(product.outside_id, []).append(row)
    with transaction.atomic(), connection.cursor() as cursor:
        written = bulk.write(cursor, list(good.values()), source=source, now=now)
    for outside_id, (status, product_id) in zip(good, written, strict=True):
        first, *again = rows[outside_id]
        results[first] = Result(status, product_id)
        for row in again:
            results[row] = Result(SAME, product_id)
    return whole(results)


def _claim_variants(product: NewProduct, owners: dict[str, str]) -> Problem | None:
    """In one batch a variant belongs to one product."""
    ids = [variant.outside_id for variant in variants_of(product)]
    for variant_id in ids:
        if owners.get(variant_id, product.outside_id) != product.outside_id:
            return Problem("variant_of_another_product", {"variant": variant_id, "product": owners[variant_id]})
    owners.update(dict.fromkeys(ids, product.outside_id))
    return None


def record_prices(changes: Sequence[ToldPrice]) -> None:
    """Adds each to its variant's history, once, and sets the variant's price to the last of it. A late word about an
    earlier moment changes the history and not the price."""
    with transaction.atomic(), connection.cursor() as cursor:
        history.write_prices(cursor, [(c.variant_id, c.at, c.price_minor) for c in changes])


def record_stock(changes: Sequence[ToldStock]) -> None:
    """As `record_prices`. The variant's stock is the last word about the whole shop, or, where the last word was about
    one location, the sum of the last words about each."""
    with transaction.atomic(), connection.cursor() as cursor:
        history.write_stock(cursor, [(c.variant_id, c.location, c.at, c.quantity) for c in changes])
