"""What was written to a person, and which of their addresses take nothing, as it is handed out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower

from wraca.customers.incoming import normal_email
from wraca.messages.models import Message, Suppression
from wraca.messages.queries import hash_addresses

Rows = list[dict[str, Any]]


def export_messages(customer_ids: Sequence[int], addresses: Collection[str]) -> dict[str, Rows]:
    """addresses: every e-mail address that they were ever known by."""
    known = sorted({normal_email(address) for address in addresses if address})
    return {"messages": _messages(customer_ids, known), "suppressions": _suppressions(known)}


def _messages(customer_ids: Sequence[int], addresses: Sequence[str]) -> Rows:
    """One to the same address that is another customer's is not theirs; one of nobody's is. What opens something is
    left out: whoever reads this may not be the one it was written to."""
    theirs = Q(customer_id__in=customer_ids) | Q(customer_id=None, to__in=addresses)
    rows = Message.objects.alias(to=Lower("address")).filter(theirs).order_by("created_at", "id")
    told = rows.annotate(text=_unless_secret("body__text"), html=_unless_secret("body__html"))
    return list(
        told.values(
            *("created_at", "purpose", "channel", "kind", "language", "address", "subject", "about"),
            *("state", "reason", "sent_at", "answer", "text", "html"),
        )
    )


def _unless_secret(name: str) -> Case:
    return Case(When(secret=True, then=Value(None)), default=F(name))


def _suppressions(addresses: Sequence[str]) -> Rows:
    hashed = hash_addresses(addresses)
    rows = Suppression.objects.filter(address_hash__in=list(hashed)).order_by("at", "id")
    return [
        {"address": hashed[bytes(address_hash)], **row}
        for row in rows.values("address_hash", "channel", "reason", "at", "ended_at", "evidence")
        if (address_hash := row.pop("address_hash"))
    ]
