"""The only reads of identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from wraca.customers.identity.addresses import is_alias
from wraca.customers.identity.models import Identifier, IdentifierLink, Merge
from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput


@dataclass(frozen=True)
class Person:
    """All customers that are one person; most people are one customer."""

    canonical_id: int
    #: With the canonical one first, then by id.
    member_ids: tuple[int, ...]

    @property
    def is_merged(self) -> bool:
        return len(self.member_ids) > 1


def find_person(customer_id: int) -> Person | None:
    """The person of a customer, merged away or not; None: there is no such customer."""
    canonical = Customer.objects.filter(pk=customer_id).values_list("canonical_id", flat=True).first()
    return None if canonical is None else list_people([canonical])[canonical]


def list_people(canonical_ids: Iterable[int]) -> dict[int, Person]:
    """By canonical id."""
    ids = list(canonical_ids)
    members: dict[int, list[int]] = {canonical: [canonical] for canonical in ids}
    for canonical, member in _merged_away(ids).order_by("id").values_list("canonical_id", "id"):
        members[canonical].append(member)
    return {canonical: Person(canonical, tuple(found)) for canonical, found in members.items()}


def _merged_away(canonical_ids: Iterable[int]) -> QuerySet[Customer]:
    # The second condition is that of the index: few people have more than one customer.
    return Customer.objects.filter(canonical_id__in=canonical_ids).exclude(canonical_id=F("id"))


def find_canonical_ids(customer_ids: Iterable[int]) -> dict[int, int]:
    """Customer -> the canonical one of their person; unknown ids are left out."""
    return dict(Customer.objects.filter(pk__in=list(customer_ids)).values_list("id", "canonical_id"))


def list_merges_of_source(source: str) -> list[int]:
    """Ids of the standing merges that a customer of the source takes part in."""
    part = Q(from_customer__source=source) | Q(into_customer__source=source)
    return list(Merge.objects.filter(part, undone_at=None).order_by("id").values_list("id", flat=True))


def list_merges(person: Person) -> list[Merge]:
    """Those that stand between the members, latest first."""
    return list(Merge.objects.filter(from_customer__in=person.member_ids, undone_at=None).order_by("-at", "-id"))


def list_past_merges(person: Person) -> list[Merge]:
    """Those undone that any member took part in, latest first."""
    part = Q(from_customer__in=person.member_ids) | Q(into_customer__in=person.member_ids)
    return list(Merge.objects.filter(part, undone_at__isnull=False).order_by("-undone_at", "-id"))


def find_merge(merge_id: int) -> Merge:
    """Raises InvalidInput."""
    merge = Merge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise InvalidInput(f"there is no merge {merge_id}")
    return merge


def list_links(customer_ids: Sequence[int]) -> list[IdentifierLink]:
    """What they are known by, live first, each kind together."""
    links = IdentifierLink.objects.filter(customer_id__in=customer_ids).select_related("identifier")
    return list(links.order_by(F("until").desc(nulls_first=True), "identifier__kind", "identifier__value", "id"))


def find_known_by(kind: str, value: str, *, source: str = "", proven: bool = False) -> list[int]:
    """Canonical ids of the people an identifier belongs to now; `proven`: only where more than a claim says so."""
    links = IdentifierLink.objects.filter(
        identifier__kind=kind, identifier__value=value, identifier__source=source, until=None
    )
    if proven:
        links = links.exclude(proof__in=IdentifierLink.CLAIMS)
    return sorted(set(links.values_list("customer__canonical_id", flat=True)))


def list_proven_emails(customer_ids: Sequence[int]) -> frozenset[str]:
    """Addresses of which more than a claim says that they are the customers', now or once."""
    links = IdentifierLink.objects.filter(customer_id__in=customer_ids, identifier__kind=Identifier.EMAIL)
    return frozenset(links.exclude(proof__in=IdentifierLink.CLAIMS).values_list("identifier__value", flat=True))


def may_be_marketed(email: str) -> bool:
    """Whether the address is a person's own. Consent is another question, asked as well."""
    return bool(email) and not is_alias(email)


FIELDS = (
    *("given_name", "family_name", "email", "phone", "birth_date", "street", "postcode", "city", "country", "language"),
)


@dataclass(frozen=True)
class Shown:
    value: object
    #: Whose row it is from.
    customer_id: int


def show_fields(person: Person, rows: Mapping[int, Customer], merges: Sequence[Merge]) -> dict[str, Shown]:
    """Each field of the person: as the latest merge chose, else of the canonical row, else of the first that has it."""
    chosen: dict[str, int] = {}
    for merge in sorted(merges, key=lambda merge: (merge.at, merge.pk)):
        chosen |= {field: int(owner) for field, owner in merge.fields.items() if int(owner) in rows}
    shown = {}
    for field in FIELDS:
        order = [chosen[field]] if field in chosen else []
        order += [member for member in person.member_ids if member in rows]
        owner = next((member for member in order if getattr(rows[member], field)), person.canonical_id)
        shown[field] = Shown(getattr(rows[owner], field), owner)
    return shown
