"""Writes down what a staff member was told; nothing written is changed, only continued."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wraca.customers.models import Customer, Note
from wraca.events.actions import NewEvent, append_events
from wraca.events.incoming import text_problem
from wraca.kit.errors import InvalidInput
from wraca.kit.language import marked as _

LONGEST_SUBJECT, LONGEST_TEXT = 80, 2000


@transaction.atomic
def add_note(customer_id: int, kind: str, text: str, *, by: int, now: datetime, subject: str = "") -> Note:
    """A fact or a preference needs a subject. Raises InvalidInput."""
    subject, text = subject.strip(), _read(text)
    if kind not in Note.KINDS:
        raise InvalidInput(_("There is no such kind of note."))
    if (kind == Note.NOTE) == bool(subject) or len(subject) > LONGEST_SUBJECT or text_problem({"subject": subject}):
        raise InvalidInput(_("A fact or a preference says what it is about, in at most 80 characters."))
    # Locked: an erasure that is under way ends first, and then there is nobody to write of.
    if not Customer.objects.select_for_update(no_key=True).filter(pk=customer_id, erased_at=None).first():
        raise InvalidInput(_("There is no such customer."))
    note = Note.objects.create(customer_id=customer_id, kind=kind, subject=subject, text=text, by=by, at=now)
    return _told(note, now)


@transaction.atomic
def continue_note(note_id: int, text: str, *, by: int, now: datetime) -> Note:
    """Adds to a note; to a fact or a preference, what holds from now on. Raises InvalidInput."""
    first = Note.objects.select_for_update(no_key=True).filter(pk=note_id, continues=None).first()
    if first is None:
        raise InvalidInput(_("There is no such note."))
    note = Note.objects.create(
        customer_id=first.customer_id,
        kind=first.kind,
        subject=first.subject,
        text=_read(text),
        by=by,
        at=now,
        continues=first,
    )
    return _told(note, now)


def _read(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT or "\x00" in text:
        raise InvalidInput(_("Write at least a word and at most 2000 characters."))
    return text


def _told(note: Note, now: datetime) -> Note:
    append_events([NewEvent(now, "customer.noted", f"customer.noted:{note.pk}", note.customer_id, {"kind": note.kind})])
    return note
