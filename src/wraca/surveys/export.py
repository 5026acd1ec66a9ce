"""What a person was asked and answered, as it is handed out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from wraca.surveys.models import Answer, Asking

_QUESTION = {"code": F("question__code"), "question_text": F("question__text")}


def export_surveys(customer_ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    answers = Answer.objects.filter(customer_id__in=customer_ids).order_by("at", "id").annotate(**_QUESTION)
    askings = Asking.objects.filter(customer_id__in=customer_ids).order_by("at", "id").annotate(**_QUESTION)
    return {
        "answers": list(answers.values("code", "question_text", "value", "at", "source")),
        "questions_shown": list(askings.values("code", "question_text", "at", "put_off")),
    }
