"""Records that two customers are one person, and takes it back. `wraca.jobs.merge_customers` is what others call: it
brings the summaries, the timeline and the audit log along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from wraca.customers.identity.models import Identifier, IdentifierLink, Merge
from wraca.customers.identity.people import Forest, roots
from wraca.customers.identity.queries import FIELDS, find_canonical_ids, find_merge, list_people
from wraca.customers.models import Customer
from wraca.kit.errors import Conflict, InvalidInput

#: All merges of an installation take turns: only so can nobody's members change between reading and locking them.
_TURN = "SELECT pg_advisory_xact_lock(hashtext('wraca.customers.identity'))"


@dataclass(frozen=True)
class Merged:
    """What a merge or its undoing touched."""

    merge: Merge
    #: The canonical ids whose summaries are to be made anew.
    canonical_ids: tuple[int, ...]


@transaction.atomic
def record_merge(
    from_id: int,
    into_id: int,
    *,
    rule: str,
    now: datetime,
    by: int | None = None,
    evidence: Mapping[str, object] | None = None,
    fields: Mapping[str, int] | None = None,
) -> Merged:
    """Merges the person of `from_id` into that of `into_id`; either may be merged away already.

    fields: field -> customer whose value is shown. Raises InvalidInput for an unknown customer or field, Conflict if
    both are one person already or one of them was erased.
    """
    hold_merges()
    canonical = find_canonical_ids([from_id, into_id])
    if missing := sorted({from_id, into_id} - canonical.keys()):
        raise InvalidInput(f"there is no customer {missing[0]}")
    start, end = canonical[from_id], canonical[into_id]
    if start == end:
        raise Conflict(f"customers {from_id} and {into_id} are one person already")
    people = list_people([start, end])
    members = {*people[start].member_ids, *people[end].member_ids}
    _check_fields(fields or {}, members)
    _lock(members)
    refuse_erased(members)
    merge = Merge.objects.create(
        from_customer_id=start,
        into_customer_id=end,
        at=now,
        by=by,
        rule=rule,
        evidence=dict(evidence or {}),
        fields=dict(fields or {}),
    )
    _set_canonical(dict.fromkeys(people[start].member_ids, end))
    return Merged(merge, (start, end))


@transaction.atomic
def undo_merge(merge_id: int, *, now: datetime, by: int | None = None) -> Merged:
    """Parts what the merge joined: the customer merged away, with all that had been merged into it, is a person again.

    Raises InvalidInput for an unknown merge, Conflict if it was undone before.
    """
    hold_merges()
    merge = find_merge(merge_id)
    if merge.undone_at is not None:
        raise Conflict(f"merge {merge_id} was undone before")
    root = find_canonical_ids([merge.from_customer_id])[merge.from_customer_id]
    members = list_people([root])[root].member_ids
    _lock(members)
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    _set_canonical(roots(_forest(members), members))
    return Merged(merge, (merge.from_customer_id, root))


def _forest(members: Collection[int]) -> Forest:
    standing = Merge.objects.filter(from_customer__in=members, undone_at=None)
    return Forest(dict(standing.values_list("from_customer_id", "into_customer_id")))


def hold_merges() -> None:
    """Nobody is merged or parted by others before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN)


def _lock(members: Collection[int]) -> None:
    """In id order, as everybody who writes customers (wraca.customers.bulk)."""
    rows = Customer.objects.filter(pk__in=members).order_by("pk").select_for_update(no_key=True)
    if gone := sorted(set(members) - set(rows.values_list("pk", flat=True))):
        raise Conflict(f"customer {gone[0]} was erased meanwhile")


def refuse_erased(members: Collection[int]) -> None:
    """What is left of who was erased is nobody's: joined to somebody, it would say whose it was. Raises Conflict."""
    erased = Customer.objects.filter(pk__in=members).exclude(erased_at=None).order_by("pk")
    if found := erased.values_list("pk", flat=True).first():
        raise Conflict(f"customer {found} was erased")


def _set_canonical(canonical: Mapping[int, int]) -> None:
    """Touches only rows that change: each touched row is copied to the lake again."""
    by_root: dict[int, list[int]] = {}
    for member, root in canonical.items():
        by_root.setdefault(root, []).append(member)
    for root, members in sorted(by_root.items()):
        Customer.objects.filter(pk__in=members).exclude(canonical_id=root).update(canonical_id=root)


def _check_fields(fields: Mapping[str, int], members: Collection[int]) -> None:
    for field, owner in fields.items():
        if field not in FIELDS:
            raise InvalidInput(f"there is no field {field!r} to choose; there are: {', '.join(FIELDS)}")
        if owner not in members:
            raise InvalidInput(f"customer {owner} is not one of the two people to be merged")


@transaction.atomic
def record_link(
    kind: str,
    value: str,
    customer_id: int,
    *,
    proof: str,
    now: datetime,
    source: str = "",
    evidence: Mapping[str, object] | None = None,
) -> IdentifierLink:
    """That an identifier (normalised) is the customer's, with what proved it. Told again, the first link stands."""
    identifier, _new = Identifier.objects.get_or_create(kind=kind, source=source, value=value)
    link, _new = IdentifierLink.objects.get_or_create(
        identifier=identifier,
        customer_id=customer_id,
        proof=proof,
        until=None,
        defaults={"since": now, "evidence": dict(evidence or {})},
    )
    return link


def end_link(link_id: int, *, now: datetime) -> bool:
    """The identifier is the customer's no longer. False: it had ended before."""
    return bool(IdentifierLink.objects.filter(pk=link_id, until=None).update(until=now))
