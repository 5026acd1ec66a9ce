"""The only reads of surveys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wraca.customers.identity.queries import Person, find_person, list_merges, show_fields
from wraca.customers.queries import list_customers
from wraca.kit.errors import InvalidInput
from wraca.surveys.choosing import Askable, Asked, choose_question
from wraca.surveys.models import Answer, Asking, Question


@dataclass(frozen=True)
class Shown:
    """A question in the reader's language."""

    code: str
    kind: str
    text: str
    #: What the answer is for.
    purpose: str
    #: (code, words).
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fact:
    """What a person said to a question, in words."""

    code: str
    question: str
    answer: str
    at: datetime
    source: str
    by: int | None


def next_question(customer_id: int, now: datetime, *, language: str) -> Shown | None:
    """The one small question to show the customer now; None: leave them in peace. Reading it changes nothing: call
    `actions.record_asked` once it was shown."""
    person = find_person(customer_id)
    if person is None:
        return None
    questions = {question.pk: question for question in Question.objects.filter(active=True)}
    known = _known_fields(person) if any(question.field for question in questions.values()) else {}
    askable = [Askable(q.pk, q.place, q.again_days) for q in questions.values() if not known.get(q.field)]
    rows = Asking.objects.filter(customer_id__in=person.member_ids).values_list("question_id", "at", "put_off")
    chosen = choose_question(askable, _answered(person.member_ids), [Asked(*row) for row in rows], now)
    return None if chosen is None else show_question(questions[chosen], language)


def _known_fields(person: Person) -> Mapping[str, object]:
    rows = list_customers(person.member_ids)
    return {field: shown.value for field, shown in show_fields(person, rows, list_merges(person)).items()}


def _answered(member_ids: Sequence[int]) -> dict[int, datetime]:
    rows = Answer.objects.filter(customer_id__in=member_ids).order_by("at", "id").values_list("question_id", "at")
    return dict(rows)


def show_question(question: Question, language: str) -> Shown:
    choices = tuple((choice["code"], say(choice, language)) for choice in question.choices)
    return Shown(question.code, question.kind, say(question.text, language), say(question.purpose, language), choices)


def say(texts: Mapping[str, str], language: str) -> str:
    """In the language, else in English, else in whatever there is."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def find_question(code: str) -> Question:
    """Raises InvalidInput."""
    question = Question.objects.filter(code=code).first()
    if question is None:
        raise InvalidInput(f"there is no question {code!r}")
    return question


def list_questions() -> list[Question]:
    """All, in the order in which they are asked."""
    return list(Question.objects.order_by("place", "id"))


def list_facts(member_ids: Sequence[int], *, language: str) -> list[Fact]:
    """The person's last word on each question, oldest question first. What became a field of theirs is shown there."""
    answers = Answer.objects.filter(customer_id__in=member_ids, question__field="").select_related("question")
    last = {answer.question_id: answer for answer in answers.order_by("at", "id")}
    ordered = sorted(last.values(), key=lambda answer: (answer.question.place, answer.question_id))
    return [_fact(answer, language) for answer in ordered]


def find_last_answer(member_ids: Sequence[int], question: Question) -> object:
    """As it is kept; None: nobody said anything."""
    answers = Answer.objects.filter(customer_id__in=member_ids, question=question)
    return answers.order_by("-at", "-id").values_list("value", flat=True).first()


def _fact(answer: Answer, language: str) -> Fact:
    question = answer.question
    words = {choice["code"]: say(choice, language) for choice in question.choices}
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    text = ", ".join(words.get(str(value), str(value)) for value in values)
    return Fact(question.code, say(question.text, language), text, answer.at, answer.source, answer.by)
