"""Keeps what customers asked of us."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from wraca.customers.identity.queries import Person
from wraca.customers.rights.models import ErasureRequest, Handout
from wraca.customers.rights.queries import find_open_request
from wraca.events.actions import NewEvent, append_events

#: GDPR article 12 gives a month; the shortest has 28 days.
ERASURE_DAYS = timedelta(days=28)


@transaction.atomic
def ask_for_erasure(person: Person, now: datetime) -> ErasureRequest:
    """The request; asked again, the first one."""
    known = find_open_request(person.member_ids)
    if known:
        return known
    request, _new = ErasureRequest.objects.get_or_create(
        customer_id=person.canonical_id,
        done_at=None,
        withdrawn_at=None,
        defaults={"asked_at": now, "due_at": now + ERASURE_DAYS},
    )
    _tell(request, "customer.erasure_asked", now)
    return request


@transaction.atomic
def withdraw_erasure_request(person: Person, now: datetime) -> bool:
    """False: there is none, or it was carried out."""
    request = find_open_request(person.member_ids)
    if request is None:
        return False
    ErasureRequest.objects.filter(pk=request.pk).update(withdrawn_at=now)
    _tell(request, "customer.erasure_withdrawn", now)
    return True


def close_erasure_request(person: Person, now: datetime) -> bool:
    """It was done. Called in the erasure's own transaction."""
    request = find_open_request(person.member_ids)
    return request is not None and bool(ErasureRequest.objects.filter(pk=request.pk).update(done_at=now))


def record_handout(
    canonical_id: int, digests: Mapping[str, str], now: datetime, *, way: str, by: int | None
) -> Handout:
    return Handout.objects.create(customer_id=canonical_id, at=now, way=way, by=by, digests=dict(digests))


def _tell(request: ErasureRequest, kind: str, now: datetime) -> None:
    append_events([NewEvent(now, kind, f"{kind}:{request.pk}", request.customer_id, {})])
