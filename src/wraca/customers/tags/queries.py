"""Which tags there are, and on whom."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from wraca.customers.models import Tag, Tagging


def list_tags() -> list[Tag]:
    """Those on somebody, in order of name."""
    return list(Tag.objects.filter(pk__in=Tagging.objects.filter(until=None).values("tag")).order_by("key"))


def list_tags_of(customer_ids: Sequence[int]) -> list[Tag]:
    standing = Tagging.objects.filter(customer__in=customer_ids, until=None)
    return list(Tag.objects.filter(pk__in=standing.values("tag")).order_by("key"))


def list_tagged(tag_id: int) -> list[int]:
    """Canonical ids of the people who have it."""
    standing = Tagging.objects.filter(tag=tag_id, until=None)
    return sorted(set(standing.values_list("customer__canonical_id", flat=True)))


def count_deed(deed: UUID, *, most: int) -> int:
    """How many taggings a deed put on or took off, counted no further than `most`."""
    concerned = Tagging.objects.filter(Q(deed=deed) | Q(ended_deed=deed))
    return concerned.values("pk")[:most].count()
