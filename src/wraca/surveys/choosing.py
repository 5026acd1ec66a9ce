"""Which question comes next, if any: seldom, one at a time, never twice what was answered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: A question stays on the page so long, even if nobody looks at it.
OPEN_FOR = timedelta(days=1)
#: Between two different questions.
REST = timedelta(days=7)
#: Until one comes back that was not heeded, or was put off.
AFTER_SILENCE, AFTER_PUT_OFF = timedelta(days=30), timedelta(days=180)


@dataclass(frozen=True)
class Askable:
    id: int
    place: int
    again_days: int | None = None


@dataclass(frozen=True)
class Asked:
    question_id: int
    at: datetime
    put_off: bool = False


def choose_question(
    questions: Sequence[Askable], answered: Mapping[int, datetime], asked: Sequence[Asked], now: datetime
) -> int | None:
    """The id of the question to show now.

    answered: question -> last answer. asked: every time one was shown, in any order.
    """
    last = {one.question_id: one for one in sorted(asked, key=lambda one: one.at)}
    open_ones = [question for question in questions if _is_wanted(question, answered, now)]
    latest = max(last.values(), key=lambda one: (one.at, one.question_id), default=None)
    if latest is not None and now - latest.at < REST:
        stays = not latest.put_off and now - latest.at < OPEN_FOR
        return latest.question_id if stays and any(q.id == latest.question_id for q in open_ones) else None
    ready = [question for question in open_ones if _has_rested(last.get(question.id), now)]
    return min(ready, key=lambda question: (question.place, question.id)).id if ready else None


def _is_wanted(question: Askable, answered: Mapping[int, datetime], now: datetime) -> bool:
    said_at = answered.get(question.id)
    if said_at is None:
        return True
    return question.again_days is not None and now - said_at >= timedelta(days=question.again_days)


def _has_rested(asked: Asked | None, now: datetime) -> bool:
    return asked is None or now - asked.at >= (AFTER_PUT_OFF if asked.put_off else AFTER_SILENCE)
