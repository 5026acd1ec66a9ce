"""Whether two people may become one without anybody looking. Whoever opens the page of one then reads the other's.

Names, telephones and birth dates are what anybody may type into a form. So the same mailboxes, and no others, must open
both; and where a shop's own log-in opens one as well, its mailbox must have been proven, not typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from wraca.customers.access.models import ShopSecret
from wraca.customers.identity.models import Identifier, IdentifierLink
from wraca.customers.identity.queries import find_person
from wraca.customers.models import Customer


@dataclass(frozen=True)
class Doors:
    """What opens a person's page."""

    emails: frozenset[str]
    proven: frozenset[str]
    #: Their account in a shop that signs tokens.
    shop: bool


def open_alike(one: Doors, other: Doors) -> bool:
    return one.emails == other.emails != frozenset() and all(
        doors.emails == doors.proven for doors in (one, other) if doors.shop
    )


def may_join_unseen(one_id: int, other_id: int) -> bool:
    return open_alike(_find_doors(one_id), _find_doors(other_id))


def _find_doors(customer_id: int) -> Doors:
    person = find_person(customer_id)
    members = person.member_ids if person else ()
    links = IdentifierLink.objects.filter(customer_id__in=members, until=None, identifier__kind=Identifier.EMAIL)
    signing = ShopSecret.objects.values("source")
    return Doors(
        emails=frozenset(links.values_list("identifier__value", flat=True)),
        proven=frozenset(links.exclude(proof__in=IdentifierLink.CLAIMS).values_list("identifier__value", flat=True)),
        shop=Customer.objects.filter(pk__in=members, source__in=signing).exists(),
    )
