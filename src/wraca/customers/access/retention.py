"""Links to customers' own pages that open nothing any more."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from wraca.customers.access.models import LogInLink


def old_links(before: datetime) -> QuerySet[LogInLink]:
    return LogInLink.objects.filter(expires_at__lt=before)
