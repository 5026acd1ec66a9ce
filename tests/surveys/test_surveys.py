"""Questions put to people, and what becomes of the answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import CUSTOMERS, NOW, SOURCE, open_cast_shop

from wraca.customers.actions import record_customers
from wraca.customers.identity.subjects import find_subject
from wraca.customers.models import Customer
from wraca.events.models import Event
from wraca.jobs.merge_customers import merge
from wraca.kit.errors import InvalidInput
from wraca.surveys.actions import define_question, put_off, record_answer, record_asked
from wraca.surveys.erase import erase_answers
from wraca.surveys.models import Answer, Asking, Question
from wraca.surveys.queries import list_facts, next_question
from wraca.surveys.usual import USUAL

LATER = NOW + timedelta(days=8)


@pytest.fixture
def shop(db) -> dict[str, int]:
    """Customers by name; the three usual questions."""
    open_cast_shop()
    record_customers(CUSTOMERS, source=SOURCE, now=NOW)
    Question.objects.all().delete()
    Question.objects.bulk_create([Question(**parts) for parts in USUAL])
    return dict(Customer.objects.values_list("outside_id", "id"))


def test_questions_come_one_at_a_time_in_the_readers_language(shop):
    ada = shop["ada"]
    question = next_question(ada, NOW, language="pl")
    assert (question.code, question.text) == ("for_whom", "Dla kogo najczęściej u nas kupujesz?")
    assert question.choices[0] == ("myself", "Dla siebie")
    record_asked(ada, "for_whom", NOW)
    record_asked(ada, "for_whom", NOW + timedelta(hours=1))
    assert Asking.objects.count() == 1
    record_answer(ada, "for_whom", "presents", now=NOW)
    assert next_question(ada, NOW, language="pl") is None
    assert next_question(ada, LATER, language="en").text == "What matters most to you when you choose?"


def test_last_answer_is_a_fact_of_the_whole_person(shop):
    ada, bruno = shop["ada"], shop["bruno"]
    record_answer(ada, "for_whom", "presents", now=NOW)
    record_answer(bruno, "for_whom", "myself", now=LATER, by=7)
    record_answer(ada, "what_matters", ["quality", "price", "price"], now=NOW)
    merge(bruno, ada, now=LATER)
    facts = list_facts([ada, bruno], language="pl")
    assert [(fact.code, fact.answer, fact.source, fact.by) for fact in facts] == [
        ("for_whom", "Dla siebie", "staff", 7),
        ("what_matters", "Cena, Jakość", "customer", None),
    ]
    # What one of the two answered is not asked of the other.
    assert next_question(bruno, LATER, language="pl").code == "birth_date"
    told = Event.objects.filter(kind="question.answered").order_by("id").values_list("customer_id", "payload")
    assert [(who, payload["question"], payload["by"]) for who, payload in told] == [
        (ada, "for_whom", "customer"),
        (bruno, "for_whom", "staff"),
        (ada, "what_matters", "customer"),
    ]


def test_answer_about_a_field_becomes_the_field_and_is_kept_nowhere_else(shop):
    ada = shop["ada"]
    record_answer(ada, "birth_date", "1988-02-29", now=NOW)
    assert Customer.objects.get(pk=ada).birth_date == date(1988, 2, 29)
    assert Answer.objects.get().value is None
    assert list_facts([ada], language="pl") == []


def test_field_that_is_known_is_not_asked_for(shop):
    Question.objects.exclude(code="birth_date").delete()
    assert next_question(shop["ada"], NOW, language="pl").code == "birth_date"
    Customer.objects.update(birth_date="1980-01-01")
    assert next_question(shop["ada"], NOW, language="pl") is None


def test_put_off_is_heard(shop):
    put_off(shop["ada"], "for_whom", NOW)
    assert next_question(shop["ada"], NOW, language="pl") is None
    assert next_question(shop["ada"], LATER, language="pl").code == "what_matters"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        *[("for_whom", value) for value in ("", "nobody", ["myself"], None, 1)],
        *[("what_matters", value) for value in ([], ["price", "x"], "price", [["price"]])],
        *[("birth_date", value) for value in ("29.02.1988", "1987-02-29", "", "2090-01-01", None)],
        ("no_such_question", "x"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_kept(shop, code, value):
    with pytest.raises(InvalidInput):
        record_answer(shop["ada"], code, value, now=NOW)
    assert Answer.objects.count() == 0


def test_text_answers_are_trimmed_and_bounded(shop):
    words = {"en": "Anything else?", "pl": "Coś jeszcze?"}
    define_question("else", "text", text=words, purpose=words)
    assert record_answer(shop["ada"], "else", "  tak \n", now=NOW).value == "tak"
    for bad in (" ", "x" * 501, "a\x00b"):
        with pytest.raises(InvalidInput):
            record_answer(shop["ada"], "else", bad, now=NOW)
    with pytest.raises(InvalidInput):
        define_question("half", "text", text={"en": "Only English?"}, purpose=words)


def test_answers_are_erased(shop):
    record_asked(shop["ada"], "for_whom", NOW)
    record_answer(shop["ada"], "for_whom", "presents", now=NOW)
    record_answer(shop["bruno"], "for_whom", "presents", now=NOW)
    assert erase_answers(find_subject(shop["ada"]), NOW) == {"surveys_answer": 1, "surveys_asking": 1}
    assert Answer.objects.get().customer_id == shop["bruno"]


def test_unknown_customer_is_asked_nothing(shop):
    assert next_question(10**9, NOW, language="pl") is None
    with pytest.raises(InvalidInput):
        record_answer(10**9, "for_whom", "myself", now=NOW)
