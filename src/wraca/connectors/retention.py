"""Rows of files that could not be taken: kept to be mended and sent again, not for ever. That there were so many stays
in the import's figures."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from wraca.connectors.models import ImportReject


def old_rejects(before: datetime) -> QuerySet[ImportReject]:
    return ImportReject.objects.filter(run__started_at__lt=before).exclude(run__state="running")
