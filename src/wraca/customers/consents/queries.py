"""The only reads of consents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from wraca.customers.consents.fold import NEVER, Fold, Joins, Said, State, fold, joins_of
from wraca.customers.consents.models import ConsentWording
from wraca.customers.identity.models import Merge
from wraca.customers.identity.queries import find_canonical_ids, list_people
from wraca.customers.models import ConsentRecord, Customer
from wraca.shop.choices import COUNTED, IGNORED, UNTIL_ASKED

_UNSAID = State(NEVER, proven=False, since=None, shown_by=None)


@dataclass(frozen=True)
class Permission:
    allowed: bool
    #: Why: the state it follows from. `state.shown_by.id` is the record to be kept with whatever is sent.
    state: State


def find_permission(customer_id: int, *, purpose: str, channel: str, flag_rule: str = IGNORED) -> Permission:
    """Whether the customer's person may be written to now. Ask last, in the transaction that sends.

    flag_rule: the shop's, of imported flags.
    """
    state = find_states(customer_id).get((purpose, channel), _UNSAID)
    asks = flag_rule == UNTIL_ASKED and state.given and not state.proven
    asked = asks and was_asked(customer_id, purpose=purpose, channel=channel)
    return Permission(is_allowed(state, flag_rule, asked=asked), state)


def is_allowed(state: State, flag_rule: str, *, asked: bool) -> bool:
    """asked: whether the person was ever asked to confirm it; who was and did not, has not agreed. Pure."""
    if not state.given or state.proven:
        return state.given
    return flag_rule == COUNTED or (flag_rule == UNTIL_ASKED and not asked)


def was_asked(customer_id: int, *, purpose: str, channel: str) -> bool:
    """Whether the customer's person was asked by a letter to confirm the consent, however long ago."""
    canonical = Customer.objects.filter(pk=customer_id).values("canonical_id")
    return _requests(purpose, channel).filter(customer__canonical_id__in=canonical).exists()


def list_asked(purpose: str, channel: str) -> set[int]:
    """The people, by their canonical ids."""
    return set(_requests(purpose, channel).values_list("customer__canonical_id", flat=True))


def _requests(purpose: str, channel: str) -> QuerySet[ConsentRecord]:
    return ConsentRecord.objects.filter(purpose=purpose, channel=channel, awaits_confirmation=True)


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
