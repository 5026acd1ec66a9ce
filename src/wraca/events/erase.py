"""What happened to somebody, taken out of the timeline, and answers to programs that spoke of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

# One that names no customer may still quote one.
_EVENTS = """DELETE FROM events_event WHERE customer_id = ANY(%(members)s)
    OR customer_id IS NULL AND {mention}"""
_ANSWERS = "DELETE FROM events_idempotentanswer WHERE {mention}"


def erase_events(customer_ids: Sequence[int], mention: str, values: Mapping[str, object]) -> dict[str, int]:
    """mention: a condition on {text}, with its values; events know no customers but their ids. Returns rows deleted,
    per table."""
    told = {**values, "members": list(customer_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS.format(mention=mention.replace("{text}", "(key || ' ' || payload::text)")), told)
        events = cursor.rowcount
        cursor.execute(_ANSWERS.format(mention=mention.replace("{text}", "(key || ' ' || answer::text)")), told)
        return {"events_event": events, "events_idempotentanswer": cursor.rowcount}
