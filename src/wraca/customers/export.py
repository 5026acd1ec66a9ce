"""What is known of a person in their own rows and about them, as it is handed out: sections of plain values.

Staff are left out by name and number, and so is everybody else: of whom a person was compared with, only what came of
it is told.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q

from wraca.customers.freshness.models import Correction, FieldWord
from wraca.customers.freshness.queries import list_field_states
from wraca.customers.freshness.telling import BITS
from wraca.customers.identity.models import IdentifierLink, Merge
from wraca.customers.identity.queries import Person
from wraca.customers.models import (
    Customer,
    CustomerSession,
    DuplicatePair,
    ErasureRequest,
    FormOfAddress,
    Handout,
    KeepQuestion,
    LogInLink,
    Note,
    Preference,
    Tagging,
)
from wraca.customers.names.greeting import FAMILIAR, FORMAL
from wraca.customers.names.queries import find_form_of_address, greeting_of

Ids = tuple[int, ...]
Rows = list[dict[str, Any]]
Sections = dict[str, Rows]


def export_customers(person: Person, now: datetime) -> Sections:
    """Everything of the floor but consents (`consents.export`)."""
    ids = person.member_ids
    return {
        "customers": _customers(ids),
        "fields": _fields(person, now),
        "field_words": _field_words(ids),
        "corrections": _corrections(ids),
        "identifiers": _identifiers(ids),
        "merges": _merges(ids),
        "compared": _compared(ids),
        "notes": _notes(ids),
        "tags": _tags(ids),
        "preferences": _preferences(ids),
        "forms_of_address": _forms_of_address(ids),
        "visits": _visits(ids),
        "links": _links(ids),
        "erasure_requests": _requests(ids),
        "handouts": _handouts(ids),
        "keep_questions": _keep_questions(ids),
        "greetings": _greetings(person.canonical_id),
    }


def _customers(ids: Ids) -> Rows:
    """As each source knows them."""
    columns = (
        *("id", "source", "outside_id", "given_name", "family_name", "email", "phone", "birth_date", "street"),
        *("postcode", "city", "country", "language", "traits", "signed_up_at", "source_updated_at", "created_at"),
        *("updated_at", "invented"),
    )
    return list(Customer.objects.filter(pk__in=ids).order_by("id").values(*columns))


def _fields(person: Person, now: datetime) -> Rows:
    """Where each field comes from, and how sure it still is."""
    states = list_field_states(person.canonical_id, now)
    names = ("field", "told_by", "source", "said_at", "words", "changes", "confidence", "verdict")
    return [{name: getattr(state, name) for name in names} for state in states.values()]


def _field_words(ids: Ids) -> Rows:
    rows = FieldWord.objects.filter(customer__in=ids).order_by("said_at", "id")
    words = rows.values("said_at", "told_by", "source", "told", "differed")
    return [{**word, "told": _named(word["told"]), "differed": _named(word["differed"])} for word in words]


def _named(bits: int) -> list[str]:
    return [field for field, bit in BITS.items() if bits & bit]


def _corrections(ids: Ids) -> Rows:
    """What a source had said before somebody said better."""
    rows = Correction.objects.filter(customer__in=ids).order_by("at", "id")
    return list(rows.values("field", "said", "told_by", "at", "until"))


def _identifiers(ids: Ids) -> Rows:
    rows = IdentifierLink.objects.filter(customer__in=ids).order_by("since", "id")
    named = rows.annotate(kind=F("identifier__kind"), system=F("identifier__source"), value=F("identifier__value"))
    return list(named.values("kind", "system", "value", "proof", "since", "until", "evidence"))


def _merges(ids: Ids) -> Rows:
    """Those that stand. One that was undone may say that somebody else was once taken for them."""
    rows = Merge.objects.filter(from_customer__in=ids, into_customer__in=ids, undone_at=None).order_by("at", "id")
    return list(rows.values("from_customer_id", "into_customer_id", "at", "rule", "evidence", "fields"))


def _compared(ids: Ids) -> Rows:
    rows = DuplicatePair.objects.filter(Q(left__in=ids) | Q(right__in=ids)).order_by("found_at", "id")
    return list(rows.values("found_at", "probability", "reasons", "rule", "decision", "decided_at"))


def _notes(ids: Ids) -> Rows:
    rows = Note.objects.filter(customer__in=ids).order_by("at", "id")
    return list(rows.values("id", "kind", "subject", "text", "at", "continues_id"))


def _tags(ids: Ids) -> Rows:
    rows = Tagging.objects.filter(customer__in=ids).order_by("at", "id")
    return list(rows.annotate(name=F("tag__name")).values("name", "at", "until"))


def _preferences(ids: Ids) -> Rows:
    return list(
        Preference.objects.filter(customer__in=ids).order_by("at", "id").values("name", "value", "at", "source")
    )


def _forms_of_address(ids: Ids) -> Rows:
    rows = FormOfAddress.objects.filter(customer__in=ids).order_by("at", "id")
    return list(rows.values("vocative", "gender", "given_name", "source", "at"))


def _visits(ids: Ids) -> Rows:
    """To their own page."""
    return list(CustomerSession.objects.filter(customer__in=ids).order_by("id").values("way", "began_at", "ends_at"))


def _links(ids: Ids) -> Rows:
    rows = LogInLink.objects.filter(customer__in=ids).order_by("made_at", "id").annotate(to=F("identifier__value"))
    return list(rows.values("purpose", "to", "made_at", "expires_at", "used_at"))


def _requests(ids: Ids) -> Rows:
    rows = ErasureRequest.objects.filter(customer_id__in=ids).order_by("asked_at", "id")
    return list(rows.values("asked_at", "due_at", "done_at", "withdrawn_at"))


def _handouts(ids: Ids) -> Rows:
    """When this document was made before."""
    return list(Handout.objects.filter(customer_id__in=ids).order_by("at", "id").values("at", "way", "digests"))


def _keep_questions(ids: Ids) -> Rows:
    """Whether to keep their data, asked after a long silence."""
    rows = KeepQuestion.objects.filter(customer_id__in=ids).order_by("asked_at", "id")
    return list(rows.values("asked_at", "answer_by", "way", "outcome", "ended_at"))


def _greetings(canonical_id: int) -> Rows:
    """What we make of their name."""
    customer = Customer.objects.get(pk=canonical_id)
    said = find_form_of_address(customer)
    return [
        {"language": language, "style": style, "text": greeting_of(customer, said, language=language, style=style).text}
        for language in ("pl", "en")
        for style in (FORMAL, FAMILIAR)
    ]
