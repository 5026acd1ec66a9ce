"""What is known of each field of a person: who said it last, when, and how far it can still be believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wraca.customers.freshness import fading
from wraca.customers.freshness.fading import PRIORS, QUALITY, Rate
from wraca.customers.freshness.models import FieldWord
from wraca.customers.freshness.telling import BITS, COLUMNS
from wraca.customers.identity.queries import find_person, list_merges, show_fields
from wraca.customers.models import Customer
from wraca.engine.reader import Reader

#: What a wrong field costs, beside each other: a lost mailbox ends the talk, a wrong name spoils it.
WEIGHTS: Mapping[str, float] = {
    fading.EMAIL: 3.0,
    fading.PHONE: 2.0,
    fading.ADDRESS: 2.0,
    fading.NAME: 1.5,
    fading.LANGUAGE: 1.0,
    fading.BIRTH_DATE: 0.5,
}


def learned_rates(reader: Reader | None) -> Mapping[str, Rate]:
    """As the generation learned them; before the first refresh, and for what it does not learn, the prior."""
    if reader is None or not reader.has("field_rates"):
        return PRIORS
    rows = reader.select("SELECT field, shape, years FROM field_rates")
    return {**PRIORS, **{row["field"]: Rate(row["shape"], row["years"]) for row in rows}}


@dataclass(frozen=True)
class FieldState:
    field: str
    #: The customer whose row holds the value.
    customer_id: int
    told_by: str
    #: The system's name, where a system told it.
    source: str
    #: The staff member it was told to.
    by: int | None
    said_at: datetime
    #: Whether the last word only repeated the one before.
    confirmed: bool
    #: How often it was said, and how often it was something else than before.
    words: int
    changes: int
    confidence: float
    verdict: str


def list_field_states(customer_id: int, now: datetime, rates: Mapping[str, Rate] = PRIORS) -> dict[str, FieldState]:
    """Field -> what is known of it, of the fields that the person has. rates: learned ones where there are any
    (`learned_rates`); else those of before anything was seen. Empty for an unknown customer."""
    person = find_person(customer_id)
    if person is None:
        return {}
    rows = Customer.objects.in_bulk(person.member_ids)
    shown = show_fields(person, rows, list_merges(person) if person.is_merged else [])
    owners = {
        field: next(
            (shown[column].customer_id for column in columns if column != "country" and shown[column].value), None
        )
        for field, columns in COLUMNS.items()
        if field != fading.TRAITS
    }
    owners[fading.TRAITS] = next(
        (member for member in person.member_ids if member in rows and rows[member].traits), None
    )
    words = FieldWord.objects.filter(customer__in=person.member_ids).order_by("said_at", "id")
    return fold_words(list(words), owners, now, rates)


def fold_words(
    words: Sequence[FieldWord], owners: Mapping[str, int | None], now: datetime, rates: Mapping[str, Rate] = PRIORS
) -> dict[str, FieldState]:
    """words: oldest first. owners: field -> customer whose value is shown, None where there is none."""
    states = {}
    for field, owner in owners.items():
        said = [word for word in words if word.customer_id == owner and word.told & BITS[field]]
        if owner is not None and said:
            states[field] = _state(field, owner, said, now, rates[field])
    return states


def _state(field: str, owner: int, said: Sequence[FieldWord], now: datetime, rate: Rate) -> FieldState:
    last = said[-1]
    left = fading.confidence((now - last.said_at).total_seconds() / 86_400, rate, QUALITY[last.told_by])
    return FieldState(
        field=field,
        customer_id=owner,
        told_by=last.told_by,
        source=last.source,
        by=last.by,
        said_at=last.said_at,
        confirmed=len(said) > 1 and not last.differed & BITS[field],
        words=len(said),
        changes=sum(1 for word in said if word.differed & BITS[field]),
        confidence=left,
        verdict=fading.verdict(left),
    )


def next_field_to_confirm(customer_id: int, now: datetime, rates: Mapping[str, Rate] = PRIORS) -> FieldState | None:
    """The one field to ask for next: of those no longer fresh, where a wrong value is likely and dear; None where all
    are fresh."""
    return choose_next(list_field_states(customer_id, now, rates).values())


def choose_next(states: Iterable[FieldState]) -> FieldState | None:
    asked = [state for state in states if state.verdict != fading.FRESH and state.field in WEIGHTS]
    return max(asked, key=lambda s: (WEIGHTS[s.field] * (1 - s.confidence), s.field), default=None)
