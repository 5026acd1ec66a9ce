"""Puts tags on customers and takes them off: one or a whole list, as one deed that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from wraca.customers.models import Customer, Tag, Tagging
from wraca.kit.errors import InvalidInput
from wraca.kit.language import marked as _
from wraca.kit.text import fold

LONGEST = 40
# Of somebody merged away, the person has it.
_PUT = """INSERT INTO customers_tagging (tag_id, customer_id, at, by, deed)
    SELECT DISTINCT %(tag)s, c.canonical_id, %(now)s::timestamptz, %(by)s, %(deed)s::uuid
    FROM customers_customer c WHERE c.id = ANY(%(ids)s) AND c.erased_at IS NULL AND NOT EXISTS (
        SELECT FROM customers_tagging t JOIN customers_customer m ON m.id = t.customer_id
        WHERE t.tag_id = %(tag)s AND t.until IS NULL AND m.canonical_id = c.canonical_id)
    ORDER BY 2 ON CONFLICT DO NOTHING"""


@dataclass(frozen=True)
class TagDeed:
    tag: Tag
    #: How many customers it changed.
    customers: int
    deed: UUID


@transaction.atomic
def put_tag(customer_ids: Sequence[int], name: str, *, by: int, now: datetime, deed: UUID | None = None) -> TagDeed:
    """Those who have it already keep it as it was. deed: of which this is a part. Raises InvalidInput for what is no
    tag."""
    tag, deed = find_tag(name), deed or uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_PUT, {"tag": tag.pk, "now": now, "by": by, "deed": deed, "ids": list(customer_ids)})
        return TagDeed(tag, cursor.rowcount, deed)


@transaction.atomic
def take_tag_off(
    customer_ids: Sequence[int], tag_id: int, *, by: int, now: datetime, deed: UUID | None = None
) -> TagDeed:
    """deed: of which this is a part. Raises InvalidInput for an unknown tag."""
    tag = Tag.objects.filter(pk=tag_id).first()
    if tag is None:
        raise InvalidInput(_("There is no such tag."))
    deed = deed or uuid4()
    people = Customer.objects.filter(pk__in=list(customer_ids)).values("canonical_id")
    standing = Tagging.objects.filter(tag=tag, until=None, customer__canonical_id__in=people)
    ids = list(standing.values_list("pk", flat=True))
    ended = Tagging.objects.filter(pk__in=ids).update(until=now, ended_by=by, ended_deed=deed)
    return TagDeed(tag, ended, deed)


@transaction.atomic
def undo_tag_deed(deed: UUID, *, by: int, now: datetime) -> int:
    """What the deed put on comes off, what it took off is back. Returns how many customers; done twice, none."""
    undone = uuid4()
    ended = Tagging.objects.filter(deed=deed, until=None).update(until=now, ended_by=by, ended_deed=undone)
    taken = Tagging.objects.filter(ended_deed=deed).order_by("customer_id")
    back = list(taken.values_list("tag_id", "customer_id"))
    standing = set(
        Tagging.objects.filter(tag_id__in={tag for tag, _ in back}, until=None).values_list("tag_id", "customer_id")
    )
    rows = [Tagging(tag_id=t, customer_id=c, at=now, by=by, deed=undone) for t, c in back if (t, c) not in standing]
    Tagging.objects.bulk_create(rows, batch_size=5000)
    taken.update(ended_deed=None)
    return ended + len(rows)


def find_tag(name: str, *, make: bool = True) -> Tag:
    """make: one that is new is made. Raises InvalidInput for what is no tag, and for an unknown one without `make`."""
    name = " ".join(name.split())
    key = fold(name)
    if not any(letter.isalnum() for letter in key) or len(name) > LONGEST or "\x00" in name:
        raise InvalidInput(_("A tag has letters or digits, at most 40 characters."))
    if make:
        return Tag.objects.get_or_create(key=key, defaults={"name": name})[0]
    tag = Tag.objects.filter(key=key).first()
    if tag is None:
        raise InvalidInput(_("There is no such tag."))
    return tag
