"""The only reads and SQL of duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db import connection
from django.db.models import F, Q, QuerySet

from wraca.customers.duplicates.mixture import Weights
from wraca.customers.duplicates.models import DuplicateKeys, DuplicateModel, DuplicatePair, DuplicateShare
from wraca.customers.duplicates.stored import from_json
from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput

#: A pair put off comes back after so long.
LATER = timedelta(days=30)
FIELDS = ("given_name", "family_name", "email", "phone", "street", "postcode", "city", "birth_date")
#: Of the canonical customers: the people.
PEOPLE_SQL = (
    "SELECT id, given_name, family_name, email, phone, street, postcode, city, birth_date::text AS birth_date"
    " FROM customers_customer WHERE canonical_id = id AND erased_at IS NULL"
)
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


def list_candidates(keys: Sequence[int], without: Sequence[int]) -> list[int]:
    """Customers who share a key, most keys shared first."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.customer_id FROM customers_duplicatekeys k WHERE k.keys && %s::bigint[]"
            " AND NOT k.customer_id = ANY(%s) ORDER BY cardinality(ARRAY(SELECT unnest(k.keys) INTERSECT"
            " SELECT unnest(%s::bigint[]))) DESC, k.customer_id LIMIT %s",
            [list(keys), list(without), list(keys), MOST_CANDIDATES],
        )
        return [row[0] for row in cursor.fetchall()]


def read_people(customer_ids: Iterable[int]) -> pa.Table:
    """The customers that stand for a person, as `people.comparable` wants them."""
    rows = list(Customer.objects.filter(pk__in=list(customer_ids)).order_by("pk").values("id", "canonical_id", *FIELDS))
    there = [row for row in rows if row["id"] == row["canonical_id"]]
    kinds = {"id": pa.int64()}
    return pa.table(
        {name: pa.array([_text(row[name]) for row in there], kinds.get(name, pa.string())) for name in ("id", *FIELDS)}
    )


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def find_shares(keys: Sequence[int]) -> dict[int, float]:
    return dict(DuplicateShare.objects.filter(key__in=keys).values_list("key", "share"))


def save_keys(keys: Mapping[int, Sequence[int]]) -> None:
    DuplicateKeys.objects.bulk_create(
        [DuplicateKeys(customer_id=customer, keys=list(found)) for customer, found in keys.items()],
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["keys"],
    )


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """By COPY, within the caller's transaction."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def execute(sql: str, params: Mapping[str, object] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount
