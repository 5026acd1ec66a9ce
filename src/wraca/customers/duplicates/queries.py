"""The only reads and SQL of duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import pyarrow as pa
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wraca.customers.duplicates.mixture import Weights
from wraca.customers.duplicates.models import DuplicateKeys, DuplicateModel, DuplicatePair, DuplicateShare
from wraca.customers.duplicates.stored import from_json
from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput

#: A pair put off comes back after so long.
LATER = timedelta(days=30)
FIELDS = ("given_name", "family_name", "email", "phone", "street", "postcode", "city", "birth_date")
#: Merged away or not: what only such a row knows is its person's as well.
CUSTOMERS_SQL = (
    "SELECT id, canonical_id, given_name, family_name, email, phone, street, postcode, city,"
    " birth_date::text AS birth_date FROM customers_customer WHERE erased_at IS NULL"
)
#: Pairs of people told as JSON, in the columns of `customers_duplicatepair`.
GIVEN_PAIRS = (
    "jsonb_to_recordset(%(pairs)s::jsonb)"
    " AS given (left_id bigint, right_id bigint, probability float8, reasons jsonb, rule text)"
)
# Only of people as they are now. Who was called two people stays so when one of them was merged with a third.
_SAVE_PAIRS = """WITH found AS MATERIALIZED (SELECT * FROM {pairs}),
different AS MATERIALIZED (SELECT least(l.canonical_id, r.canonical_id) AS left_id,
    greatest(l.canonical_id, r.canonical_id) AS right_id FROM customers_duplicatepair d
    JOIN customers_customer l ON l.id = d.left_id JOIN customers_customer r ON r.id = d.right_id
    WHERE d.decision = 'different' AND (l.canonical_id <> l.id OR r.canonical_id <> r.id))
INSERT INTO customers_duplicatepair (left_id, right_id, probability, reasons, rule, found_at)
SELECT f.left_id, f.right_id, f.probability, f.reasons, f.rule, %(now)s FROM found f
JOIN customers_customer l ON l.id = f.left_id AND l.canonical_id = l.id AND l.erased_at IS NULL
JOIN customers_customer r ON r.id = f.right_id AND r.canonical_id = r.id AND r.erased_at IS NULL
WHERE (f.left_id, f.right_id) NOT IN (SELECT left_id, right_id FROM different)
ORDER BY f.left_id, f.right_id
ON CONFLICT (left_id, right_id) DO UPDATE SET probability = excluded.probability, reasons = excluded.reasons,
    rule = excluded.rule, decision = nullif(customers_duplicatepair.decision, 'merged')"""
_DROP_OUTDATED = """DELETE FROM customers_duplicatepair p WHERE p.decision IS NULL
AND NOT EXISTS (SELECT FROM {pairs} f WHERE f.left_id = p.left_id AND f.right_id = p.right_id)"""
_KEYS_INDEX = "customers_duplicatekeys_keys"
# Somebody may have been erased since the customers were read.
_KEYS = """INSERT INTO customers_duplicatekeys (customer_id, keys) SELECT f.customer_id, f.keys FROM {table} f
JOIN customers_customer c ON c.id = f.customer_id AND c.erased_at IS NULL"""
_CHANGED_KEYS = f"""{_KEYS} LEFT JOIN customers_duplicatekeys k ON k.customer_id = f.customer_id
WHERE k.keys IS DISTINCT FROM f.keys ORDER BY f.customer_id
ON CONFLICT (customer_id) DO UPDATE SET keys = excluded.keys"""
#: Nobody is compared with more customers than this; a key so common is no evidence.
MOST_CANDIDATES = 400


def is_open(now: datetime) -> Q:
    """Not decided, or put off long enough ago; and both still stand for a person of their own."""
    undecided = Q(decision=None) | Q(decision=DuplicatePair.LATER, decided_at__lt=now - LATER)
    return undecided & Q(left__canonical_id=F("left_id"), right__canonical_id=F("right_id"))


def list_open_pairs(now: datetime) -> QuerySet[DuplicatePair]:
    """To be looked at, surest first."""
    return DuplicatePair.objects.filter(is_open(now)).select_related("left", "right").order_by("-probability", "id")


def count_open_pairs(now: datetime) -> int:
    return DuplicatePair.objects.filter(is_open(now)).count()


def list_certain_pairs(now: datetime, *, least: float, least_by_rule: float) -> list[DuplicatePair]:
    """Undecided pairs at least so likely, or a little less where an exact rule says so too; surest first."""
    sure = Q(probability__gte=least) | Q(probability__gte=least_by_rule) & ~Q(rule="")
    return list(list_open_pairs(now).filter(sure, decision=None))


def find_pair(pair_id: int) -> DuplicatePair:
    """Raises InvalidInput."""
    pair = DuplicatePair.objects.select_related("left", "right", "merge").filter(pk=pair_id).first()
    if pair is None:
        raise InvalidInput(f"there is no pair {pair_id}")
    return pair


def lock_pair(pair_id: int) -> DuplicatePair:
    """For the transaction. Raises InvalidInput."""
    pair = DuplicatePair.objects.select_for_update(no_key=True).filter(pk=pair_id).first()
    if pair is None:
        raise InvalidInput(f"there is no pair {pair_id}")
    return pair


def list_pairs_of(customer_ids: Sequence[int], now: datetime) -> list[DuplicatePair]:
    """Open pairs that one of the customers is in."""
    part = Q(left__in=customer_ids) | Q(right__in=customer_ids)
    return list(list_open_pairs(now).filter(part))


def find_model() -> tuple[Weights, datetime] | None:
    """What was learnt last, and when. None: nothing yet, or of comparisons that are no longer made."""
    row = DuplicateModel.objects.first()
    weights = from_json(row.weights) if row else None
    return (weights, row.learnt_at) if row and weights else None


def list_candidates(keys: Sequence[int], without: int) -> list[int]:
    """Customers other than `without` who share a key, most keys shared first."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.customer_id FROM customers_duplicatekeys k WHERE k.keys && %s::bigint[]"
            " AND k.customer_id <> %s ORDER BY cardinality(ARRAY(SELECT unnest(k.keys) INTERSECT"
            " SELECT unnest(%s::bigint[]))) DESC, k.customer_id LIMIT %s",
            [list(keys), without, list(keys), MOST_CANDIDATES],
        )
        return [row[0] for row in cursor.fetchall()]


def read_customers(customer_ids: Iterable[int]) -> pa.Table:
    """The columns of CUSTOMERS_SQL, as `people.comparable` wants them."""
    rows = list(
        Customer.objects.filter(pk__in=list(customer_ids), erased_at=None).values("id", "canonical_id", *FIELDS)
    )
    ids = {name: pa.array([row[name] for row in rows], pa.int64()) for name in ("id", "canonical_id")}
    return pa.table({**ids, **{name: pa.array([_text(row[name]) for row in rows], pa.string()) for name in FIELDS}})


def persons_of(customers: pa.Table) -> Iterable[tuple[int, int]]:
    """(customer, canonical customer) of each."""
    return zip(customers["id"].to_pylist(), customers["canonical_id"].to_pylist(), strict=True)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def find_shares(keys: Sequence[int]) -> dict[int, float]:
    return dict(DuplicateShare.objects.filter(key__in=keys).values_list("key", "share"))


def _unchecked() -> QuerySet[Customer]:
    return Customer.objects.filter(~Exists(DuplicateKeys.objects.filter(customer=OuterRef("pk"))), erased_at=None)


def list_unchecked(*, after: int, limit: int) -> list[int]:
    """Customers of higher ids than `after` who were never looked up, in the order of their ids."""
    return list(_unchecked().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def count_unchecked() -> int:
    return _unchecked().count()


def count_checked() -> int:
    return DuplicateKeys.objects.count()


def save_keys(keys: Mapping[int, Sequence[int]]) -> None:
    DuplicateKeys.objects.bulk_create(
        [DuplicateKeys(customer_id=customer, keys=list(found)) for customer, found in keys.items()],
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["keys"],
    )


def renew_keys(table: str) -> None:
    """Of all customers, from a temporary table. The first time, the index is made when the rows are in, not row by row;
    later only what changed is written."""
    if DuplicateKeys.objects.exists():
        execute(f"ANALYZE {table}")
        execute(_CHANGED_KEYS.format(table=table))
        return
    execute(f"DROP INDEX {_KEYS_INDEX}")
    execute(_KEYS.format(table=table))
    # No index can be made while the foreign keys wait to be looked at.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(f"CREATE INDEX {_KEYS_INDEX} ON customers_duplicatekeys USING gin (keys)")


def save_pairs(pairs: str, params: Mapping[str, object]) -> int:
    """Of `pairs`, a table or GIVEN_PAIRS. params: `now`, and what `pairs` needs. What was decided stands."""
    return execute(_SAVE_PAIRS.format(pairs=pairs), params)


def drop_outdated_pairs(pairs: str) -> int:
    """Those undecided that were not found again."""
    return execute(_DROP_OUTDATED.format(pairs=pairs))


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """By COPY, within the caller's transaction."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def execute(sql: str, params: Mapping[str, object] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount
