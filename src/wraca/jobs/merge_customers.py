"""Two customers found to be one person, and parted again: identity, summaries, timeline and audit log in one
transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wraca.customers.identity.actions import Merged, record_merge, refuse_erased, undo_merge
from wraca.customers.identity.models import Merge
from wraca.events.actions import NewEvent, append_events
from wraca.orders.actions import hold_orders, remake_summaries
from wraca.staff.audit import record_deed

BY_HAND = "by_hand"


def merge(
    from_id: int,
    into_id: int,
    *,
    now: datetime,
    rule: str = BY_HAND,
    by: int | None = None,
    evidence: Mapping[str, object] | None = None,
    fields: Mapping[str, int] | None = None,
) -> Merge:
    """The person of `from_id` becomes one with that of `into_id`, whose canonical id stays.

    by: the staff member; None where `rule` decided. fields: field -> customer whose value is shown. Raises
    InvalidInput for unknown customers or fields, Conflict if they are one already or the first orders are being loaded.
    """
    with transaction.atomic():
        hold_orders()
        merged = record_merge(from_id, into_id, rule=rule, now=now, by=by, evidence=evidence, fields=fields)
        _follow(merged, "customer.merged", now, by)
    return merged.merge


def undo(merge_id: int, *, now: datetime, by: int | None = None) -> Merge:
    """Everything as before the merge. Raises InvalidInput for an unknown merge, Conflict if it was undone before or the
    person was erased: their figures stay as they were."""
    with transaction.atomic():
        hold_orders()
        parted = undo_merge(merge_id, now=now, by=by)
        refuse_erased([parted.merge.from_customer_id])
        _follow(parted, "customer.unmerged", now, by)
    return parted.merge


def _follow(merged: Merged, deed: str, now: datetime, by: int | None) -> None:
    remake_summaries(merged.canonical_ids)
    merge = merged.merge
    payload = {"merge": merge.pk, "into": merge.into_customer_id}
    append_events([NewEvent(now, deed, f"{deed}:{merge.pk}", merge.from_customer_id, payload)])
    record_deed(
        by, deed, object_kind="customer", object_id=merge.from_customer_id, details={**payload, "rule": merge.rule}
    )
