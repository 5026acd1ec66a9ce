"""Prices and stock as they were at each moment. Variants are locked in id order before their history is written, so
that what is last is last for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.backends.utils import CursorWrapper

_LOCK = "SELECT count(*) FROM (SELECT FROM catalogue_variant WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) locked"
_ADD_PRICES = """INSERT INTO catalogue_pricechange (variant_id, at, price_minor)
    SELECT DISTINCT ON (variant_id, at) variant_id, at, price_minor
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[]) WITH ORDINALITY t(variant_id, at, price_minor, place)
    WHERE variant_id IN (SELECT id FROM catalogue_variant)
    ORDER BY variant_id, at, place DESC
    ON CONFLICT (variant_id, at) DO UPDATE SET price_minor = excluded.price_minor"""
_SET_PRICES = """UPDATE catalogue_variant v SET price_minor = last.price_minor
    FROM (SELECT DISTINCT ON (variant_id) variant_id, price_minor FROM catalogue_pricechange
        WHERE variant_id = ANY(%s) ORDER BY variant_id, at DESC) last
    WHERE last.variant_id = v.id AND v.price_minor IS DISTINCT FROM last.price_minor"""
_ADD_STOCK = """INSERT INTO catalogue_stockchange (variant_id, location, at, quantity)
    SELECT DISTINCT ON (variant_id, location, at) variant_id, location, at, quantity
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[])
        WITH ORDINALITY t(variant_id, location, at, quantity, place)
    WHERE variant_id IN (SELECT id FROM catalogue_variant)
    ORDER BY variant_id, location, at, place DESC
    ON CONFLICT (variant_id, location, at) DO UPDATE SET quantity = excluded.quantity"""
_SET_STOCK = """WITH last AS (
    SELECT DISTINCT ON (variant_id, location) variant_id, location, at, quantity FROM catalogue_stockchange
    WHERE variant_id = ANY(%s) ORDER BY variant_id, location, at DESC),
whole AS (
    SELECT variant_id, CASE
        WHEN max(at) FILTER (WHERE location = '') >= max(at) THEN sum(quantity) FILTER (WHERE location = '')
        ELSE sum(quantity) FILTER (WHERE location <> '') END AS quantity
    FROM last GROUP BY variant_id)
UPDATE catalogue_variant v SET stock_quantity = whole.quantity FROM whole
WHERE whole.variant_id = v.id AND v.stock_quantity IS DISTINCT FROM whole.quantity"""


def write_prices(cursor: CursorWrapper, rows: Sequence[tuple[int, datetime, int]]) -> None:
    if rows:
        ids, moments, prices = map(list, zip(*rows, strict=True))
        cursor.execute(_LOCK, [ids])
        cursor.execute(_ADD_PRICES, [ids, moments, prices])
        cursor.execute(_SET_PRICES, [ids])


def write_stock(cursor: CursorWrapper, rows: Sequence[tuple[int, str, datetime, int]]) -> None:
    if rows:
        ids, locations, moments, quantities = map(list, zip(*rows, strict=True))
        cursor.execute(_LOCK, [ids])
        cursor.execute(_ADD_STOCK, [ids, locations, moments, quantities])
        cursor.execute(_SET_STOCK, [ids])
