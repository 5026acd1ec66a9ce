"""What staff were told of somebody, taken out."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.identity.subjects import Subject
from wraca.customers.notes.models import Note


def erase_notes(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows deleted, per table."""
    gone, _by_model = Note.objects.filter(customer_id__in=subject.member_ids).delete()
    return {"customers_note": gone}
