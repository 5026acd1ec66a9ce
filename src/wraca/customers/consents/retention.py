"""What proves a consent is kept as long as it stands, and for years after: somebody may still ask."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from wraca.customers.models import ConsentRecord

#: The record itself stays: purpose, channel, word, moment and wording. Without it, an old file would bring the consent
#: back that was withdrawn.
EMPTIED = {"evidence": {}, "form_url": ""}


def old_evidence(before: datetime) -> QuerySet[ConsentRecord]:
    """Of consents whose last word, of the whole person, is a withdrawal before."""
    words = ConsentRecord.objects.filter(
        customer__canonical_id=OuterRef("customer__canonical_id"),
        purpose=OuterRef("purpose"),
        channel=OuterRef("channel"),
    ).order_by("-at", "-id")
    rows = ConsentRecord.objects.exclude(evidence={}, form_url="").filter(at__lt=before)
    last = rows.alias(last=Subquery(words.values("action")[:1]), last_at=Subquery(words.values("at")[:1]))
    return last.filter(last=ConsentRecord.WITHDRAWN, last_at__lt=before)
