"""What the owner should know: one open alert for one trouble, until it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wraca.jobs.models import Alert


def raise_alert(kind: str, now: datetime, *, subject: str = "", values: Mapping[str, object] | None = None) -> None:
    """Opens an alert, or notes on the open one that the trouble is still there."""
    alert, created = Alert.objects.get_or_create(
        kind=kind,
        subject=subject,
        resolved_at=None,
        defaults={"values": dict(values or {}), "raised_at": now, "last_seen_at": now},
    )
    if not created:
        Alert.objects.filter(pk=alert.pk).update(last_seen_at=now, values=dict(values or {}))


def resolve_alert(kind: str, now: datetime, *, subject: str = "") -> None:
    Alert.objects.filter(kind=kind, subject=subject, resolved_at=None).update(resolved_at=now)
