"""Tells staff who waits to be erased, and until when."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.rights.queries import list_open_requests
from wraca.jobs.alerts import raise_alert, resolve_alert


def tell_staff(now: datetime) -> None:
    waiting = list_open_requests()
    if not waiting:
        resolve_alert("erasure_asked", now)
        return
    values = {"requests": len(waiting), "due": waiting[0].due_at.isoformat(), "customer": waiting[0].customer_id}
    raise_alert("erasure_asked", now, values=values)
