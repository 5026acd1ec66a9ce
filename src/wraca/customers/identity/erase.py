"""What somebody was known by, taken out. That two of their rows are one person stays, as ids."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from wraca.customers.identity.models import Identifier, IdentifierLink, Merge
from wraca.customers.identity.subjects import Subject


def erase_identity(subject: Subject, now: datetime) -> dict[str, int]:
    """Identifiers that somebody else is known by, too, stay theirs. Returns rows touched, per table."""
    theirs = IdentifierLink.objects.filter(customer_id__in=subject.member_ids)
    identifiers = list(theirs.values_list("identifier_id", flat=True).distinct())
    links, _by_model = theirs.delete()
    unused = Identifier.objects.filter(pk__in=identifiers, identifierlink__isnull=True)
    gone, _by_model = unused.delete()
    part = Q(from_customer__in=subject.member_ids) | Q(into_customer__in=subject.member_ids)
    merges = Merge.objects.filter(part).update(evidence={}, fields={})
    return {"customers_identifierlink": links, "customers_identifier": gone, "customers_merge": merges}
