"""Keeps what was asked and what was answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from django.db import transaction
from django.db.models import Max, Q

from wraca.customers.freshness.actions import correct_field
from wraca.customers.queries import find_customer
from wraca.events.actions import NewEvent, append_events
from wraca.kit.errors import InvalidInput
from wraca.kit.language import _
from wraca.kit.text import fold
from wraca.surveys.answers import CHOICE, MANY, TEXT, require_answer
from wraca.surveys.models import Answer, Asking, Question
from wraca.surveys.queries import find_question

#: A day is asked for a field, which owners cannot invent.
KINDS_WRITTEN = (CHOICE, MANY, TEXT)
LEAST_CHOICES, LONGEST_CODE, MOST_PLACE = 2, 40, 32_000


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


def switch_question(code: str, *, active: bool) -> Question:
    """Asked from now on, or no longer; what was answered stays. Raises InvalidInput."""
    question = find_question(code)
    question.active = active
    question.save(update_fields=["active"])
    return question


@transaction.atomic
def move_question(code: str, *, up: bool) -> bool:
    """Before the one that is asked before it, or behind the next. False: it is the first or the last."""
    order = list(Question.objects.select_for_update().order_by("place", "id"))
    here = next((place for place, question in enumerate(order) if question.code == code), None)
    if here is None:
        find_question(code)
        return False
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return False
    order[here], order[there] = order[there], order[here]
    for number, question in enumerate(order, start=1):
        question.place = number * 10
    Question.objects.bulk_update(order, ["place"])
    return True


@dataclass(frozen=True)
class Wording:
    """A question as an owner writes it. Texts by language; choices as (code or "", {language: words})."""

    text: Mapping[str, str]
    purpose: Mapping[str, str]
    choices: Sequence[tuple[str, Mapping[str, str]]] = ()
    again_days: int | None = None


@transaction.atomic
def write_question(wording: Wording, *, kind: str) -> Question:
    """A new one, behind the others. Raises InvalidInput with what is wrong."""
    if kind not in KINDS_WRITTEN:
        raise InvalidInput(_("There is no such kind of question."))
    words = _words_of(wording.text["en"])
    taken = set(Question.objects.select_for_update().values_list("code", flat=True))
    last = Question.objects.aggregate(last=Max("place"))["last"] or 0
    return define_question(
        _free_code(words, taken),
        kind,
        text=wording.text,
        purpose=wording.purpose,
        choices=_choices(wording, kind, {}),
        place=min(last + 10, MOST_PLACE),
        again_days=wording.again_days,
    )


@transaction.atomic
def rewrite_question(code: str, wording: Wording) -> Question:
    """Other words and choices. One that somebody chose stays, because their answer is to be read. Raises
    InvalidInput."""
    question = find_question(code)
    stand = {choice["code"]: choice for choice in question.choices}
    choices = _choices(wording, question.kind, stand)
    gone = set(stand) - {choice["code"] for choice in choices}
    if gone and _is_chosen(question, gone):
        raise InvalidInput(_("Somebody chose an answer that you took away. Put it otherwise, or make a new question."))
    return define_question(
        code,
        question.kind,
        text=wording.text,
        purpose=wording.purpose,
        choices=choices,
        field=question.field,
        place=question.place,
        again_days=wording.again_days,
    )


def _is_chosen(question: Question, codes: set[str]) -> bool:
    answers = Answer.objects.filter(question=question)
    return any(answers.filter(Q(value=code) | Q(value__contains=[code])).exists() for code in codes)


def _choices(wording: Wording, kind: str, stand: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    if kind not in (CHOICE, MANY):
        return []
    found: list[dict[str, str]] = []
    for code, words in wording.choices:
        known = code if code in stand else _free_code(_words_of(words["en"]), {*stand, *(one["code"] for one in found)})
        found.append({"code": known, **words})
    if len(found) < LEAST_CHOICES:
        raise InvalidInput(_("A choice has at least two answers."))
    return found


def _words_of(text: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", fold(text)))[:LONGEST_CODE].strip("_") or "question"


def _free_code(words: str, taken: Collection[str]) -> str:
    return next(code for code in chain([words], (f"{words}_{n}" for n in count(2))) if code not in taken)
