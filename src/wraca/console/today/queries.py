"""What of truth the page of the day asks for beside the generation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from wraca.connectors.queries import count_open_rejects
from wraca.console.models import DismissedTask
from wraca.jobs.models import Alert
from wraca.orders.models import Order
from wraca.staff.models import User


def list_open_alerts() -> list[str]:
    """Kinds, one for each open alert."""
    return list(Alert.objects.filter(resolved_at=None).order_by("kind", "id").values_list("kind", flat=True))


def count_rejected_rows(now: datetime) -> int:
    return count_open_rejects(now - timedelta(days=7))


def has_orders() -> bool:
    return Order.objects.exists()


def has_colleagues(user_id: int) -> bool:
    return User.objects.exclude(pk=user_id).exists()


def list_dismissed(user_id: int, today: date) -> Collection[str]:
    return set(DismissedTask.objects.filter(user_id=user_id, until__gt=today).values_list("task", flat=True))


def dismiss(user_id: int, task: str, until: date) -> None:
    DismissedTask.objects.update_or_create(user_id=user_id, task=task, defaults={"until": until})


def bring_back(user_id: int, task: str) -> None:
    DismissedTask.objects.filter(user_id=user_id, task=task).delete()
