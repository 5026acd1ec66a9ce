"""Records what is told about products, their prices and their stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from wraca.catalogue import bulk
from wraca.catalogue.incoming import NewProduct, find_problem, newer, variants_of
from wraca.events.incoming import require_source
from wraca.kit.recorded import REJECTED, SAME, Problem, Recorded, Result


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
        *earlier, last = rows[outside_id]
        results[last] = Result(status, product_id)
        for row in earlier:
            results[row] = Result(SAME, product_id)
    return Recorded(tuple(results))


def _claim_variants(product: NewProduct, owners: dict[str, str]) -> Problem | None:
    """In one batch a variant belongs to one product."""
    ids = [variant.outside_id for variant in variants_of(product)]
    for variant_id in ids:
        if owners.get(variant_id, product.outside_id) != product.outside_id:
            return Problem("variant_of_another_product", {"variant": variant_id, "product": owners[variant_id]})
    owners.update(dict.fromkeys(ids, product.outside_id))
    return None
