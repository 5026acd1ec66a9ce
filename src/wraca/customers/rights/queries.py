"""The only reads of rights."""

from __future__ import annotations

from wraca.customers.models import Customer
from wraca.customers.rights.models import ErasureRequest


def find_open_request(customer_ids: tuple[int, ...]) -> ErasureRequest | None:
    """Of a person."""
    return ErasureRequest.objects.filter(customer_id__in=customer_ids, done_at=None, withdrawn_at=None).first()


def list_open_requests() -> list[ErasureRequest]:
    """The most urgent first; those of customers who are gone are no longer open."""
    known = Customer.objects.values("id")
    rows = ErasureRequest.objects.filter(done_at=None, withdrawn_at=None, customer_id__in=known)
    return list(rows.order_by("due_at", "id"))
