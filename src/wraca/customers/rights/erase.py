"""What somebody asked of us by right: done. That they asked, and when it was done, is the proof and stays."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.identity.subjects import Subject
from wraca.customers.rights.models import ErasureRequest, KeepQuestion


def erase_requests(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows closed, per table."""
    waiting = ErasureRequest.objects.filter(customer_id__in=subject.member_ids, done_at=None, withdrawn_at=None)
    asked = KeepQuestion.objects.filter(customer_id__in=subject.member_ids, outcome="")
    return {
        "customers_erasurerequest": waiting.update(done_at=now),
        "customers_keepquestion": asked.update(outcome=KeepQuestion.ERASED, ended_at=now),
    }
