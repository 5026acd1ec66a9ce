"""Questions to customers: written in both languages, ordered, switched off, counted."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import cast

from wraca.customers.identity.actions import record_merge
from wraca.customers.models import Customer
from wraca.staff.models import AuditEntry
from wraca.surveys.actions import record_answer, record_asked
from wraca.surveys.models import Question
from wraca.surveys.queries import list_questions, next_question

LIST = "console:questions"
TEA = {
    "kind": "choice",
    "text_pl": "Jaką herbatę lubisz?",
    "text_en": "Which tea do you like?",
    "purpose_pl": "Żeby pasowało.",
    "purpose_en": "So that it fits.",
    "choice_pl_0": "Zieloną",
    "choice_en_0": "Green",
    "choice_pl_1": "Czarną",
    "choice_en_1": "Black",
}


def find(name: str) -> int:
    return Customer.objects.get(outside_id=name).pk


def codes() -> list[str]:
    return [question.code for question in list_questions()]


@pytest.fixture
def tea(shop, marketer) -> Question:
    assert marketer.post(reverse("console:question-new"), TEA).status_code == 302
    return Question.objects.get(code="which_tea_do_you_like")


def test_question_is_written_in_both_languages_and_asked_after_the_others(tea):
    assert codes()[-1] == tea.code
    assert [choice["code"] for choice in tea.choices] == ["green", "black"]
    assert tea.text == {"pl": "Jaką herbatę lubisz?", "en": "Which tea do you like?"}
    assert AuditEntry.objects.get(action="question.written").details == {"code": tea.code}


def test_two_questions_of_the_same_words_are_two(tea, marketer):
    twins = {**TEA, "choice_pl_1": "Zieloną", "choice_en_1": "Green"}
    marketer.post(reverse("console:question-new"), twins)
    assert codes()[-2:] == [tea.code, "which_tea_do_you_like_2"]
    assert [choice["code"] for choice in list_questions()[-1].choices] == ["green", "green_2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text_pl": ""},
        {"choice_pl_1": "", "choice_en_1": ""},
        {"choice_pl_1": ""},
        {"kind": "day"},
        {"choice_pl_0": "x" * 201},
        {"again_days": "3"},
    ],
)
def test_half_a_question_is_refused_and_keeps_what_was_typed(shop, marketer, wrong):
    before = codes()
    answer = marketer.post(reverse("console:question-new"), {**TEA, **wrong})
    assert (answer.status_code, codes()) == (200, before)
    assert "So that it fits." in answer.content.decode()


def test_order_is_changed_one_by_one_and_stops_at_the_ends(tea, marketer):
    before = codes()
    marketer.post(reverse("console:question-order", args=[tea.code]), {"to": "up"})
    assert codes() == [*before[:-2], tea.code, before[-2]]
    for _step in range(5):
        marketer.post(reverse("console:question-order", args=[tea.code]), {"to": "up"})
    assert codes() == [tea.code, *before[:-1]]


def test_question_switched_off_is_not_asked(tea, marketer):
    for question in list_questions()[:-1]:
        marketer.post(reverse("console:question-switch", args=[question.code]), {"on": "0"})
    assert next_question(find("ela"), cast.NOW, language="pl").text == "Jaką herbatę lubisz?"
    marketer.post(reverse("console:question-switch", args=[tea.code]), {"on": "0"})
    assert next_question(find("ela"), cast.NOW, language="pl") is None
    marketer.post(reverse("console:question-switch", args=[tea.code]), {"on": "1"})
    assert next_question(find("ela"), cast.NOW, language="pl") is not None


def test_people_are_counted_once_by_their_last_word(tea, marketer):
    ela, bruno, celina = find("ela"), find("bruno"), find("celina")
    for number, (who, what) in enumerate([(ela, "green"), (bruno, "black"), (celina, "green"), (ela, "black")]):
        record_asked(who, tea.code, cast.at(6, 1 + number))
        record_answer(who, tea.code, what, now=cast.at(6, 1 + number))
    record_merge(bruno, ela, rule="by_hand", now=cast.NOW)
    line = next(line for line in marketer.get(reverse(LIST)).context["lines"] if line.question == tea)
    # Ela and Bruno are one person, who said black last; Celina said green.
    assert (line.counted.asked, line.counted.answered, dict(line.counted.chosen)) == (2, 2, {"black": 1, "green": 1})
    assert [(one.count, one.share.share) for one in line.choices] == [(1, 0.5), (1, 0.5)]


def test_several_answers_count_each(shop, marketer):
    for who, what in (("ela", ["price", "quality"]), ("bruno", ["price"])):
        record_answer(find(who), "what_matters", what, now=cast.NOW)
    lines = marketer.get(reverse(LIST)).context["lines"]
    line = next(line for line in lines if line.question.code == "what_matters")
    assert (line.counted.answered, dict(line.counted.chosen)) == (2, {"price": 2, "quality": 1})


def test_words_change_and_codes_stay_so_that_answers_are_read(tea, marketer):
    record_answer(find("ela"), tea.code, "green", now=cast.NOW)
    page = reverse("console:question", args=[tea.code])
    changed = {
        **TEA,
        "text_en": "What tea?",
        "choice_en_0": "Green tea",
        "choice_pl_2": "Białą",
        "choice_en_2": "White",
    }
    marketer.post(page, changed)
    tea.refresh_from_db()
    assert [(choice["code"], choice["en"]) for choice in tea.choices] == [
        ("green", "Green tea"),
        ("black", "Black"),
        ("white", "White"),
    ]
    answer = marketer.post(page, {**changed, "choice_pl_0": "", "choice_en_0": ""})
    tea.refresh_from_db()
    assert (answer.status_code, len(tea.choices)) == (200, 3)


def test_only_the_office_writes_questions(shop, service):
    assert service.get(reverse(LIST)).status_code == 403
    assert service.post(reverse("console:question-new"), TEA).status_code == 403
    assert not Question.objects.filter(code__startswith="which_tea").exists()


def test_unknown_question_is_not_found(shop, marketer):
    assert marketer.get("/questions/nonsense/").status_code == 404
    assert marketer.post("/questions/nonsense/order/", {"to": "up"}).status_code == 404
