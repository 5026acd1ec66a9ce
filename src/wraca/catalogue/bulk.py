"""The one way by which products are written, for one or for a million.

New rows are inserted sorted by outside id, then existing ones locked in id order: writers wait for each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.backends.utils import CursorWrapper
from msgspec import UNSET

from wraca.catalogue.incoming import NewProduct, NewVariant, variants_of
from wraca.kit.copytext import NULL, moment_or_null, text
from wraca.kit.text import fold

_SEPARATOR = " > "
_OPEN = """CREATE TEMP TABLE IF NOT EXISTS incoming_product (
    row int, outside_id text, id bigint, status text, name text, folded_name text, brand text, description text,
    url text, category text, category_told bool, active bool, traits jsonb, source_updated_at timestamptz,
    photographs jsonb) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS incoming_variant (
    row int, product text, outside_id text, id bigint, is_new bool, sku text, ean text, name text, colour text,
    size text, position int, price_minor bigint, price_told bool, unit_cost_minor bigint, cost_told bool,
    stock_quantity bigint, stock_told bool, at timestamptz) ON COMMIT DELETE ROWS;
TRUNCATE incoming_product, incoming_variant"""
_COPY = (
    "COPY incoming_product (row, outside_id, name, folded_name, brand, description, url, category, category_told,"
    " active, traits, source_updated_at, photographs) FROM STDIN"
)
_COPY_VARIANTS = (
    "COPY incoming_variant (row, product, outside_id, sku, ean, name, colour, size, position, price_minor, price_told,"
    " unit_cost_minor, cost_told, stock_quantity, stock_told, at) FROM STDIN"
)
_INSERT = """WITH done AS (
    INSERT INTO catalogue_product (source, outside_id, name, folded_name, brand, description, url, category_id, active,
        traits, source_updated_at, updated_at)
    SELECT %(source)s, i.outside_id, coalesce(i.name, ''), coalesce(i.folded_name, ''), coalesce(i.brand, ''),
        coalesce(i.description, ''), coalesce(i.url, ''), k.id, coalesce(i.active, true), coalesce(i.traits, '{}'),
        i.source_updated_at, now()
    FROM incoming_product i LEFT JOIN catalogue_category k ON k.source = %(source)s AND k.outside_id = i.category
    WHERE NOT EXISTS (SELECT FROM catalogue_product p WHERE p.source = %(source)s AND p.outside_id = i.outside_id)
    ORDER BY i.outside_id ON CONFLICT (source, outside_id) DO NOTHING RETURNING id, outside_id)
UPDATE incoming_product i SET id = done.id, status = 'new' FROM done WHERE done.outside_id = i.outside_id"""
_LOCK = """WITH known AS MATERIALIZED (
    SELECT p.id, p.outside_id FROM catalogue_product p JOIN incoming_product i ON i.outside_id = p.outside_id
    WHERE p.source = %(source)s AND i.status IS NULL ORDER BY p.id FOR NO KEY UPDATE OF p)
UPDATE incoming_product i SET id = known.id FROM known WHERE known.outside_id = i.outside_id"""
_OLDER = """UPDATE incoming_product i SET status = 'older' FROM catalogue_product p
    WHERE p.id = i.id AND i.status IS NULL AND i.source_updated_at < p.source_updated_at"""
_MERGED = """coalesce(i.name, p.name), coalesce(i.folded_name, p.folded_name), coalesce(i.brand, p.brand),
    coalesce(i.description, p.description), coalesce(i.url, p.url),
    CASE WHEN i.category_told
        THEN (SELECT k.id FROM catalogue_category k WHERE k.source = %(source)s AND k.outside_id = i.category)
        ELSE p.category_id END,
    coalesce(i.active, p.active), coalesce(i.traits, p.traits), coalesce(i.source_updated_at, p.source_updated_at)"""
_UPDATE = f"""WITH done AS (
    UPDATE catalogue_product p SET (name, folded_name, brand, description, url, category_id, active, traits,
        source_updated_at, updated_at) = ROW({_MERGED}, now())
    FROM incoming_product i WHERE i.id = p.id AND i.status IS NULL
    AND ROW(p.name, p.folded_name, p.brand, p.description, p.url, p.category_id, p.active, p.traits,
        p.source_updated_at) IS DISTINCT FROM ROW({_MERGED}) RETURNING p.id)
UPDATE incoming_product i SET status = 'changed' FROM done WHERE done.id = i.id"""
_INSERT_VARIANTS = """WITH done AS (
    INSERT INTO catalogue_variant (product_id, source, outside_id, sku, ean, name, colour, size, position,
        price_minor, unit_cost_minor, stock_quantity)
    SELECT p.id, %(source)s, i.outside_id, coalesce(i.sku, ''), coalesce(i.ean, ''), coalesce(i.name, ''),
        coalesce(i.colour, ''), coalesce(i.size, ''), coalesce(i.position, 0), i.price_minor, i.unit_cost_minor,
        i.stock_quantity
    FROM incoming_variant i JOIN incoming_product p USING (row)
    WHERE p.status IS DISTINCT FROM 'older'
    AND NOT EXISTS (SELECT FROM catalogue_variant v WHERE v.source = %(source)s AND v.outside_id = i.outside_id)
    ORDER BY i.outside_id ON CONFLICT (source, outside_id) DO NOTHING RETURNING id, outside_id),
marked AS (UPDATE incoming_variant i SET id = done.id, is_new = true FROM done WHERE done.outside_id = i.outside_id
    RETURNING i.row)
UPDATE incoming_product p SET status = coalesce(p.status, 'changed') FROM marked WHERE marked.row = p.row"""
_LOCK_VARIANTS = """WITH known AS MATERIALIZED (
    SELECT v.id, v.outside_id FROM catalogue_variant v JOIN incoming_variant i ON i.outside_id = v.outside_id
    JOIN incoming_product p USING (row)
    WHERE v.source = %(source)s AND i.is_new IS NULL AND p.status IS DISTINCT FROM 'older'
    ORDER BY v.id FOR NO KEY UPDATE OF v)
UPDATE incoming_variant i SET id = known.id FROM known WHERE known.outside_id = i.outside_id"""
_HISTORY = """WITH prices AS (
    INSERT INTO catalogue_pricechange (variant_id, at, price_minor)
    SELECT v.id, i.at, i.price_minor FROM incoming_variant i JOIN catalogue_variant v ON v.id = i.id
    WHERE i.price_told AND i.price_minor IS NOT NULL AND (i.is_new OR v.price_minor IS DISTINCT FROM i.price_minor)
    ON CONFLICT (variant_id, at) DO UPDATE SET price_minor = excluded.price_minor)
INSERT INTO catalogue_stockchange (variant_id, location, at, quantity)
SELECT v.id, '', i.at, i.stock_quantity FROM incoming_variant i JOIN catalogue_variant v ON v.id = i.id
WHERE i.stock_told AND i.stock_quantity IS NOT NULL
AND (i.is_new OR v.stock_quantity IS DISTINCT FROM i.stock_quantity)
ON CONFLICT (variant_id, location, at) DO UPDATE SET quantity = excluded.quantity"""
_VARIANT_MERGED = """p.id, coalesce(i.sku, v.sku), coalesce(i.ean, v.ean), coalesce(i.name, v.name),
    coalesce(i.colour, v.colour), coalesce(i.size, v.size), coalesce(i.position, v.position),
    CASE WHEN i.price_told THEN i.price_minor ELSE v.price_minor END,
    CASE WHEN i.cost_told THEN i.unit_cost_minor ELSE v.unit_cost_minor END,
    CASE WHEN i.stock_told THEN i.stock_quantity ELSE v.stock_quantity END"""
_UPDATE_VARIANTS = f"""WITH done AS (
    UPDATE catalogue_variant v SET (product_id, sku, ean, name, colour, size, position, price_minor, unit_cost_minor,
        stock_quantity) = ROW({_VARIANT_MERGED})
    FROM incoming_variant i JOIN incoming_product p USING (row)
    WHERE v.id = i.id AND i.is_new IS NULL
    AND ROW(v.product_id, v.sku, v.ean, v.name, v.colour, v.size, v.position, v.price_minor, v.unit_cost_minor,
        v.stock_quantity) IS DISTINCT FROM ROW({_VARIANT_MERGED}) RETURNING i.row)
UPDATE incoming_product p SET status = coalesce(p.status, 'changed') FROM done WHERE done.row = p.row"""
_PHOTOGRAPHS = """WITH told AS MATERIALIZED (
    SELECT i.row, i.id AS product_id, f.at - 1 AS position, f.photograph->>'url' AS url, f.photograph->>'alt' AS alt
    FROM incoming_product i, jsonb_array_elements(i.photographs) WITH ORDINALITY f(photograph, at)
    WHERE i.status IS DISTINCT FROM 'older'),
gone AS (
    DELETE FROM catalogue_photograph c USING incoming_product i
    WHERE c.product_id = i.id AND i.photographs IS NOT NULL AND i.status IS DISTINCT FROM 'older'
    AND NOT EXISTS (SELECT FROM told WHERE told.product_id = c.product_id AND told.position = c.position)
    RETURNING i.row),
done AS (
    INSERT INTO catalogue_photograph (product_id, position, url, alt, file)
    SELECT product_id, position, url, alt, '' FROM told
    ON CONFLICT (product_id, position) DO UPDATE SET url = excluded.url, alt = excluded.alt, file = ''
    WHERE (catalogue_photograph.url, catalogue_photograph.alt) IS DISTINCT FROM (excluded.url, excluded.alt)
    RETURNING product_id)
UPDATE incoming_product p SET status = coalesce(p.status, 'changed')
WHERE p.row IN (SELECT row FROM gone) OR p.id IN (SELECT product_id FROM done)"""


def write(
    cursor: CursorWrapper, products: Sequence[NewProduct], *, source: str, now: datetime
) -> list[tuple[str, int]]:
    """(status, id) of each of `products`: without problems, one a product."""
    if not products:
        return []
    values = {"source": source}
    cursor.execute(_OPEN)
    write_categories(cursor, source, (p.category for p in products if p.category is not UNSET))
    with cursor.copy(_COPY) as copy:
        copy.write("".join(_copy_line(row, product) for row, product in enumerate(products)))
    with cursor.copy(_COPY_VARIANTS) as copy:
        copy.write("".join(_variant_lines(products, now)))
    if len(products) > 1000:
        cursor.execute("ANALYZE incoming_product; ANALYZE incoming_variant")
    cursor.execute(_INSERT, values)
    if cursor.rowcount < len(products):
        cursor.execute(_LOCK, values)
        cursor.execute(_OLDER)
        cursor.execute(_UPDATE, values)
    cursor.execute(_INSERT_VARIANTS, values)
    cursor.execute(_LOCK_VARIANTS, values)
    cursor.execute(_HISTORY)
    cursor.execute(_UPDATE_VARIANTS)
    if any(product.photographs is not UNSET for product in products):
        cursor.execute(_PHOTOGRAPHS)
    cursor.execute(
        "SELECT CASE WHEN status IN ('new', 'changed') THEN status ELSE 'same' END, id FROM incoming_product"
        " ORDER BY row"
    )
    return cursor.fetchall()


def write_categories(cursor: CursorWrapper, source: str, paths: Iterable[Sequence[str]]) -> None:
    """Each place of each path, the widest first, so that a parent exists before its child. A category is known by its
    path: a path that changes is another category."""
    places = {tuple(name.strip() for name in path[:depth]) for path in paths for depth in range(1, len(path) + 1)}
    for depth in sorted({len(place) for place in places}):
        rows = sorted(place for place in places if len(place) == depth)
        cursor.execute(
            """INSERT INTO catalogue_category (source, outside_id, name, parent_id)
            SELECT %s, i.path, i.name, p.id FROM unnest(%s::text[], %s::text[], %s::text[]) i(path, name, parent)
            LEFT JOIN catalogue_category p ON p.source = %s AND p.outside_id = i.parent
            ORDER BY i.path ON CONFLICT (source, outside_id) DO NOTHING""",
            [
                source,
                [_SEPARATOR.join(place) for place in rows],
                [place[-1] for place in rows],
                [_SEPARATOR.join(place[:-1]) for place in rows],
                source,
            ],
        )


def _copy_line(row: int, p: NewProduct) -> str:
    texts = (p.name, UNSET if p.name is UNSET else fold(p.name), p.brand, p.description, p.url)
    path = NULL if not p.category else text(_SEPARATOR.join(name.strip() for name in p.category))
    photographs = NULL
    if p.photographs is not UNSET:
        photographs = _json([{"url": photograph.url, "alt": photograph.alt} for photograph in p.photographs])
    return (
        f"{row}\t{text(p.outside_id)}\t{_told(texts)}\t{path}\t{p.category is not UNSET}"
        f"\t{NULL if p.active is UNSET else p.active}\t{NULL if p.traits is UNSET else _json(p.traits)}"
        f"\t{moment_or_null(p.source_updated_at)}\t{photographs}\n"
    )


def _variant_lines(products: Sequence[NewProduct], now: datetime) -> Iterable[str]:
    for row, product in enumerate(products):
        at = (product.source_updated_at or now).isoformat()
        for v in variants_of(product):
            yield f"{row}\t{text(product.outside_id)}\t{_variant_fields(v)}\t{at}\n"


def _variant_fields(v: NewVariant) -> str:
    numbers = "\t".join(
        f"{NULL if value is UNSET or value is None else value}\t{value is not UNSET}"
        for value in (v.price_minor, v.unit_cost_minor, v.stock_quantity)
    )
    position = NULL if v.position is UNSET else v.position
    return f"{text(v.outside_id)}\t{_told((v.sku, v.ean, v.name, v.colour, v.size))}\t{position}\t{numbers}"


def _told(texts: Iterable[object]) -> str:
    return "\t".join(text(value) if isinstance(value, str) else NULL for value in texts)


def _json(value: object) -> str:
    return text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
