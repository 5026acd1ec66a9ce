"""Whether to keep somebody's data who was not heard of for long: asked, answered, or settled by staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction

from wraca.customers.rights.models import KeepQuestion

_SALT = "wraca.customers.keep"


def ask_to_keep(canonical_id: int, now: datetime, *, way: str, answer_days: int) -> KeepQuestion | None:
    """None: they are being asked already."""
    try:
        with transaction.atomic():
            return KeepQuestion.objects.create(
                customer_id=canonical_id, asked_at=now, answer_by=now + timedelta(days=answer_days), way=way
            )
    except IntegrityError:
        return None


def end_question(question_id: int, outcome: str, now: datetime) -> bool:
    """False: it had ended before."""
    open_ = KeepQuestion.objects.filter(pk=question_id, outcome="")
    return bool(open_.update(outcome=outcome, ended_at=now))


def leave_to_staff(question_id: int) -> None:
    """The letter did not reach them, so that silence says nothing."""
    KeepQuestion.objects.filter(pk=question_id, outcome="").update(way=KeepQuestion.STAFF)


def keep_token(question: KeepQuestion) -> str:
    """It says which question, nothing of the person, and does nothing but keep."""
    return signing.Signer(salt=_SALT).sign(str(question.pk))


def find_question(token: str) -> KeepQuestion | None:
    """None: the token is not ours."""
    try:
        return KeepQuestion.objects.filter(pk=int(signing.Signer(salt=_SALT).unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None


def list_open_questions(way: str, *, most: int) -> list[KeepQuestion]:
    return list(KeepQuestion.objects.filter(way=way, outcome="").order_by("asked_at", "id")[:most])


def count_open_questions(way: str) -> int:
    return KeepQuestion.objects.filter(way=way, outcome="").count()
