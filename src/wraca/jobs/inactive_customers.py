"""People who never bought and were not heard of for long: asked by a letter whether to keep their data, and erased if
they do not answer. Whoever may not be written to is left to staff. Any sign of life ends the question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from wraca.customers.consents.queries import find_states
from wraca.customers.identity.queries import Person, find_person, may_be_marketed
from wraca.customers.models import (
    ConsentRecord,
    Customer,
    CustomerSession,
    FieldWord,
    KeepQuestion,
    Note,
    Preference,
)
from wraca.customers.rights.keeping import (
    ask_to_keep,
    count_open_questions,
    end_question,
    keep_token,
    leave_to_staff,
    list_open_questions,
)
from wraca.events.models import Event
from wraca.events.retention import BEHAVIOUR
from wraca.jobs.alerts import raise_alert, resolve_alert
from wraca.jobs.erase_customer import erase_customer
from wraca.jobs.log_in_letters import find_portal_address
from wraca.kit.errors import WracaError
from wraca.messages.drafts import EMAIL
from wraca.messages.letters import words
from wraca.messages.letters.actions import choose_language, greeting_for, queue_letter
from wraca.messages.models import Message
from wraca.messages.queries import find_by_key, list_suppressions
from wraca.orders.models import Order
from wraca.shop.queries import the_shop
from wraca.shop.retention import ANSWER_DAYS, INACTIVE, Retention
from wraca.surveys.models import Answer

#: Of one night: a shop's letters do not all leave at once, and files are made anew after each erasure.
MOST_ASKED, MOST_ERASED = 200, 100
#: Somebody brought in yesterday from an old list is not asked today.
NEWCOMER = timedelta(days=30)
_LETTERS = "marketing", EMAIL

Told = Callable[[str, int, int], None]


def find_inactive(before: datetime, now: datetime) -> QuerySet[Customer]:
    """Canonical customers without any order, ever, and without a sign of life since `before`."""
    people = Customer.objects.filter(
        canonical_id=F("id"), erased_at=None, invented=False, signed_up_at__lt=before, created_at__lt=now - NEWCOMER
    )
    for sign in _signs_since(before):
        # One by one: of `not (a or b)` the database makes a search per customer, of `not a and not b` a join.
        people = people.filter(~sign)
    return people.order_by("id")


def _signs_since(moment: datetime) -> list[Exists]:
    """An order of any time counts: it is kept for the tax office anyhow."""
    own = {"customer__canonical_id": OuterRef("pk")}
    return [
        Exists(Order.objects.filter(**own)),
        Exists(Customer.objects.filter(canonical_id=OuterRef("pk"), signed_up_at__gte=moment)),
        Exists(CustomerSession.objects.filter(**own, began_at__gte=moment)),
        Exists(ConsentRecord.objects.filter(**own, at__gte=moment)),
        Exists(Preference.objects.filter(**own, at__gte=moment)),
        Exists(FieldWord.objects.filter(**own, said_at__gte=moment).exclude(told_by="source")),
        Exists(Note.objects.filter(**own, at__gte=moment)),
        _named_in(Answer.objects.filter(at__gte=moment)),
        _named_in(Event.objects.filter(at__gte=moment, kind__in=BEHAVIOUR, customer_id__isnull=False)),
        _named_in(KeepQuestion.objects.filter(outcome=KeepQuestion.KEPT, ended_at__gte=moment)),
    ]


def _named_in(rows: QuerySet[Any]) -> Exists:
    """Whether one of the person's customers is in rows that hold bare ids."""
    return Exists(Customer.objects.filter(canonical_id=OuterRef("pk"), pk__in=rows.values("customer_id")))


def count_inactive(kept: Retention, now: datetime) -> int:
    return find_inactive(kept.before(INACTIVE, now), now).count()


def settle_inactive(kept: Retention, now: datetime, report: Told = lambda step, done, total: None) -> dict[str, int]:
    """One night's work; nothing at all unless the owner said that people are to be asked."""
    done: Counter[str] = Counter(seen=0, erased=0, asked=0, left_to_staff=0)
    if kept.asks_inactive:
        done["seen"] = _end_answered(now)
        for question in list_open_questions(KeepQuestion.LETTER, most=10 * MOST_ERASED):
            if done["erased"] < MOST_ERASED:
                done[_settle(question, now)] += 1
                report(INACTIVE, done["erased"], MOST_ERASED)
        for customer in _to_ask(kept, now):
            done[_ask(customer, now)] += 1
    tell_staff_of_inactive(now)
    return {name: done[name] for name in ("seen", "erased", "asked", "left_to_staff")}


def _to_ask(kept: Retention, now: datetime) -> list[Customer]:
    asked = KeepQuestion.objects.filter(customer_id=OuterRef("pk"), outcome="")
    return list(find_inactive(kept.before(INACTIVE, now), now).exclude(Exists(asked))[:MOST_ASKED])


def _end_answered(now: datetime) -> int:
    """Who was seen since they were asked is asked no more, nor is who was erased meanwhile."""
    seen, nights = 0, defaultdict(list)
    for question in KeepQuestion.objects.filter(outcome="").order_by("id"):
        nights[question.asked_at].append(question)
    for asked_at, questions in nights.items():
        asked = [question.customer_id for question in questions]
        there = set(Customer.objects.filter(pk__in=asked, erased_at=None).values_list("pk", flat=True))
        # All who are silent, not these alone: for few the database would search every table once a person.
        silent = set(find_inactive(asked_at, now).values_list("pk", flat=True))
        for question in questions:
            if question.customer_id not in there:
                end_question(question.pk, KeepQuestion.ERASED, now)
            elif question.customer_id not in silent:
                seen += end_question(question.pk, KeepQuestion.SEEN, now)
    return seen


def _settle(question: KeepQuestion, now: datetime) -> str:
    """Erased if their silence can be an answer: the letter reached them, and its time is over."""
    letter = find_by_key(_key(question))
    if letter is None or letter.state not in (Message.QUEUED, Message.SENDING, Message.SENT):
        leave_to_staff(question.pk)
        return "left_to_staff"
    if letter.sent_at is None or letter.sent_at > now - timedelta(days=ANSWER_DAYS):
        return "waiting"
    try:
        # A transaction of its own, which goes by what is on disk as well.
        erase_customer(question.customer_id, now, None)
    except WracaError:
        # Somebody else is at work on them: the next night.
        return "waiting"
    end_question(question.pk, KeepQuestion.ERASED, now)
    return "erased"


def _ask(customer: Customer, now: datetime) -> str:
    person = find_person(customer.pk)
    way = KeepQuestion.LETTER if person and _may_write(person, customer.email) else KeepQuestion.STAFF
    with transaction.atomic():
        question = ask_to_keep(customer.pk, now, way=way, answer_days=ANSWER_DAYS)
        if question is None:
            return "waiting"
        if way == KeepQuestion.LETTER:
            _write(question, customer, now)
    return "asked" if way == KeepQuestion.LETTER else "left_to_staff"


def _may_write(person: Person, email: str) -> bool:
    """It is no advertisement, and yet nobody who wanted no more letters gets one."""
    if not may_be_marketed(email) or list_suppressions(EMAIL, email):
        return False
    state = find_states(person.canonical_id).get(_LETTERS)
    return state is None or state.standing != ConsentRecord.WITHDRAWN


def _write(question: KeepQuestion, customer: Customer, now: datetime) -> None:
    shop = the_shop()
    language = choose_language(customer, shop.language)
    letter = words.keep_question(
        shop=shop.name,
        url=find_portal_address(reverse("portal:keep", args=[keep_token(question)])),
        days=ANSWER_DAYS,
        language=language,
        greeting=greeting_for(customer, language),
    )
    queue_letter(letter, to=customer.email, key=_key(question), now=now, customer_id=customer.pk)


def _key(question: KeepQuestion) -> str:
    return f"keep_question:{question.pk}"


def tell_staff_of_inactive(now: datetime) -> None:
    waiting = count_open_questions(KeepQuestion.STAFF)
    if waiting:
        raise_alert("inactive_people", now, values={"people": waiting})
    else:
        resolve_alert("inactive_people", now)
