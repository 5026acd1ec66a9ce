"""Keeps what was asked and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from wraca.customers.freshness.actions import correct_field
from wraca.customers.queries import find_customer
from wraca.events.actions import NewEvent, append_events
from wraca.kit.errors import InvalidInput
from wraca.kit.language import _
from wraca.surveys.answers import require_answer
from wraca.surveys.models import Answer, Asking, Question
from wraca.surveys.queries import find_question


def record_asked(customer_id: int, code: str, now: datetime) -> None:
    """The question was shown. Shown again within its day, it is the same time."""
    question = find_question(code)
    latest = Asking.objects.filter(customer_id=customer_id).order_by("-at", "-id").first()
    if latest is None or latest.question_id != question.pk or latest.put_off:
        Asking.objects.create(customer_id=customer_id, question=question, at=now)


def put_off(customer_id: int, code: str, now: datetime) -> None:
    """ "Not now": it does not come back for half a year, and no other one for a week."""
    Asking.objects.create(customer_id=customer_id, question=find_question(code), at=now, put_off=True)


@transaction.atomic
def record_answer(customer_id: int, code: str, value: object, *, now: datetime, by: int | None = None) -> Answer:
    """A fact of the person from now on; an answer about a field of theirs becomes the field.

    by: the staff member it was told to; None: they answered themselves. Raises InvalidInput.
    """
    question = find_question(code)
    if find_customer(customer_id) is None:
        raise InvalidInput(_("There is no such customer."))
    kept = require_answer(question.kind, [choice["code"] for choice in question.choices], value)
    if question.field:
        correct_field(customer_id, question.field, {question.field: str(kept)}, by=by, now=now)
        kept = None
    answer = Answer.objects.create(
        customer_id=customer_id,
        question=question,
        value=kept,
        at=now,
        source=Answer.STAFF if by else Answer.CUSTOMER,
        by=by,
    )
    payload = {"answer": answer.pk, "question": code, "by": answer.source}
    append_events([NewEvent(now, "question.answered", f"question.answered:{answer.pk}", customer_id, payload)])
    return answer


def define_question(
    code: str,
    kind: str,
    *,
    text: Mapping[str, str],
    purpose: Mapping[str, str],
    choices: Sequence[Mapping[str, str]] = (),
    field: str = "",
    place: int = 100,
    again_days: int | None = None,
) -> Question:
    """Makes or changes a question; answers given before stay."""
    if not all(words.get("en") and words.get("pl") for words in (text, purpose, *choices)):
        raise InvalidInput("a question, its purpose and its choices are written in English and in Polish")
    parts = {"kind": kind, "text": dict(text), "purpose": dict(purpose), "choices": [dict(c) for c in choices]}
    question, _is_new = Question.objects.update_or_create(
        code=code, defaults={**parts, "field": field, "place": place, "again_days": again_days}
    )
    return question
