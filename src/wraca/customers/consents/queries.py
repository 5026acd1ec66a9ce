"""The only reads of consents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wraca.customers.consents.fold import NEVER, Fold, Joins, Said, State, fold, joins_of
from wraca.customers.consents.models import ConsentWording
from wraca.customers.identity.models import Merge
from wraca.customers.identity.queries import find_canonical_ids, list_people
from wraca.customers.models import ConsentRecord

_UNSAID = State(NEVER, proven=False, since=None, shown_by=None)


@dataclass(frozen=True)
class Permission:
    allowed: bool
    #: Why: the state it follows from. `state.shown_by.id` is the record to be kept with whatever is sent.
    state: State


def find_permission(customer_id: int, *, purpose: str, channel: str, count_unproven: bool) -> Permission:
    """Whether the customer's person may be written to now. Ask last, in the transaction that sends.

    count_unproven: whether an imported flag counts too.
    """
    state = find_states(customer_id).get((purpose, channel), _UNSAID)
    return Permission(state.given and (state.proven or count_unproven), state)


def find_states(customer_id: int) -> Fold:
    """Of the customer's person, by (purpose, channel); nothing for an unknown customer."""
    return list_states([customer_id]).get(customer_id, {})


def list_states(customer_ids: Iterable[int]) -> dict[int, Fold]:
    """By customer as asked for: two who are one person have one state. A handful of queries, however many there are."""
    canonical = find_canonical_ids(customer_ids)
    people = list_people(set(canonical.values()))
    members = {member: person.canonical_id for person in people.values() for member in person.member_ids}
    said: dict[int, list[Said]] = {}
    for record in ConsentRecord.objects.filter(customer_id__in=members):
        said.setdefault(members[record.customer_id], []).append(said_in(record))
    joins = _joins([member for member, stands in members.items() if member != stands])
    folded = {stands: fold(words, joins) for stands, words in said.items()}
    return {customer: folded.get(stands, {}) for customer, stands in canonical.items()}


def said_in(record: ConsentRecord) -> Said:
    return Said(
        record.customer_id,
        record.purpose,
        record.channel,
        record.action,
        record.at,
        record.source,
        record.proven,
        record.awaits_confirmation,
        id=record.pk,
    )


def _joins(merged_away: Sequence[int]) -> Joins:
    merges = (
        Merge.objects.filter(from_customer__in=merged_away, undone_at=None) if merged_away else Merge.objects.none()
    )
    return joins_of(merges.values_list("from_customer_id", "into_customer_id", "at"))


def list_records(customer_ids: Sequence[int]) -> list[ConsentRecord]:
    """Everything they ever said, newest first, with its wording."""
    records = ConsentRecord.objects.filter(customer_id__in=customer_ids).select_related("wording")
    return list(records.order_by("-at", "-id"))


def find_wording(wording_id: int) -> ConsentWording | None:
    return ConsentWording.objects.filter(pk=wording_id).first()


def find_latest_wording(purpose: str, channel: str, language: str) -> ConsentWording | None:
    wordings = ConsentWording.objects.filter(purpose=purpose, channel=channel, language=language)
    return wordings.order_by("-version").first()


def list_wordings() -> list[ConsentWording]:
    """All versions, by purpose, channel and language, the newest of each first."""
    return list(ConsentWording.objects.order_by("purpose", "channel", "language", "-version"))
