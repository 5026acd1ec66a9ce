"""The only reads of customers. Names are searched by trigrams of their folded form, so `zak` finds Żak."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from wraca.customers.consents.queries import find_states
from wraca.customers.incoming import normal_email, normal_phone
from wraca.customers.models import Customer
from wraca.kit.text import fold

#: A trigram index cannot help with fewer.
LEAST_LETTERS = 3
_NUMBER = re.compile(r"[+0-9][0-9 ()./-]{5,}")


def find_customer(customer_id: int) -> Customer | None:
    return Customer.objects.filter(pk=customer_id).first()


def find_by_outside_id(source: str, outside_id: str) -> Customer | None:
    return Customer.objects.filter(source=source, outside_id=outside_id).first()


def find_ids(source: str, outside_ids: Sequence[str]) -> dict[str, int]:
    """Outside id -> our id, of those that are known."""
    if not outside_ids:
        return {}
    rows = Customer.objects.filter(source=source, outside_id__in=outside_ids).values_list("outside_id", "id")
    return dict(rows)


def list_customers(ids: Iterable[int]) -> dict[int, Customer]:
    """Customers by id; unknown ids are left out."""
    return Customer.objects.in_bulk(list(ids))


def search_customers(words: str, *, limit: int = 20, country: str = "PL") -> list[Customer]:
    """Customers whom `words` may mean: an e-mail or its beginning, a telephone number, our id or the store's, or parts
    of the name in any order and without diacritics. Best first: what fits exactly, then by name."""
    words = words.strip().replace("\x00", "")[:200]
    if not words:
        return []
    exact = list(_exact(words, country)[:limit])
    found = {customer.pk for customer in exact}
    if len(exact) < limit:
        exact += [customer for customer in _by_parts(words)[: limit + len(found)] if customer.pk not in found]
    return exact[:limit]


def _exact(words: str, country: str) -> QuerySet[Customer]:
    """By what only one person has. One index each; a `UNION` by hand would read worse than the `OR`."""
    wanted = Q(email=normal_email(words)) if "@" in words else Q(pk__in=_ids_of_outside(words))
    if words.isascii() and words.isdigit() and len(words) < 19:
        wanted |= Q(pk=int(words))
    if _NUMBER.fullmatch(words) and (phone := normal_phone(words, country)):
        wanted |= Q(phone=phone)
    return Customer.objects.filter(wanted, erased_at=None).order_by("sort_name", "id")


def _ids_of_outside(words: str) -> list[int]:
    return list(Customer.objects.filter(outside_id=words).values_list("id", flat=True)[:20])


def _by_parts(words: str) -> QuerySet[Customer]:
    if "@" in words:
        return Customer.objects.filter(email__contains=normal_email(words)).order_by("email", "id")
    parts = [part for part in fold(words).split() if part]
    if not any(len(part) >= LEAST_LETTERS for part in parts):
        return Customer.objects.none()
    rows = Customer.objects.filter(erased_at=None)
    for part in parts:
        rows = rows.filter(folded_name__contains=part)
    return rows.order_by("sort_name", "id")


def find_matching_ids(words: str, *, most: int = 10_000) -> list[int]:
    """Ids for a filter of the list by name, e-mail or phone; the list itself is sorted by the generation. At most
    `most`: who types two letters wants no list of everybody."""
    wanted = [customer.pk for customer in _exact(words.strip(), "PL")[:most]]
    return list(dict.fromkeys([*wanted, *_by_parts(words.strip()).order_by().values_list("id", flat=True)[:most]]))


@dataclass(frozen=True)
class Consent:
    purpose: str
    channel: str
    #: Given or confirmed, and not withdrawn since.
    given: bool
    #: Whether there is proof, or only a flag that came with an import.
    proven: bool
    #: Since when.
    at: datetime
    source: str


def list_consents(customer_id: int) -> list[Consent]:
    """The present state of the customer's person, by purpose and channel; without those nobody ever agreed to or
    refused. `consents.fold` has the rules."""
    return [
        Consent(purpose, channel, state.given, state.proven, state.since, state.shown_by.source)
        for (purpose, channel), state in find_states(customer_id).items()
        if state.since and state.shown_by
    ]


def count_customers() -> int:
    """Exact up to a hundred thousand, beyond that the database's own estimate: counting a million rows takes longer
    than the page it stands on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'customers_customer'::regclass")
        estimate = cursor.fetchone()[0]
    return estimate if estimate > 100_000 else Customer.objects.count()


@dataclass(frozen=True, slots=True)
class Known:
    """A customer of a source, with only what a file is compared with."""

    outside_id: str
    email: str
    source_updated_at: datetime | None


# By the indexes, whatever PostgreSQL thinks how many there are of a source: this is asked for every batch of a file.
_TOLD = """SELECT DISTINCT c.id, c.outside_id, c.email, c.source_updated_at FROM (
    SELECT c.* FROM unnest(%(outside_ids)s::text[]) told(id) CROSS JOIN LATERAL (
        SELECT id, outside_id, email, source_updated_at FROM customers_customer
        WHERE source = %(source)s AND outside_id = told.id LIMIT 1) c
    UNION ALL
    SELECT c.id, c.outside_id, c.email, c.source_updated_at
    FROM unnest(%(emails)s::text[]) told(email) CROSS JOIN LATERAL (
        SELECT id, source, outside_id, email, source_updated_at FROM customers_customer
        WHERE email = told.email OFFSET 0) c WHERE c.source = %(source)s) c ORDER BY c.id"""


def find_told(source: str, *, outside_ids: Collection[str], emails: Collection[str]) -> list[Known]:
    """Customers of the source by either, in the order of their ids."""
    if not outside_ids and not emails:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"source": source, "outside_ids": list(outside_ids), "emails": list(emails)})
        return [Known(*row) for _id, *row in cursor.fetchall()]


_UNDATED = """SELECT told.id, r.purpose, r.channel, r.action, r.at FROM unnest(%(outside_ids)s::text[]) told(id)
    CROSS JOIN LATERAL (
        SELECT id FROM customers_customer WHERE source = %(source)s AND outside_id = told.id LIMIT 1) c
    CROSS JOIN LATERAL (
        SELECT purpose, channel, action, at FROM customers_consentrecord
        WHERE customer_id = c.id AND source = %(source)s AND evidence @> '{"undated": true}' OFFSET 0) r
    ORDER BY r.at DESC"""


def find_undated_consents(source: str, outside_ids: Collection[str]) -> dict[tuple[str, str, str, str], datetime]:
    """(outside id, purpose, channel, action) -> when a consent without a moment of its own was first told."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDATED, {"source": source, "outside_ids": list(outside_ids)})
        return {(told_id, purpose, channel, action): at for told_id, purpose, channel, action, at in cursor.fetchall()}
