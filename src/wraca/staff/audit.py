"""The audit log: who did what to which object. Every deed of staff that changes something calls `record_deed`."""

from __future__ import annotations

from wraca.staff.models import AuditEntry


def record_deed(
    user_id: int | None, action: str, *, object_kind: str = "", object_id: object = "", details: dict | None = None
) -> None:
    """`action` is `subject.past`, e.g. `account.disabled`. `details` holds codes and ids, never names or contents."""
    AuditEntry.objects.create(
        user_id=user_id, action=action, object_kind=object_kind, object_id=str(object_id), details=details or {}
    )
