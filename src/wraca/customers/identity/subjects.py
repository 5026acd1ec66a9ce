"""Whom an erasure or a hand-out is about: all members of a person, and everything they were ever known by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wraca.customers.consents.models import OptIn
from wraca.customers.identity.models import Identifier, IdentifierLink
from wraca.customers.identity.queries import find_person
from wraca.customers.incoming import normal_email
from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput
from wraca.kit.text import fold

EMAIL, PHONE = Identifier.EMAIL, Identifier.PHONE


@dataclass(frozen=True)
class Subject:
    """A person, with what points at them from other places than their own rows."""

    canonical_id: int
    #: With the canonical one first, then by id.
    member_ids: tuple[int, ...]
    #: Normalised, of all times; marketplaces' forwarding addresses among them.
    emails: frozenset[str] = frozenset()
    #: E.164, of all times.
    phones: frozenset[str] = frozenset()
    #: (source, outside id) of the members' rows, and of whatever else a system calls them by.
    outside: frozenset[tuple[str, str]] = frozenset()
    #: (given name, family name) of each member that has both.
    names: frozenset[tuple[str, str]] = frozenset()
    #: E-mails and phones that somebody else, who is not this person, is known by now as well.
    shared: frozenset[str] = frozenset()

    @property
    def own_emails(self) -> frozenset[str]:
        """Without those that somebody else reads, too: what was sent there may be theirs."""
        return self.emails - self.shared

    @property
    def own_phones(self) -> frozenset[str]:
        return self.phones - self.shared

    def with_emails(self, addresses: Iterable[str]) -> Subject:
        """Known by more addresses than the customers' own rows tell, e.g. those that messages went to."""
        more = {normal_email(address) for address in addresses} - {""} - self.emails
        if not more:
            return self
        shared = _held_by_others(EMAIL, more, self.member_ids)
        return replace(self, emails=self.emails | more, shared=self.shared | shared)


def find_subject(customer_id: int) -> Subject:
    """Of a customer, merged away or not. Raises InvalidInput for an unknown one."""
    person = find_person(customer_id)
    if person is None:
        raise InvalidInput(f"there is no customer {customer_id}")
    ids = person.member_ids
    rows = list(Customer.objects.filter(pk__in=ids).order_by("id"))
    known = _identifiers(ids)
    asked = OptIn.objects.filter(customer_id__in=ids).values_list("address", flat=True)
    emails = {row.email for row in rows} | _of_kinds(known, Identifier.EMAIL, Identifier.ALIAS)
    emails |= {normal_email(address) for address in asked if "@" in address}
    phones = {row.phone for row in rows} | _of_kinds(known, Identifier.PHONE)
    phones |= {address for address in asked if "@" not in address}
    outside = {(row.source, row.outside_id) for row in rows}
    outside |= {(source, value) for kind, source, value in known if kind not in (EMAIL, PHONE, Identifier.ALIAS)}
    emails, phones = emails - {""}, phones - {""}
    return Subject(
        canonical_id=person.canonical_id,
        member_ids=ids,
        emails=frozenset(emails),
        phones=frozenset(phones),
        outside=frozenset(outside),
        names=frozenset((row.given_name, row.family_name) for row in rows if row.given_name and row.family_name),
        shared=_held_by_others(EMAIL, emails, ids) | _held_by_others(PHONE, phones, ids),
    )


def is_named(subject: Subject, text: str) -> bool:
    """Whether the text holds one of their names, whole, in either order."""
    folded = f" {fold(text)} "
    return any(f" {fold(given)} " in folded and f" {fold(family)} " in folded for given, family in subject.names)


def _identifiers(member_ids: Iterable[int]) -> list[tuple[str, str, str]]:
    """(kind, source, value), ended links too."""
    links = IdentifierLink.objects.filter(customer_id__in=list(member_ids))
    return list(links.values_list("identifier__kind", "identifier__source", "identifier__value").distinct())


def _of_kinds(known: Iterable[tuple[str, str, str]], *kinds: str) -> set[str]:
    return {value for kind, _source, value in known if kind in kinds}


def _held_by_others(kind: str, values: Iterable[str], member_ids: tuple[int, ...]) -> frozenset[str]:
    others = IdentifierLink.objects.filter(identifier__kind=kind, identifier__value__in=list(values), until=None)
    return frozenset(others.exclude(customer_id__in=member_ids).values_list("identifier__value", flat=True))
