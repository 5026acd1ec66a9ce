"""Somebody is erased: one transaction over everything that truth holds of them, domain by domain.

What is on disk beside the database follows (wraca.jobs.erased_files); docs/erasure.md tells what stays and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wraca.connectors.erase import erase_imports
from wraca.customers.access.erase import erase_access
from wraca.customers.consents.erase import erase_consents
from wraca.customers.duplicates.erase import erase_duplicates
from wraca.customers.erase import erase_customers, has_proven_consents
from wraca.customers.freshness.erase import erase_freshness
from wraca.customers.identity.actions import hold_merges
from wraca.customers.identity.erase import erase_identity
from wraca.customers.identity.mentions import mention_sql, mention_values
from wraca.customers.identity.subjects import Subject, find_subject
from wraca.customers.models import Customer
from wraca.customers.names.erase import erase_forms
from wraca.customers.notes.erase import erase_notes
from wraca.customers.preferences.erase import erase_preferences
from wraca.customers.rights.digests import hold_writers, remember_erased
from wraca.customers.rights.erase import erase_requests
from wraca.customers.rights.models import Erasure, ErasureRequest
from wraca.customers.rights.queries import find_erasure_of
from wraca.customers.tags.erase import erase_tags
from wraca.events.erase import erase_events
from wraca.jobs.erase_traces import erase_traces
from wraca.jobs.erased_files import find_uploads_of
from wraca.jobs.erasure_list import note_erasures
from wraca.jobs.erasure_requests import tell_staff
from wraca.jobs.last_letters import LastLetter, prepare_last_letter, queue_last_letter
from wraca.kit.errors import Conflict, InvalidInput
from wraca.kit.language import _
from wraca.messages.erase import erase_messages
from wraca.messages.queries import list_addresses_of
from wraca.orders.actions import hold_orders
from wraca.orders.erase import erase_orders, has_orders
from wraca.staff.audit import record_deed
from wraca.staff.erase import erase_audit_details
from wraca.surveys.erase import erase_answers

Eraser = Callable[[Subject, datetime], Mapping[str, int]]


def _erase_events(subject: Subject, now: datetime) -> Mapping[str, int]:
    return erase_events(subject.member_ids, mention_sql("{text}"), mention_values(subject))


def _erase_audit_details(subject: Subject, now: datetime) -> Mapping[str, int]:
    return erase_audit_details(subject.member_ids, mention_sql("{text}"), mention_values(subject))


#: In this order: what looks for the person first, what others hang on last. The rows themselves come after.
ERASERS: tuple[Eraser, ...] = (
    erase_traces,
    _erase_audit_details,
    erase_messages,
    erase_answers,
    erase_orders,
    _erase_events,
    erase_requests,
    erase_access,
    erase_notes,
    erase_tags,
    erase_preferences,
    erase_forms,
    erase_freshness,
    erase_duplicates,
    erase_consents,
    erase_identity,
)


@dataclass(frozen=True)
class Erased:
    """What an erasure took out, or would."""

    #: None of a dry run.
    erasure_id: int | None
    customer_ids: tuple[int, ...]
    #: Their rows stay, emptied: orders or proven consents hang on them.
    emptied: bool
    #: Table -> rows deleted or emptied; without those of which there was nothing.
    counts: Mapping[str, int]
    #: Uploaded files that hold them.
    files: int
    #: Whether there is an address for the last letter.
    letter: bool


def erase_customer(customer_id: int, now: datetime, by: int | None = None, *, tell: bool = True) -> Erased:
    """The whole person, for good. Their files are left to `wraca.jobs.erased_files.finish_files`.

    by: the staff member. tell: whether a last letter tells them. Raises InvalidInput for an unknown customer, Conflict
    for one erased before or while others write customers for long.
    """
    with transaction.atomic():
        erased = _erase(customer_id, now, by, tell=tell)
    note_erasures()
    tell_staff(now)
    return erased


def try_erasure(customer_id: int, now: datetime) -> Erased:
    """What `erase_customer` would do; it is done and taken back, so the figures are exact."""
    with transaction.atomic():
        erased = _erase(customer_id, now, None, tell=True)
        transaction.set_rollback(True)
    return Erased(**{**vars(erased), "erasure_id": None})


def _erase(customer_id: int, now: datetime, by: int | None, *, tell: bool) -> Erased:
    hold_orders()
    hold_merges()
    hold_writers()
    subject = _lock(customer_id)
    keep = has_orders(subject) or has_proven_consents(subject)
    letter = prepare_last_letter(subject, keeps_orders=has_orders(subject)) if tell else None
    files = find_uploads_of(subject)
    asked_at, made_at = _asked_at(subject), _made_at(subject)
    counts = _carry_out(subject, now, keep=keep, files=files)
    erasure = Erasure.objects.create(
        customer_ids=list(subject.member_ids),
        made_at=made_at,
        asked_at=asked_at,
        done_at=now,
        by=by,
        emptied=keep,
        counts=counts,
        files=[path.name for path in files],
    )
    _leave_word(erasure, letter, now)
    return Erased(erasure.pk, subject.member_ids, keep, counts, len(files), letter is not None)


def _lock(customer_id: int) -> Subject:
    """Against whoever is about to hang something on their rows."""
    if find_erasure_of(customer_id):
        raise Conflict(_("Customer {id} was erased already.").format(id=customer_id))
    subject = find_subject(customer_id)
    rows = Customer.objects.filter(pk__in=subject.member_ids).order_by("pk").select_for_update()
    if len(list(rows.values_list("pk", flat=True))) < len(subject.member_ids):
        raise InvalidInput(_("There is no customer {id}.").format(id=customer_id))
    return find_subject(customer_id).with_emails(list_addresses_of(subject.member_ids))


def _asked_at(subject: Subject) -> datetime | None:
    asked = ErasureRequest.objects.filter(customer_id__in=subject.member_ids, withdrawn_at=None, done_at=None)
    return asked.order_by("asked_at").values_list("asked_at", flat=True).first()


def _made_at(subject: Subject) -> list[datetime]:
    made = dict(Customer.objects.filter(pk__in=subject.member_ids).values_list("id", "created_at"))
    return [made[member] for member in subject.member_ids]


def _carry_out(subject: Subject, now: datetime, *, keep: bool, files: list) -> dict[str, int]:
    counts: Counter[str] = Counter()
    counts.update(erase_imports(subject, now, paths=[str(path) for path in files]))
    for eraser in ERASERS:
        counts.update(eraser(subject, now))
    counts.update(remember_erased(subject, now, keep=keep))
    counts.update(erase_customers(subject, now, keep=keep))
    return {table: rows for table, rows in sorted(counts.items()) if rows}


def _leave_word(erasure: Erasure, letter: LastLetter | None, now: datetime) -> None:
    canonical = erasure.customer_ids[0]
    details = {"erasure": erasure.pk, "customers": list(erasure.customer_ids)}
    record_deed(erasure.by, "customer.erased", object_kind="customer", object_id=canonical, details=details)
    if letter:
        queue_last_letter(letter, erasure.pk, now)
