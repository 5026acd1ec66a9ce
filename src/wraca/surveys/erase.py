"""What somebody answered, and what they were asked, taken out."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.identity.subjects import Subject
from wraca.surveys.models import Answer, Asking


def erase_answers(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows deleted, per table."""
    answers, _by_model = Answer.objects.filter(customer_id__in=subject.member_ids).delete()
    askings, _by_model = Asking.objects.filter(customer_id__in=subject.member_ids).delete()
    return {"surveys_answer": answers, "surveys_asking": askings}
