"""Invitations and resets that open nothing any more."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from wraca.staff.models import SignedLink


def old_links(before: datetime) -> QuerySet[SignedLink]:
    return SignedLink.objects.filter(expires_at__lt=before)
