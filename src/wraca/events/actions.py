"""Appends to the timeline. An event's key makes it happen once, however often it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from wraca.events import queries
from wraca.kit.copytext import moment_or_null, number_or_null, text
from wraca.kit.errors import Conflict
from wraca.kit.recorded import NEW, REJECTED, SAME, Problem, Recorded, Result

#: The source of what Wraca itself noticed. Keys of other sources are prefixed with the source's name.
OURS = "wraca"


@dataclass(frozen=True)
class NewEvent:
    at: datetime
    kind: str
    #: Unique within its source, for ever: the same key again is the same event.
    key: str
    customer_id: int | None = None
    payload: Mapping[str, object] = field(default_factory=dict)


def append_events(events: Sequence[NewEvent], *, source: str = OURS) -> Recorded:
    """Appends what is new. Raises Conflict, and appends nothing, if a key came before with other content."""
    with transaction.atomic():
        recorded = record_events(events, source=source)
        if recorded.rejected:
            keys = [events[row].key for row, _ in recorded.rejections()]
            raise Conflict(f"{len(keys)} event keys came before with other content: {', '.join(keys[:10])}")
    return recorded


def record_events(events: Sequence[NewEvent], *, source: str) -> Recorded:
    """As `append_events`, but a key that came before with other content rejects only its own row."""
    if not events:
        return Recorded()
    with transaction.atomic(), connection.cursor() as cursor:
        queries.open_incoming(cursor)
        with cursor.copy(queries.COPY_INCOMING) as copy:
            copy.write("".join(_copy_line(row, event, source) for row, event in enumerate(events)))
        found = queries.append_incoming(cursor, source)
    return Recorded(tuple(_result(*row) for row in found))


def _result(event_id: int, appended: bool, agrees: bool) -> Result:
    if not agrees:
        return Result(REJECTED, None, Problem("key_with_other_content"))
    return Result(NEW if appended else SAME, event_id)


def _copy_line(row: int, event: NewEvent, source: str) -> str:
    key = event.key if source == OURS else f"{source}:{event.key}"
    payload = json.dumps(event.payload, ensure_ascii=False, separators=(",", ":"))
    return (
        f"{row}\t{moment_or_null(event.at)}\t{event.kind}\t{number_or_null(event.customer_id)}"
        f"\t{text(key)}\t{text(payload)}\n"
    )
