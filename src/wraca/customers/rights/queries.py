"""The only reads of rights."""

from __future__ import annotations

from wraca.customers.models import Customer
from wraca.customers.rights.models import Erasure, ErasureRequest, Handout


def find_open_request(customer_ids: tuple[int, ...]) -> ErasureRequest | None:
    """Of a person."""
    return ErasureRequest.objects.filter(customer_id__in=customer_ids, done_at=None, withdrawn_at=None).first()


def list_open_requests() -> list[ErasureRequest]:
    """The most urgent first; those of customers who are gone are no longer open."""
    known = Customer.objects.values("id")
    rows = ErasureRequest.objects.filter(done_at=None, withdrawn_at=None, customer_id__in=known)
    return list(rows.order_by("due_at", "id"))


def list_handouts(customer_ids: tuple[int, ...], *, most: int = 20) -> list[Handout]:
    """Of a person, latest first."""
    return list(Handout.objects.filter(customer_id__in=customer_ids).order_by("-at", "-id")[:most])


def find_erasure_of(customer_id: int) -> Erasure | None:
    """Of a customer who is gone or emptied."""
    return Erasure.objects.filter(customer_ids__contains=[customer_id]).order_by("id").first()


def list_unfinished_erasures() -> list[Erasure]:
    """Of which files, lake or generations may still hold something, oldest first."""
    return list(Erasure.objects.filter(files_done_at=None).order_by("id"))


def list_erased_ids() -> list[int]:
    """Customers whose rows stay, emptied."""
    return list(Customer.objects.exclude(erased_at=None).order_by("id").values_list("id", flat=True))
